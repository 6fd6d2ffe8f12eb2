// Packets of the MySQL client/server protocol as bytes, without their four-byte header.
// Text protocol only; see https://mariadb.com/kb/en/clientserver-protocol/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "galera/result.h"
#include "stub/stub_script.h"

namespace galera {

// CLIENT_MYSQL is the bit whose absence announces MariaDB's extended capabilities: the stub
// offers none of those, so it is set.
enum StubCapability : std::uint32_t {
  kClientMysql = 1U << 0U,
  kClientLongFlag = 1U << 2U,
  kClientConnectWithDb = 1U << 3U,
  kClientProtocol41 = 1U << 9U,
  kClientTransactions = 1U << 13U,
  kClientSecureConnection = 1U << 15U,
  kClientPluginAuth = 1U << 19U,
  kClientPluginAuthLenenc = 1U << 21U,
  kClientDeprecateEof = 1U << 24U,
};

std::string GreetingPacket(std::string_view version, std::uint32_t connection_id, std::uint32_t capabilities);

struct StubLogin {
  std::uint32_t capabilities = 0;
  std::string user;
};
Result<StubLogin> ParseLogin(std::string_view packet);

std::string OkPacket();
// `with_state`: the client said protocol 4.1; before the greeting it could not yet.
std::string ErrorPacket(const StubError& error, bool with_state);

// Column count, columns, EOF, rows, EOF; with `deprecate_eof` no middle EOF and an OK at the end.
std::vector<std::string> ResultSetPackets(const StubTable& table, bool deprecate_eof);

// A row whose first cell claims 250 bytes and has three.
std::string MalformedRowPacket();

}  // namespace galera
