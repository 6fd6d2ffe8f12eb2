// What a person says to a running warden through its control socket, and what it answers: one line of JSON
// each way. Pure.
//
// {"version":1,"request":"maintenance","seconds":1800,"reason":"kernel update"}
// {"version":1,"answer":"maintenance","maintenance":[{"reason":...,"until_ms":...,"known_to":[...]}],...}
//
// Fields are only ever added: those that a reader does not know are ignored.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "galera/result.h"
#include "page/page_desk.h"

namespace watchdog {

inline constexpr std::size_t kControlBytesMax = 65536;  // of a message
inline constexpr std::chrono::hours kMaintenanceMax{7 * 24};
inline constexpr std::size_t kReasonBytesMax = 200;
inline constexpr int kExpectedSizeMax = 100;

// Nobody is paged for `length`; an earlier one of the same `only` is replaced.
struct BeginMaintenance {
  std::chrono::seconds length{0};  // 1 s to kMaintenanceMax
  std::string reason;              // 1 to kReasonBytesMax bytes, no control characters
  std::string only;                // an alertname of IncidentKinds(); empty: all
  bool operator==(const BeginMaintenance&) const = default;
};
struct EndMaintenance {
  std::string only;  // that of one alert; empty: that of all alerts
  bool operator==(const EndMaintenance&) const = default;
};
struct ShowMaintenance {
  bool operator==(const ShowMaintenance&) const = default;
};
struct ExpectSize {
  std::optional<int> size;  // 1 to kExpectedSizeMax; nullopt: what is configured, else learned
  bool operator==(const ExpectSize&) const = default;
};
struct TestReceivers {
  std::string receiver;  // empty: all
  bool operator==(const TestReceivers&) const = default;
};
struct ListReceivers {
  bool operator==(const ListReceivers&) const = default;
};
struct ShowIncidents {
  bool operator==(const ShowIncidents&) const = default;
};
using ControlRequest = std::variant<BeginMaintenance, EndMaintenance, ShowMaintenance, ExpectSize,
                                    TestReceivers, ListReceivers, ShowIncidents>;

// One maintenance that holds now.
struct HeldMaintenance {
  std::string reason;
  std::string by;             // the node that it was said to
  std::string only;           // an alertname; empty: all
  std::int64_t until_ms = 0;  // Unix time
  // Peers, by name: they get it with their next look at this node.
  std::vector<std::string> known_to;
  std::vector<std::string> not_known_to;
  bool operator==(const HeldMaintenance&) const = default;
};

// It was not done; one line: why, and what to do.
struct ControlRefusal {
  std::string problem;
  bool operator==(const ControlRefusal&) const = default;
};
// To each of the three requests about maintenance: all that holds after it, also what was said to a peer.
struct MaintenanceAnswer {
  std::vector<HeldMaintenance> held;
  bool operator==(const MaintenanceAnswer&) const = default;
};
struct ExpectAnswer {
  std::optional<int> size;  // that holds now; nullopt: nothing is learned yet
  std::string source;       // "said", "configured", "learned"
  std::string note;         // one line for the person; may be empty
  bool operator==(const ExpectAnswer&) const = default;
};
struct TestAnswer {
  std::vector<TestResult> results;
};
struct ListAnswer {
  std::vector<ReceiverStatus> receivers;
  std::string trouble;  // why pages are in memory only; empty: they are on disk
};
struct IncidentsAnswer {
  std::string document;  // JSON
  bool operator==(const IncidentsAnswer&) const = default;
};
using ControlAnswer =
    std::variant<ControlRefusal, MaintenanceAnswer, ExpectAnswer, TestAnswer, ListAnswer, IncidentsAnswer>;

// One line with its end. What is not UTF-8 in it becomes U+FFFD.
std::string Render(const ControlRequest& request);
// A refusal in its place where it would be larger than kControlBytesMax.
std::string Render(const ControlAnswer& answer);

// Take any bytes. kInvalid, for a person, for what is none, for what is larger than kControlBytesMax, and for
// values outside of their bounds. `only` may be an incident's name as well, and comes out as its alertname.
galera::Result<ControlRequest> ParseControlRequest(std::string_view text);
galera::Result<ControlAnswer> ParseControlAnswer(std::string_view text);

// What the parser asks of them, for those who want to know before: kInvalid.
galera::Status CheckReason(std::string_view reason);
galera::Result<std::string> AlertNamed(std::string_view name);  // an incident's name, or its alertname

}  // namespace watchdog
