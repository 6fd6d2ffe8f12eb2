// Which members of the view this node has lost the connection to: the early warning, some seconds before
// Galera removes them. Pure: a value that is fed with events and asked with the time.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "incident/cluster_log.h"

namespace watchdog {

// A member of the view other than this node, as the status or the notify command tells it.
struct ViewPeer {
  std::string name;     // may be empty
  std::string uuid;     // may be empty
  std::string address;  // wsrep_node_incoming_address: "10.0.0.3:3306", a name, "AUTO"; may be empty
};

class LostConnections {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // In the order of the log. kRelayOff, kView (all that are in a new view have just answered), kConnected
  // of the same peer and the end of mariadbd (kShuttingDown, kAborted, kReady) take back what was lost.
  // Whether `event` changed anything.
  bool OnEvent(const ClusterLogEvent& event, Time now);

  // Sorted, without repetition: the names of those among `others` whose connection was lost in the last
  // `keep`, the address where a peer has no name. A lost peer that is certainly none of `others` is left
  // out (one that comes back is not a member yet); one of which that can't be said, because a member's
  // address is unknown or a host has several members, is told by its address.
  std::vector<std::string> Among(const std::vector<ViewPeer>& others, Time now,
                                 std::chrono::milliseconds keep) const;

  // When the next one is `keep` old and Among() may change by itself; nullopt: never.
  std::optional<Time> NextChange(Time now, std::chrono::milliseconds keep) const;

 private:
  struct Lost {
    GroupPeer peer;
    Time since;
  };
  void Lose(const GroupPeer& peer, Time now);
  void Learn(const GroupPeer& peer);

  std::vector<Lost> lost_;                    // at most 100
  std::map<std::string, std::string> uuids_;  // address to short UUID, at most 1,000
};

}  // namespace watchdog
