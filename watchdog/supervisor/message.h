// What the supervisor and its worker say to each other, one message a packet of
// a SOCK_SEQPACKET socket. Pure: values to bytes and back.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace watchdog::control {

// A packet, and all of the argv or the environment in one, at most.
inline constexpr std::size_t kPacketBytesMax = std::size_t{64} * 1024;
inline constexpr std::size_t kArgvBytesMax = 60'000;
inline constexpr std::size_t kReasonBytesMax = 1000;
inline constexpr std::size_t kStatusBytesMax = 1000;

// What mariadbd is at, as far as stopping it is concerned.
enum class Phase : std::uint8_t {
  kWaiting,   // for a primary component, InnoDB not yet open: it ignores SIGTERM, and SIGKILL costs nothing
  kTransfer,  // receives a state transfer
  kServing,
};
std::string_view Name(Phase phase);

// How long mariadbd may take to end after SIGTERM, by phase; 0: as long as it
// takes. `drain`: how long a serving one is left alone before SIGTERM.
// Whole milliseconds up to 49 days; beyond that they are taken as 49 days.
struct Graces {
  std::chrono::milliseconds waiting{3000};
  std::chrono::milliseconds transfer{0};
  std::chrono::milliseconds serving{0};
  std::chrono::milliseconds drain{0};
  bool operator==(const Graces&) const = default;
};

struct ProcessEnd {
  bool by_signal = false;
  int value = 0;  // exit code, or signal number
  int ExitCode() const { return by_signal ? 128 + value : value; }
  bool operator==(const ProcessEnd&) const = default;
};

// Worker to supervisor.

// Starts mariadbd: argv[0] is looked up in PATH. Environment: ours, with
// NAME=VALUE in place of one of that name, and without each plain NAME.
struct Start {
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  bool operator==(const Start&) const = default;
};
// SIGTERM now, SIGKILL after the grace (0: never). Where a signal to the
// supervisor stops mariadbd already, it only cuts the drain short.
struct Stop {
  std::chrono::milliseconds grace{0};
  bool operator==(const Stop&) const = default;
};
// Holds until the next one or mariadbd's end, then it is kWaiting again (the
// graces stay). May be sent before Start.
struct PhaseNow {
  Phase phase = Phase::kWaiting;
  Graces graces;
  bool operator==(const PhaseNow&) const = default;
};
// Whether mariadbd's end leaves the program running, for the worker to say what is next: Start or End.
struct Keep {
  bool keep = false;
  bool operator==(const Keep&) const = default;
};
// The program ends with this code once mariadbd has ended; at once if it does not run.
struct End {
  int exit_code = 0;  // 0..255
  bool operator==(const End&) const = default;
};

// For whoever runs us as a service: how the worker is, and a line on what the node is at.
struct Service {
  enum class State : std::uint8_t {
    kReady,      // its ports answer
    kReloading,  // reads its configuration again; kReady follows
  };
  State state = State::kReady;
  std::string status;
  bool operator==(const Service&) const = default;
};

// Supervisor to worker.

// The first message to each worker: what the one before it left.
struct Hello {
  pid_t pid = 0;  // of mariadbd; 0: does not run
  Phase phase = Phase::kWaiting;
  std::vector<std::string> argv;       // of the mariadbd that runs, else empty
  std::int64_t started_at = 0;         // CLOCK_REALTIME seconds; 0: does not run
  bool stopping = false;               // a signal to the supervisor ends everything
  std::optional<ProcessEnd> last_end;  // of the mariadbd before
  bool operator==(const Hello&) const = default;
};
struct Started {
  pid_t pid = 0;
  bool operator==(const Started&) const = default;
};
struct Ended {
  ProcessEnd end;
  std::string reason;  // why the program could not be executed, else empty
  bool operator==(const Ended&) const = default;
};
struct Stopping {
  int signal = 0;
  bool operator==(const Stopping&) const = default;
};
struct Refused {
  std::string reason;
  bool operator==(const Refused&) const = default;
};

// The order is the wire's: append only.
using Message =
    std::variant<Start, Stop, PhaseNow, Keep, End, Hello, Started, Ended, Stopping, Refused, Service>;

// nullopt, with the problem, for a message that is too long or makes no sense.
// Problems never quote what a message holds: an environment may hold secrets.
std::optional<std::string> Encode(const Message& message, std::string* problem = nullptr);
// Encode of what this gives is `packet` again.
std::optional<Message> Decode(std::string_view packet, std::string* problem = nullptr);

}  // namespace watchdog::control
