#include "pager/paging_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "config/option_value.h"
#include "galera/text.h"
#include "galera/utf8.h"
#include "pager/duration_text.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Quote;
using galera::Result;
using galera::Status;

constexpr std::size_t kProblemsMax = 50;
constexpr std::size_t kUrlBytesMax = 2048;
constexpr std::size_t kLabelBytesMax = 256;
constexpr std::size_t kSecretBytesMax = 65536;

// What a page says under these names is ours to say: Alertmanager tells alerts apart by them.
constexpr std::array<std::string_view, 4> kOwnLabels = {"alertname", "severity", "cluster", "instance"};

Error Invalid(std::string message) { return {ErrorCode::kInvalid, std::move(message)}; }

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool IsVisibleAscii(char c) { return c > 0x20 && c < 0x7f; }

// "host", "host:port", "[address]:port".
bool IsHostAndPort(std::string_view text) {
  std::string_view host = text.substr(0, text.find(':'));
  std::string_view rest = text.substr(host.size());
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    host = text.substr(1, end - 1);
    rest = text.substr(end + 1);
    if (host.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) return false;
  } else if (host.empty() || !std::all_of(host.begin(), host.end(), [](char c) {
               return IsLetter(c) || IsDigit(c) || c == '-' || c == '.' || c == '_';
             })) {
    return false;
  }
  if (rest.empty()) return true;
  return rest.front() == ':' && galera::ParseWhole(rest.substr(1), 1, 65535).ok();
}

}  // namespace

bool PagingProblems::HasFatal() const {
  return std::any_of(problems_.begin(), problems_.end(),
                     [](const galera::Problem& problem) { return problem.fatal; });
}

void PagingProblems::Add(galera::Problem problem) {
  if (problems_.size() > kProblemsMax) return;
  if (problems_.size() == kProblemsMax)
    problem = {"paging", "too many mistakes", "correct those above first", true};
  problems_.push_back(std::move(problem));
}

bool HasShape(const PagingEntry& entry, bool list, std::string_view remedy, PagingProblems& problems) {
  using Shape = galera::YamlEntry::Shape;
  const std::string to_do(remedy);
  if (entry.shape == Shape::kNull || entry.shape == Shape::kEmptyMap ||
      (entry.values.size() == 1 && entry.values.front().empty()) || entry.values.empty()) {
    problems.Fatal(entry.where, entry.path + " has no value", to_do);
  } else if (entry.shape == Shape::kList && !list) {
    problems.Fatal(entry.where, entry.path + " takes one value, not a list", to_do);
  } else {
    return true;
  }
  return false;
}

Result<std::chrono::milliseconds> ParseDurationWithin(std::string_view text, std::chrono::milliseconds least,
                                                      std::chrono::milliseconds most) {
  auto duration = galera::ParseDuration(text);
  if (!duration || (*duration >= least && *duration <= most)) return duration;
  return Invalid(Quote(text) + " is not between " + DurationText(least) + " and " + DurationText(most));
}

Result<double> ParseNumberWithin(std::string_view text, double least, double most) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
    return Invalid(Quote(text) + " is not a number");
  if (number < least || number > most) {
    std::array<char, 80> bounds{};
    std::snprintf(bounds.data(), bounds.size(), " is not between %g and %g", least, most);
    return Invalid(Quote(text) + bounds.data());
  }
  return number;
}

Status CheckUrl(std::string_view url, std::span<const std::string_view> schemes) {
  std::string known;
  for (const std::string_view scheme : schemes) {
    if (!known.empty()) known += " or ";
    known += std::string(scheme) + "://";
  }
  if (url.size() > kUrlBytesMax) return Invalid("the URL is longer than 2048 characters");
  if (!std::all_of(url.begin(), url.end(), IsVisibleAscii))
    return Invalid("the URL holds blanks, control characters or letters beyond ASCII");
  const std::size_t colon = url.find("://");
  const std::string scheme = galera::ToLower(url.substr(0, std::min(colon, url.size())));
  if (colon == std::string_view::npos || std::find(schemes.begin(), schemes.end(), scheme) == schemes.end()) {
    return Invalid("the URL does not begin with " + known);
  }
  std::string_view host = url.substr(colon + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (!IsHostAndPort(host)) return Invalid("the URL has no host, or a port that is none");
  return Status();
}

Status CheckLabel(std::string_view name, std::string_view value) {
  const bool valid =
      !name.empty() && name.size() <= kLabelBytesMax && !IsDigit(name.front()) &&
      std::all_of(name.begin(), name.end(), [](char c) { return IsLetter(c) || IsDigit(c) || c == '_'; });
  if (!valid) return Invalid(Quote(name) + " is not the name of a label");
  if (name.starts_with("__")) return Invalid(Quote(name) + " is reserved by Prometheus");
  if (std::find(kOwnLabels.begin(), kOwnLabels.end(), name) != kOwnLabels.end())
    return Invalid("the label " + Quote(name) + " is set by galera-warden itself");
  if (const Status text = CheckText(value, kLabelBytesMax); !text)
    return Invalid("the label " + Quote(name) + " " + text.error().message);
  return Status();
}

Status CheckMailAddress(std::string_view address) {
  const bool valid = !address.empty() && address.size() <= 254 &&
                     std::all_of(address.begin(), address.end(), IsVisibleAscii) &&
                     address.find_first_of("<>,;\"") == std::string_view::npos && !address.starts_with('@') &&
                     !address.ends_with('@');
  if (!valid) return Invalid(Quote(address) + " is not a mail address");
  return Status();
}

Status CheckAbsolutePath(std::string_view path) {
  if (!path.starts_with('/')) return Invalid(Quote(path) + " is not a path from the root");
  if (path.size() > 4000 || std::any_of(path.begin(), path.end(), IsControl))
    return Invalid(Quote(path) + " can't be a path");
  return Status();
}

Status CheckText(std::string_view text, std::size_t bytes_max) {
  if (text.empty()) return Invalid("is empty");
  if (text.size() > bytes_max) return Invalid("is longer than " + std::to_string(bytes_max) + " bytes");
  if (std::any_of(text.begin(), text.end(), IsControl) || !galera::IsUtf8(text))
    return Invalid("holds control characters, line ends or what is not UTF-8");
  return Status();
}

Result<std::string> ReadSecretFile(const galera::ConfigSources& sources, const std::string& path,
                                   bool lines) {
  if (!sources.read_file) return Error{ErrorCode::kNotFound, "no files here"};
  Result<std::string> text = sources.read_file(path);
  if (!text) return Error{text.error().code, "cannot read " + path + ": " + text.error().message};
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  if (text->empty()) return Invalid(path + " is empty");
  if (text->size() > kSecretBytesMax) return Invalid(path + " is larger than 64 KiB");
  if (!lines && text->find('\n') != std::string::npos) return Invalid(path + " holds more than one line");
  return text;
}

}  // namespace watchdog
