#include "page/receiver.h"

#include <algorithm>
#include <cctype>

namespace watchdog {
namespace {

// What a host, its port and the brackets of IPv6 are made of.
bool IsHostCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_' || c == ':' ||
         c == '[' || c == ']';
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsSchemeCharacter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

template <typename Predicate>
bool All(std::string_view text, Predicate predicate) {
  for (const char c : text) {
    if (!predicate(c)) return false;
  }
  return !text.empty();
}

bool IsHostAndPort(std::string_view text) {
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon == std::string_view::npos) return All(text, IsHostCharacter);
  return All(text.substr(0, colon), IsHostCharacter) && All(text.substr(colon + 1), IsDigit);
}

}  // namespace

std::string_view Name(Receiver::Kind kind) {
  switch (kind) {
    case Receiver::Kind::kWebhook:
      return "webhook";
    case Receiver::Kind::kAlertmanager:
      return "alertmanager";
    case Receiver::Kind::kPagerDuty:
      return "pagerduty";
    case Receiver::Kind::kSlack:
      return "slack";
    case Receiver::Kind::kTeams:
      return "teams";
    case Receiver::Kind::kEmail:
      return "email";
    case Receiver::Kind::kHeartbeat:
      return "heartbeat";
  }
  return "webhook";
}

std::string ShownUrl(const galera::Secret& url) {
  const std::string_view text = url.Reveal();
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || !All(text.substr(0, colon), IsSchemeCharacter)) return "?";
  const std::string scheme(text.substr(0, colon + 3));
  std::string_view authority = text.substr(colon + 3);
  const std::size_t end = std::min(authority.find_first_of("/?#\\"), authority.size());
  const std::string_view rest = authority.substr(end);
  authority = authority.substr(0, end);
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) authority.remove_prefix(at + 1);
  // Whoever did not escape a password, or left out the '@', has shown nothing of it.
  const bool clear = rest.find('@') == std::string_view::npos && IsHostAndPort(authority);
  return scheme + (clear ? std::string(authority) : "?");
}

}  // namespace watchdog
