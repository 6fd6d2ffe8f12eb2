// One client's conversation with the stub server.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "stub/packet_stream.h"
#include "stub/stub_script.h"

namespace galera {

// What happens to a client before it may ask anything.
enum class StubWelcome {
  kAccept,               // any user, any password
  kRefuseConnection,     // the error instead of a greeting (1040)
  kRefuseLogin,          // the error instead of OK to the login (1045)
  kHangBeforeGreeting,   // accepted by TCP, then silence: a stopped server
  kHangAfterGreeting,    // the login is never answered
  kHangAfterLogin,       // logged in, no command is ever answered
  kCloseBeforeGreeting,  // hangs up at once
  kCloseAfterGreeting,   // hangs up when the login arrives
  kTruncatedGreeting,    // half a greeting, then hangs up
  kMalformedGreeting,    // protocol version 99 and rubbish
};

struct StubReception {
  StubWelcome welcome = StubWelcome::kAccept;
  StubError error;  // for the two refusals
};

struct StubSessionOptions {
  std::string version;
  bool deprecate_eof = true;
  std::uint32_t connection_id = 0;
  StubReception reception;
  // Called with each statement (also "PING", "QUIT"…) as it arrives.
  std::function<void(std::string)> record;
  std::function<void(std::string)> record_user;
  // The answer to a query, as the script is at that moment.
  std::function<StubAnswer(const std::string&)> answer;
};

// Returns when the client left, a fault closed the connection or the server stops.
void ServeStubSession(PacketStream& stream, const StopSignal& stop, const StubSessionOptions& options);

}  // namespace galera
