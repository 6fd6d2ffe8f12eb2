// All that one node's warden knows at one moment, as far as incidents are judged from it.
// What is not known is nullopt or empty, never 0. Values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "galera/node_state.h"
#include "galera/wsrep_status.h"

namespace watchdog {

// Of one moment: the first to measure with, the second to be shown.
struct Instant {
  std::chrono::steady_clock::time_point steady;
  std::chrono::system_clock::time_point wall;
};

// That a message about an incident has reached a receiver without deduplication: said to the
// peers, so that they need not say it as well.
struct Delivery {
  std::string key;       // of the incident: incident/incident_key.h
  bool firing = true;    // else: that it is over
  std::string receiver;  // its name in the configuration
  std::chrono::milliseconds age{0};
  bool operator==(const Delivery&) const = default;
};

// While it lasts, nobody is paged. Said to the peers as well: a stop of this node is an incident of theirs.
// Of those with the same `only`, the one that was set last counts.
struct Maintenance {
  std::string reason;
  std::string by;                          // the node that it was said to
  std::chrono::milliseconds remaining{0};  // of one that was ended: how long it would have lasted
  std::string only;                        // an alertname; empty: all
  std::int64_t set_at = 0;                 // Unix time in milliseconds
  bool ended = false;                      // before its time
  bool operator==(const Maintenance&) const = default;
};

struct SeenMember {
  std::string name;
  std::string uuid;  // empty: not known
  bool arbitrator = false;
};

// A peer as its own warden describes it, now.
struct SeenPeer {
  std::string name;
  std::string address;
  std::optional<bool> primary;            // in a primary component; nullopt: not known
  std::string state_uuid;                 // of the component it is in
  std::vector<std::string> member_uuids;  // what Galera calls it
  bool paused = false;                    // waits for a human
  std::vector<Delivery> delivered;
  std::vector<Maintenance> maintenance;
};

struct Observation {
  std::string cluster;  // wsrep_cluster_name
  std::string node;     // wsrep_node_name

  enum class Server {
    kAnswers,
    kRefuses,  // answers, but lets us not in
    kHung,     // something takes connections, and gives no answer in time
    kGone,     // nothing is there
    kUnknown,  // nobody has looked yet, or the look is old
  };
  Server server = Server::kUnknown;
  // False while it is on its way (starting, joining, receiving a state transfer, paused, stopping on
  // request): that it does not answer, or is in no primary component, is nothing to say.
  bool expected_up = true;
  galera::NodeState state = galera::NodeState::kUnknown;
  std::optional<galera::WsrepStatus> wsrep;
  std::string failure;  // why it does not answer; one line
  // Of the last view, in the order of wsrep_local_index; empty: not known, and the size is
  // wsrep_incoming_addresses' or wsrep_cluster_size.
  std::vector<SeenMember> members;
  // Of the largest recent view, to name who is missing; empty: not known.
  std::vector<SeenMember> former_members;

  std::vector<SeenPeer> peers;
  bool paused = false;   // waits for a human
  std::string question;  // one line: what is asked, and the recommendation
  std::string refusal;   // one line: why the node can't be started, or a word was refused; empty: nothing
  std::optional<std::chrono::milliseconds> transfer_silent;  // a state transfer runs, and nothing moved since
  std::string transfer_failure;              // of the last one, while it has not been followed by a good one
  std::string eviction;                      // the line of the log; empty: none since the server started
  std::optional<double> flow_control_share;  // of the last minute, 0 to 1
  std::optional<std::uint64_t> receive_queue;
  std::optional<double> receive_queue_growth;  // write-sets per second, over the last minute
  std::optional<double> ist_window_seconds;
  // Peers whose connection broke and that are still members of the view: their names or addresses.
  std::vector<std::string> lost_connections;

  std::optional<int> expected_size;  // of data nodes; nullopt: not known
  // Receivers to which something could not be delivered, with since when: "oncall (HTTP 500)".
  std::vector<std::string> broken_receivers;
  std::string state_file_trouble;  // why pages are not kept on disk; empty: they are
};

}  // namespace watchdog
