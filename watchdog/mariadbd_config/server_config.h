// The option file of the node's mariadbd, from what the operator set and what this machine is. Pure, and
// equal input gives an equal file: whoever compares two files sees changes of meaning only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "galera/result.h"
#include "mariadbd_config/option_file.h"
#include "settings/node_settings.h"

namespace watchdog {

// What this machine is, as found out by the caller.
struct ServerFacts {
  std::string node_address;                  // ours, to peers: an address without port or brackets
  std::vector<std::string> group_addresses;  // host:port of peers believed now, without us
  // Of the container, unset on a machine of its own: it sizes memory, and a whole machine is not ours to
  // take.
  std::optional<std::uint64_t> memory_limit_bytes;
  bool mariabackup_installed = false;
  bool pv_installed = false;
  bool stunnel_installed = false;  // rsync over TLS goes through it
  std::string provider = "/usr/lib/galera/libgalera_smm.so";
  std::string notify_command;   // with its arguments; empty: none
  std::string mariadb_version;  // shown in the file's head
};

// kInvalid, naming the variable or setting and the right way, never a secret, for settings that would break
// the node: a variable of the operator's against what the rest of the program relies on, half a TLS set, a
// transfer method or limit that this machine can't do. What the operator's variables say wins over all else.
// The result always renders. The file holds the password of state transfers: write it with mode 0640.
galera::Result<OptionFile> BuildServerConfig(const NodeSettings& settings, const ServerFacts& facts);

// Files that mariadbd is told to keep in the run directory; outside the data
// directory, which a state transfer wipes.
std::string WsrepStatusFile(const NodeSettings& settings);
std::string PidFile(const NodeSettings& settings);

// Half of the limit in whole MiB, at most 512 GiB; nullopt if that is less
// than 16 MiB: the server's default then.
std::optional<std::uint64_t> BufferPoolBytes(std::uint64_t memory_limit_bytes);

}  // namespace watchdog
