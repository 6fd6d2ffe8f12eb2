#include "galera/notification.h"

#include <charconv>

#include "galera/text.h"

namespace galera {
namespace {

// uuid/name/address; a name may hold anything but a comma, an address no '/'.
std::optional<NotifiedMember> ParseMember(std::string_view text) {
  const std::size_t first = text.find('/');
  const std::size_t last = text.rfind('/');
  if (first == std::string_view::npos || last == first) return std::nullopt;
  return NotifiedMember{std::string(text.substr(0, first)),
                        std::string(text.substr(first + 1, last - first - 1)),
                        std::string(text.substr(last + 1))};
}

std::optional<std::vector<NotifiedMember>> ParseMembers(std::string_view text) {
  std::vector<NotifiedMember> members;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const auto member = ParseMember(text.substr(0, comma));
    if (!member) return std::nullopt;
    members.push_back(*member);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return members;
}

std::optional<bool> ParseYesNo(std::string_view text) {
  if (text == "yes") return true;
  if (text == "no") return false;
  return std::nullopt;
}

std::optional<int> ParseIndex(std::string_view text) {
  int index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size() || index < 0) return std::nullopt;
  return index;
}

}  // namespace

Result<Notification> ParseNotification(std::span<const std::string> arguments) {
  Notification said;
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    const std::string& value = arguments[i + 1];
    if (word == "--status") {
      said.status = ToLower(value);
    } else if (word == "--uuid") {
      said.view_uuid = value;
    } else if (word == "--primary") {
      said.primary = ParseYesNo(value);
    } else if (word == "--index") {
      said.index = ParseIndex(value);
    } else if (word == "--members") {
      said.members = ParseMembers(value);
    } else {
      continue;
    }
    ++i;
  }
  if (said == Notification{}) return Error{ErrorCode::kInvalid, "no notification of mariadbd's"};
  return said;
}

Result<std::string> EncodeArguments(std::span<const std::string> arguments) {
  std::string datagram;
  for (const std::string& argument : arguments) {
    datagram += argument;
    datagram += '\0';
  }
  if (datagram.size() > kNotificationBytesMax) {
    return Error{ErrorCode::kInvalid, "notification of " + std::to_string(datagram.size()) + " bytes"};
  }
  return datagram;
}

std::vector<std::string> DecodeArguments(std::string_view datagram) {
  std::vector<std::string> arguments;
  while (!datagram.empty()) {
    const std::size_t end = datagram.find('\0');
    arguments.emplace_back(datagram.substr(0, end));
    if (end == std::string_view::npos) break;
    datagram.remove_prefix(end + 1);
  }
  return arguments;
}

}  // namespace galera
