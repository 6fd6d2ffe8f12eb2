#include "page/receiver.h"

#include <cctype>

namespace watchdog {
namespace {

// What a host, its port and the brackets of IPv6 are made of.
bool IsHostCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_' || c == ':' ||
         c == '[' || c == ']';
}

bool IsSchemeCharacter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

template <typename Predicate>
bool All(std::string_view text, Predicate predicate) {
  for (const char c : text) {
    if (!predicate(c)) return false;
  }
  return !text.empty();
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
  authority = authority.substr(0, authority.find_first_of("/?#\\"));
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) authority.remove_prefix(at + 1);
  // Who forgets the end of a password, or its '@', shows nothing of it.
  return All(authority, IsHostCharacter) ? scheme + std::string(authority) : scheme + "?";
}

}  // namespace watchdog
