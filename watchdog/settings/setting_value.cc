#include "settings/setting_value.h"

#include "config/listen_address.h"
#include "config/option_value.h"
#include "config/quotation.h"
#include "galera/text.h"

namespace watchdog {
namespace {

galera::Error Invalid(std::string message) { return {galera::ErrorCode::kInvalid, std::move(message), 0}; }

}  // namespace

galera::Result<bool> ParseYesNo(std::string_view text) {
  const std::string lower = galera::ToLower(text);
  if (lower == "y") return true;
  if (lower == "n") return false;
  galera::Result<bool> parsed = galera::ParseSwitch(lower);
  if (!parsed) return Invalid(galera::Quote(text) + " is neither yes nor no; use 1 or 0");
  return parsed;
}

bool MeansYes(std::string_view text) {
  const galera::Result<bool> parsed = ParseYesNo(text);
  return !parsed || *parsed;
}

galera::Result<std::uint16_t> ParseServicePort(std::string_view text) {
  galera::Result<std::uint16_t> port = galera::ParsePort(text);
  if (!port || *port == 0) return Invalid(galera::Quote(text) + " is not a port; use 1 to 65535");
  return port;
}

galera::Result<std::string> ParseAbsolutePath(std::string_view text) {
  if (!text.starts_with('/'))
    return Invalid(galera::Quote(text) + " is not an absolute path; begin it with /");
  while (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

std::uint16_t PortOfAddress(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return 0;
  const bool bracketed = text.front() == '[' && text[colon - 1] == ']';
  if (!bracketed && text.find(':') != colon) return 0;
  const galera::Result<std::uint16_t> port = ParseServicePort(text.substr(colon + 1));
  return port ? *port : 0;
}

std::string_view WithoutPort(std::string_view text) {
  return PortOfAddress(text) == 0 ? text : text.substr(0, text.rfind(':'));
}

}  // namespace watchdog
