#include "stub/stub_session.h"

#include <algorithm>
#include <vector>

#include "stub/protocol_text.h"

namespace galera {
namespace {

enum Command : unsigned char {
  kQuit = 0x01,
  kInitDb = 0x02,
  kQuery = 0x03,
  kPing = 0x0e,
  kResetConnection = 0x1f,
};

class Session {
 public:
  Session(PacketStream& stream, const StopSignal& stop, const StubSessionOptions& options)
      : stream_(stream), stop_(stop), options_(options) {}

  void Serve() {
    if (!Welcome()) return;
    while (true) {
      stream_.StartCommand();
      const auto packet = stream_.Read();
      if (!packet || packet->empty() || !Obey(*packet)) return;
    }
  }

 private:
  // False when the conversation is over.
  bool Welcome() {
    if (!Greet()) return false;
    const auto packet = stream_.Read();
    if (!packet || options_.reception.welcome == StubWelcome::kCloseAfterGreeting) return false;
    const auto login = ParseLogin(*packet);
    if (!login) return false;
    options_.record_user(login->user);
    deprecate_eof_ = options_.deprecate_eof && (login->capabilities & kClientDeprecateEof) != 0;
    switch (options_.reception.welcome) {
      case StubWelcome::kRefuseLogin:
        stream_.Write(ErrorPacket(options_.reception.error, true));
        return false;
      case StubWelcome::kHangAfterGreeting:
        stream_.WaitForHangup();
        return false;
      case StubWelcome::kHangAfterLogin:
        if (stream_.Write(OkPacket())) stream_.WaitForHangup();
        return false;
      case StubWelcome::kAccept:
      case StubWelcome::kRefuseConnection:
      case StubWelcome::kHangBeforeGreeting:
      case StubWelcome::kCloseBeforeGreeting:
      case StubWelcome::kCloseAfterGreeting:
      case StubWelcome::kTruncatedGreeting:
      case StubWelcome::kMalformedGreeting:
        break;
    }
    return stream_.Write(OkPacket());
  }

  bool Greet() {
    std::uint32_t capabilities = kClientMysql | kClientLongFlag | kClientConnectWithDb | kClientProtocol41 |
                                 kClientTransactions | kClientSecureConnection | kClientPluginAuth |
                                 kClientPluginAuthLenenc;
    if (options_.deprecate_eof) capabilities |= kClientDeprecateEof;
    const std::string greeting = GreetingPacket(options_.version, options_.connection_id, capabilities);
    switch (options_.reception.welcome) {
      case StubWelcome::kRefuseConnection:
        stream_.Write(ErrorPacket(options_.reception.error, false));
        return false;
      case StubWelcome::kHangBeforeGreeting:
        stream_.WaitForHangup();
        return false;
      case StubWelcome::kCloseBeforeGreeting:
        return false;
      case StubWelcome::kTruncatedGreeting:
        stream_.WriteWithLength(greeting.substr(0, greeting.size() / 2), greeting.size());
        return false;
      case StubWelcome::kMalformedGreeting:
        stream_.Write("\x63 this is not a greeting");
        return false;
      case StubWelcome::kAccept:
      case StubWelcome::kRefuseLogin:
      case StubWelcome::kHangAfterGreeting:
      case StubWelcome::kHangAfterLogin:
      case StubWelcome::kCloseAfterGreeting:
        break;
    }
    return stream_.Write(greeting);
  }

  bool Obey(const std::string& packet) {
    switch (static_cast<unsigned char>(packet[0])) {
      case kQuit:
        options_.record("QUIT");
        return false;
      case kPing:
        options_.record("PING");
        return stream_.Write(OkPacket());
      case kInitDb:
      case kResetConnection:
        return stream_.Write(OkPacket());
      case kQuery:
        options_.record(packet.substr(1));
        return Give(options_.answer(packet.substr(1)));
      default:
        options_.record("COMMAND " + std::to_string(static_cast<unsigned char>(packet[0])));
        return stream_.Write(ErrorPacket({1047, "08S01", "Unknown command"}, true));
    }
  }

  std::vector<std::string> Packets(const StubAnswer& answer) const {
    if (const auto* table = std::get_if<StubTable>(&answer.content)) {
      return ResultSetPackets(*table, deprecate_eof_);
    }
    if (const auto* error = std::get_if<StubError>(&answer.content)) return {ErrorPacket(*error, true)};
    return {OkPacket()};
  }

  bool Give(const StubAnswer& answer) {
    if (answer.delay.count() > 0 && stop_.WaitFor(static_cast<int>(answer.delay.count()))) return false;
    std::vector<std::string> packets = Packets(answer);
    const std::size_t half = packets.size() / 2;
    const std::size_t whole = std::min(packets.size(), packets.size() - 1);
    switch (answer.fault) {
      case StubFault::kNone:
        return Send(packets, packets.size());
      case StubFault::kHangBeforeAnswer:
        stream_.WaitForHangup();
        return false;
      case StubFault::kHangMidRows:
        if (Send(packets, half)) stream_.WaitForHangup();
        return false;
      case StubFault::kCloseMidRows:
        Send(packets, half);
        return false;
      case StubFault::kTruncatedPacket:
        if (Send(packets, whole)) stream_.WriteWithLength(packets.back(), packets.back().size() + 100);
        return false;
      case StubFault::kMalformedPacket:
        packets.back() = MalformedRowPacket();
        return Send(packets, packets.size());
    }
    return false;
  }

  bool Send(const std::vector<std::string>& packets, std::size_t count) {
    return std::all_of(packets.begin(), packets.begin() + static_cast<std::ptrdiff_t>(count),
                       [this](const std::string& packet) { return stream_.Write(packet); });
  }

  PacketStream& stream_;
  const StopSignal& stop_;
  const StubSessionOptions& options_;
  bool deprecate_eof_ = false;
};

}  // namespace

void ServeStubSession(PacketStream& stream, const StopSignal& stop, const StubSessionOptions& options) {
  Session(stream, stop, options).Serve();
}

}  // namespace galera
