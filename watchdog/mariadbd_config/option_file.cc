#include "mariadbd_config/option_file.h"

#include "config/quotation.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

constexpr std::size_t kLineBytesMax = 4094;

bool IsName(std::string_view name) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  if (name.empty() || kLetters.find(name.front()) == std::string_view::npos) return false;
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
         std::string_view::npos;
}

// Plain where nothing in the value could mean anything, so that people can read the file.
std::string Quoted(std::string_view value) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+*@[]";
  if (!value.empty() && value.find_first_not_of(kPlain) == std::string_view::npos) return std::string(value);
  std::string out = "\"";
  for (const char c : value) {
    switch (c) {
      case '\\':
      case '"':
        out += '\\';
        out += c;
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += c;
    }
  }
  return out + "\"";
}

// Cut where it would be read as an option of its own.
void AppendComment(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string line = "# " + std::string(text.substr(0, end));
    for (char& c : line) {
      if (static_cast<unsigned char>(c) < ' ') c = ' ';
    }
    out += line.substr(0, kLineBytesMax) + "\n";
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

Status AppendLine(const std::string& section, const OptionLine& option, bool masked, std::string& out) {
  const std::string where = "[" + section + "] " + option.name + ": ";
  if (!IsName(option.name)) {
    return Error{ErrorCode::kInvalid, "[" + section + "]: " + galera::Quote(option.name) +
                                          " is not an option's name: use letters, digits, _ and -"};
  }
  std::string line = option.name;
  if (option.value) {
    if (option.value->find('\0') != std::string::npos) {
      return Error{ErrorCode::kInvalid, where + "an option file can't hold a NUL byte: take it out"};
    }
    line += "=" + Quoted(*option.value);
  }
  if (line.size() > kLineBytesMax) {
    return Error{ErrorCode::kInvalid, where + "takes " + std::to_string(line.size()) +
                                          " bytes, and MariaDB reads lines of at most " +
                                          std::to_string(kLineBytesMax) + ": shorten it"};
  }
  AppendComment(option.reason, out);
  out += masked && option.secret && option.value ? option.name + "=******" : line;
  out += '\n';
  return {};
}

Result<std::string> RenderAll(const OptionFile& file, bool masked) {
  std::string out;
  AppendComment(file.head, out);
  for (const OptionSection& section : file.sections) {
    if (!IsName(section.name)) {
      return Error{ErrorCode::kInvalid, galera::Quote(section.name) + " is not a section's name"};
    }
    out += "\n[" + section.name + "]\n";
    for (const OptionLine& line : section.lines) {
      if (Status status = AppendLine(section.name, line, masked, out); !status.ok()) return status.error();
    }
  }
  return out;
}

}  // namespace

const OptionLine* OptionFile::Find(std::string_view section, std::string_view name) const {
  const OptionLine* found = nullptr;
  for (const OptionSection& candidate : sections) {
    if (candidate.name != section) continue;
    for (const OptionLine& line : candidate.lines) {
      if (line.name == name) found = &line;
    }
  }
  return found;
}

Result<std::string> Render(const OptionFile& file) { return RenderAll(file, false); }

Result<std::string> RenderMasked(const OptionFile& file) { return RenderAll(file, true); }

}  // namespace watchdog
