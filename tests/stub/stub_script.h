// What the stub server answers to which query. Values only: no sockets.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace galera {

using StubCell = std::optional<std::string>;  // nullopt is NULL; any bytes
using StubRow = std::vector<StubCell>;

// A result set. To `SELECT a, b FROM …` the columns named are given, in that order, whatever their case;
// to anything else the whole table.
struct StubTable {
  std::vector<std::string> columns;
  std::vector<StubRow> rows;
};

struct StubOk {};

struct StubError {
  std::uint16_t code = 1105;
  std::string sql_state = "HY000";
  std::string message = "stub error";
};

// What the server does instead of a whole answer.
enum class StubFault {
  kNone,
  kHangBeforeAnswer,  // never answers; the connection stays open
  kHangMidRows,       // half of the answer's packets, then silence
  kCloseMidRows,      // half of the answer's packets, then the socket is closed
  kTruncatedPacket,   // the last packet promises more bytes than come, then the socket is closed
  kMalformedPacket,   // a row whose cell claims to be longer than its packet
};

struct StubAnswer {
  std::variant<StubOk, StubTable, StubError> content;
  std::chrono::milliseconds delay{0};
  StubFault fault = StubFault::kNone;
  bool once = false;  // the rule goes with its first use
};

// Rules are tried newest first, so that a test overrides a default by adding one. SET without a rule is OK;
// any other query without one gets error 1064.
class StubScript {
 public:
  // `words` matches a query that holds it, both in lower case and with runs of blanks made one.
  StubScript& On(std::string_view words, StubAnswer answer);
  StubScript& On(std::string_view words, StubTable table) {
    return On(words, StubAnswer{std::move(table), {}, {}});
  }
  StubScript& On(std::string_view words, StubError error) {
    return On(words, StubAnswer{std::move(error), {}, {}});
  }

  StubAnswer Answer(std::string_view query);

 private:
  std::vector<std::pair<std::string, StubAnswer>> rules_;
};

// The error of a server that does not know what it was asked for, as MariaDB words it.
StubError UnknownVariable(std::string_view name);
// "WSREP has not yet prepared node for application use", 08S01: a node outside the primary component.
StubError NotPrepared();
StubError AccessDenied(std::string_view privilege);
StubError TooManyConnections();
StubError WrongPassword(std::string_view user);

}  // namespace galera
