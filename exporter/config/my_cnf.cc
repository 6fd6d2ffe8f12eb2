#include "config/my_cnf.h"

#include <algorithm>

#include "config/listen_address.h"
#include "config/option_value.h"
#include "config/quotation.h"

namespace galera {
namespace {

constexpr std::size_t kSectionNameMax = 256;

using Environment = std::map<std::string, std::string>;

// One assignment as written, outer quotes removed.
struct Assignment {
  std::string section;
  std::string key;
  std::optional<std::string> value;  // unset: a key alone on its line
  bool literal = false;              // in single quotes: no ${NAME}
  int line = 0;
};

struct Lines {
  std::vector<Assignment> assignments;
  std::map<std::string, int> sections;
  std::vector<OptionFileProblem> problems;
};

std::string_view Trim(std::string_view text) {
  static constexpr std::string_view kBlank = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

void ReadValue(std::string_view text, Assignment& assignment) {
  const bool quoted =
      text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'');
  assignment.literal = quoted && text.front() == '\'';
  assignment.value = quoted ? text.substr(1, text.size() - 2) : text;
}

// `line` is trimmed and not empty. `section` changes at a header; it is unset
// before the first one.
void ReadLine(std::string_view line, int number, std::optional<std::string>& section, Lines& out) {
  if (line.front() == '#' || line.front() == ';') return;
  if (line.front() == '!') {
    out.problems.push_back({number, "!include and !includedir are not followed",
                            "put the account's lines into this file", false});
    return;
  }
  if (line.front() == '[') {
    const std::size_t end = line.rfind(']');
    if (end == std::string_view::npos || end > kSectionNameMax) {
      out.problems.push_back({number, "section header without ], or too long", "write [client]", true});
      section = "";  // what follows belongs to no section that counts
      return;
    }
    section = Trim(line.substr(1, end - 1));
    out.sections.emplace(*section, number);
    return;
  }
  if (!section) {
    out.problems.push_back(
        {number, "line before the first section is ignored", "write [client] above it", false});
    return;
  }
  Assignment assignment{*section, "", std::nullopt, false, number};
  const std::size_t delimiter = line.find_first_of("=:");
  assignment.key = Trim(line.substr(0, delimiter));
  if (delimiter != std::string_view::npos) ReadValue(Trim(line.substr(delimiter + 1)), assignment);
  out.assignments.push_back(std::move(assignment));
}

Lines ReadLines(std::string_view text) {
  Lines out;
  std::optional<std::string> section;
  int number = 0;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = Trim(text.substr(0, end));
    ++number;
    if (!line.empty()) ReadLine(line, number, section, out);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

bool IsNameCharacter(char c, bool first) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (!first && c >= '0' && c <= '9');
}

// NAME if the text begins with ${NAME}.
std::string_view VariableAt(std::string_view text) {
  if (!text.starts_with("${")) return {};
  std::size_t end = 2;
  while (end < text.size() && IsNameCharacter(text[end], end == 2)) ++end;
  if (end == 2 || end == text.size() || text[end] != '}') return {};
  return text.substr(2, end - 2);
}

// mysqld_exporter expands $NAME and ${NAME} anywhere and so mangles passwords;
// we expand whole values only and say so where the two may differ.
bool MentionsVariable(std::string_view text, const Environment& environment) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    if (environment.contains(std::string(VariableAt(text.substr(at))))) return true;
  }
  return false;
}

void Expand(Assignment& assignment, const Environment& environment,
            std::vector<OptionFileProblem>& problems) {
  if (assignment.literal || !assignment.value) return;
  const std::string_view name = VariableAt(*assignment.value);
  if (name.empty() || name.size() + 3 != assignment.value->size()) {
    if (MentionsVariable(*assignment.value, environment)) {
      problems.push_back({assignment.line,
                          assignment.key + ": the ${NAME} inside the value is taken literally",
                          "only a value that is nothing but ${NAME} is taken from the environment", false});
    }
    return;
  }
  const auto found = environment.find(std::string(name));
  if (found == environment.end()) {
    problems.push_back({assignment.line, assignment.key + ": the environment has no variable of that name",
                        "set the variable, or put the value into single quotes to take ${...} literally",
                        true});
    return;
  }
  assignment.value = found->second;
}

// How one known key is stored. Returns what is wrong with the value, or empty.
struct Key {
  std::string_view name;
  bool bare;  // may stand alone on its line
  std::string (*store)(const std::string& value, ServerOverlay& overlay);
};

std::string StoreTls(const std::string& value, ServerOverlay& overlay) {
  if (value == "skip-verify") {
    overlay.tls = overlay.tls_skip_verify = true;
    return "";
  }
  const Result<bool> on = ParseSwitch(value);
  if (!on) return "none of true, false, skip-verify, preferred";
  overlay.tls = *on;
  return "";
}

std::string StoreSwitch(const std::string& value, std::optional<bool>& place) {
  const Result<bool> on = ParseSwitch(value);
  if (!on) return "neither true nor false";
  place = *on;
  return "";
}

std::string StorePort(const std::string& value, ServerOverlay& overlay) {
  const Result<std::uint16_t> port = ParsePort(value);
  if (!port || *port == 0) return "not a port number (1 to 65535)";
  overlay.port = *port;
  return "";
}

using Overlay = ServerOverlay;

constexpr Key kKeys[] = {
    {"user", false, [](const std::string& v, Overlay& o) { return o.user = v, std::string(); }},
    {"password", false,
     [](const std::string& v, Overlay& o) { return o.password = Secret(v), std::string(); }},
    {"host", false, [](const std::string& v, Overlay& o) { return o.host = v, std::string(); }},
    {"port", false, StorePort},
    {"socket", false, [](const std::string& v, Overlay& o) { return o.unix_socket = v, std::string(); }},
    {"enable-cleartext-plugin", true,
     [](const std::string& v, Overlay& o) { return StoreSwitch(v, o.enable_cleartext_plugin); }},
    {"tls", true, StoreTls},
    {"ssl-ca", false, [](const std::string& v, Overlay& o) { return o.tls_ca_file = v, std::string(); }},
    {"ssl-cert", false, [](const std::string& v, Overlay& o) { return o.tls_cert_file = v, std::string(); }},
    {"ssl-key", false, [](const std::string& v, Overlay& o) { return o.tls_key_file = v, std::string(); }},
    // Misspelt in mysqld_exporter, and so in every file that uses it.
    {"ssl-skip-verfication", true,
     [](const std::string& v, Overlay& o) { return StoreSwitch(v, o.tls_skip_verify); }},
    {"ssl-skip-verification", true,
     [](const std::string& v, Overlay& o) { return StoreSwitch(v, o.tls_skip_verify); }},
};

constexpr std::string_view kPendingKeys[] = {"tls-min-version", "tls-max-version", "tls-server-name"};

void StoreKey(const Assignment& assignment, ServerOverlay& overlay,
              std::vector<OptionFileProblem>& problems) {
  const std::string& key = assignment.key;
  const int line = assignment.line;
  if (std::find(std::begin(kPendingKeys), std::end(kPendingKeys), key) != std::end(kPendingKeys)) {
    problems.push_back({line, key + " is not implemented yet and has no effect", "remove the line", false});
    return;
  }
  const Key* known =
      std::find_if(std::begin(kKeys), std::end(kKeys), [&](const Key& k) { return k.name == key; });
  if (!assignment.value && key.find(' ') != std::string::npos) {
    problems.push_back({line, "line without = is ignored", "write key=value", false});
    return;
  }
  if (known == std::end(kKeys)) return;  // option files are shared: others' keys are none of our business
  if (!assignment.value && !known->bare) {
    problems.push_back({line, key + " has no value", "write " + key + "=...", true});
    return;
  }
  if (key == "tls" && assignment.value == "preferred") {
    overlay.tls = overlay.tls_skip_verify = true;
    problems.push_back({line, "tls=preferred would fall back to plain text; taken as tls=skip-verify",
                        "write tls=true or tls=skip-verify, or remove the line for plain text", false});
    return;
  }
  const std::string wrong = known->store(assignment.value.value_or("true"), overlay);
  if (!wrong.empty()) problems.push_back({line, key + " is " + wrong, "correct or remove the line", true});
}

// What only shows once the whole section is read.
void CheckTls(const std::string& section, int line, const ServerOverlay& own, OptionFile& file) {
  const bool has_ca = own.tls_ca_file && !own.tls_ca_file->empty();
  const bool has_cert = own.tls_cert_file && !own.tls_cert_file->empty();
  const bool has_key = own.tls_key_file && !own.tls_key_file->empty();
  if (has_cert != has_key) {
    file.problems.push_back({line, "[" + section + "] has only one of ssl-cert and ssl-key",
                             "write both or neither", section == "client"});
  } else if (has_cert && !has_ca && !own.tls.value_or(false)) {
    file.problems.push_back({line, "[" + section + "]: ssl-cert and ssl-key have no effect without ssl-ca",
                             "add ssl-ca, or tls=true to use the system's authorities", false});
  }
}

// "client.s1.deep" inherits from "client.s1", that from "client".
ServerOverlay Inherited(const std::string& section, const std::map<std::string, ServerOverlay>& sections) {
  for (std::size_t dot = section.rfind('.'); dot != std::string::npos && dot > 0;
       dot = section.rfind('.', dot - 1)) {
    const auto parent = sections.find(section.substr(0, dot));
    if (parent != sections.end()) return parent->second;
  }
  return {};
}

}  // namespace

OptionFile ParseOptionFile(std::string_view text, const Environment& environment) {
  Lines lines = ReadLines(text);
  OptionFile file;
  file.lines = std::move(lines.sections);
  file.problems = std::move(lines.problems);
  std::map<std::string, std::vector<Assignment*>> by_section;
  for (Assignment& assignment : lines.assignments) by_section[assignment.section].push_back(&assignment);
  std::map<std::string, ServerOverlay> sections;
  for (const auto& [name, line] : file.lines) {  // in order: a parent comes before its children
    ServerOverlay overlay = Inherited(name, sections);
    std::vector<OptionFileProblem> problems;
    for (Assignment* assignment : by_section[name]) {
      Expand(*assignment, environment, problems);
      StoreKey(*assignment, overlay, problems);
    }
    // As in mysqld_exporter, naming an authority turns TLS on.
    if (overlay.tls_ca_file && !overlay.tls_ca_file->empty() && !overlay.tls) overlay.tls = true;
    for (OptionFileProblem& problem : problems) {
      problem.fatal = problem.fatal && name == "client";
      file.problems.push_back(std::move(problem));
    }
    CheckTls(name, line, overlay, file);
    sections[name] = std::move(overlay);
  }
  std::stable_sort(file.problems.begin(), file.problems.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  const auto client = sections.find("client");
  if (client != sections.end()) file.client = client->second;
  sections.erase("client");
  file.others = std::move(sections);
  return file;
}

ServerConnection Apply(const ServerOverlay& overlay, ServerConnection server) {
  if (overlay.user && !overlay.user->empty()) server.user = *overlay.user;
  if (overlay.password) server.password = *overlay.password;
  if (overlay.host && !overlay.host->empty()) server.host = *overlay.host;
  if (overlay.port) server.port = *overlay.port;
  if (overlay.unix_socket) server.unix_socket = *overlay.unix_socket;
  if (overlay.enable_cleartext_plugin) server.enable_cleartext_plugin = *overlay.enable_cleartext_plugin;
  if (overlay.tls) server.tls = *overlay.tls;
  if (overlay.tls_skip_verify) server.tls_skip_verify = *overlay.tls_skip_verify;
  if (overlay.tls_ca_file) server.tls_ca_file = *overlay.tls_ca_file;
  if (overlay.tls_cert_file) server.tls_cert_file = *overlay.tls_cert_file;
  if (overlay.tls_key_file) server.tls_key_file = *overlay.tls_key_file;
  return server;
}

}  // namespace galera
