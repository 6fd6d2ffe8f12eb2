// What a person wants to know of a node and no decision needs: told to the peers inside of the evidence, for
// their cluster pages. Values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "galera/node_state.h"

namespace watchdog {

// A state transfer that runs, as one of its two ends sees it.
struct TransferNow {
  std::string role;    // "joiner", "donor"
  std::string kind;    // "sst", "ist"; empty: not decided yet
  std::string method;  // of an SST; empty: not known
  std::string peer;    // name or address; empty: not known
  // Bytes of an SST, write-sets of an IST.
  std::optional<std::uint64_t> done;
  std::optional<std::uint64_t> expected;
  std::optional<std::uint64_t> per_second;
  std::optional<std::chrono::milliseconds> elapsed;
  bool stalled = false;
  bool operator==(const TransferNow&) const = default;

  std::string_view Unit() const { return kind == "ist" ? "write-sets" : "bytes"; }
};

// What is not known is nullopt or empty.
struct NodeNow {
  galera::NodeState state = galera::NodeState::kUnknown;
  std::string failure;                           // why mariadbd does not answer; one line
  std::optional<std::chrono::milliseconds> age;  // of the look at mariadbd that this is from
  std::optional<bool> ready;                     // what :8080 says
  std::optional<std::uint64_t> receive_queue;
  std::optional<std::uint64_t> flow_control_ppm;  // of the last minute, in millionths: 0 to 1000000
  // See galera::IstWindow; with `ist_window_unlimited` there is no number.
  std::optional<std::int64_t> ist_window_seconds;
  bool ist_window_unlimited = false;
  std::optional<std::uint64_t> conf_id;        // of the primary component that it is in
  std::optional<std::uint64_t> quorum_margin;  // members of it that may fail at once
  std::optional<TransferNow> transfer;
  std::string provider_version;  // "26.4.23"
  std::string warden_version;
  std::optional<std::uint16_t> metrics_port;  // where its page is
  std::string question;                       // it waits for a human: one line
  bool operator==(const NodeNow&) const = default;
};

}  // namespace watchdog
