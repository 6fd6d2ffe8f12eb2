// What mariadbd tells its notify command (wsrep_notify_cmd): a state of the node,
// or a view of the cluster. Facts: arguments as measured on 10.11 with Galera 4;
// `--members` is absent where only the state changes. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "galera/result.h"

namespace galera {

inline constexpr std::size_t kNotificationBytesMax = 60000;  // of the encoded form

struct NotifiedMember {
  std::string uuid;
  std::string name;
  std::string address;  // as wsrep_node_incoming_address says it; may be empty
  bool operator==(const NotifiedMember&) const = default;
};

struct Notification {
  std::string status;     // "synced", "donor" ...; empty: not told
  std::string view_uuid;  // empty: not told
  std::optional<bool> primary;
  std::optional<int> index;  // of this node among the members
  std::optional<std::vector<NotifiedMember>> members;
  bool operator==(const Notification&) const = default;
};

// Words and values that it does not know are left out: a later server may say
// more, and a node may have a comma in its name. kInvalid where nothing is known.
Result<Notification> ParseNotification(std::span<const std::string> arguments);

// Arguments as one datagram, NUL between them; kInvalid beyond the
// maximum. Decoding takes any input.
Result<std::string> EncodeArguments(std::span<const std::string> arguments);
std::vector<std::string> DecodeArguments(std::string_view datagram);

}  // namespace galera
