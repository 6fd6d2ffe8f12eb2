// What a line of mariadbd's error log says of the cluster and of this node, as far as an incident may come
// of it. Pure.
//
// Each event is a hint to look, never the truth: lines are lost, said twice and late. What is not here is
// read elsewhere from the same lines: the whole of a view by evidence/view_log.h, state transfers by
// transfer/log_event.h.
//
// The lines are those of MariaDB 10.11.19 with Galera 26.4.23, taken from real clusters of three:
// - kill -9 of a peer: kConnectionsLost of one of the others within 30 ms, of the second up to 0.5 s later
//   (gmcast.check_period), then kSuspected after 4.2 to 5.5 s (evs.suspect_timeout), kView at once after the
//   next check, within 0.5 s. A peer that dies within 3 s of a node's joining gets no kConnectionsLost but
//   with the first reconnection, a second later: the relay has not been turned off yet.
// - SIGSTOP, or a cable that is pulled: kConnectionsLost after 3 s (gmcast.peer_timeout), the rest as above.
// - A clean stop: kView, 20 ms after the signal, and nothing before it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchdog {

// A member as Galera's group communication writes it. Either may be empty.
struct GroupPeer {
  std::string short_uuid;  // "91dc4212-850b": the first and the fourth part of its UUID
  std::string address;     // "10.0.0.3:4567", "[fd00::3]:4567": where it listens for the group, not for SQL
  bool operator==(const GroupPeer&) const = default;
};

struct ClusterLogEvent {
  enum class Kind {
    kConnectionsLost,  // peers: the direct connection broke, or nothing came for gmcast.peer_timeout
    kConnected,        // peers: one, (again) connected
    kRelayOff,         // all peers that there should be are connected, for some seconds
    kSuspected,        // peers: one by its UUID, has not been heard of for evs.suspect_timeout
    kView,             // members, primary: the first line of many about a new view
    kPeerNamed,        // peers: one, with both UUID and address
    kSynced,           // this node is Synced
    kVote,             // text: a member says that it could not apply a write-set; the outcome follows
    kInconsistent,     // text: this node's data is not the cluster's; it leaves
    kAborted,          // text: mariadbd or its provider gives up, or has crashed
    kShuttingDown,     // mariadbd was told to stop
    kReady,            // mariadbd takes connections
  };
  Kind kind = Kind::kView;
  std::vector<GroupPeer> peers{};
  int members = 0;
  bool primary = false;
  std::string
      text{};  // for a human: the line from behind its label, at most 300 bytes, no control characters

  bool operator==(const ClusterLogEvent&) const = default;
};

// Takes any bytes; a line without its end. nullopt for a line that says nothing of this, or does not say it
// whole. At most 100 peers a line are read.
std::optional<ClusterLogEvent> ParseClusterLine(std::string_view line);

// "91dc4212-e5f5-11f1-850b-5a9f310e1a4b" to "91dc4212-850b"; empty for what is no UUID.
std::string ShortUuid(std::string_view uuid);

}  // namespace watchdog
