// Which node speaks to a receiver that can't tell that two messages are about the same. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "incident/incident.h"
#include "incident/observation.h"

namespace watchdog {

// How long this node waits before it says something: 0 for the first in line, `stagger` more for each before
// it. Of what is a node's own: always 0. Of what is the cluster's: in line by wsrep_local_index in a
// primary component (garbd stands in no line; without an index behind all others). That a human has to decide
// is also said where there is no primary component: in line by name among those who are paused, as this node
// sees them; and that it is over by every node that knows, behind the peers that are in a primary component.
// nullopt: this node does not speak (outside of the primary component, about the cluster).
std::optional<std::chrono::milliseconds> SpeakAfter(const IncidentKind& kind, const Observation& seen,
                                                    std::chrono::milliseconds stagger);

// Whether peers have said to the receiver what this node has to say of an episode that changed to `firing`
// `since` ago at this node: two nodes see the same change some seconds apart at most, `slack`. What they
// delivered before our change counts only as far as nothing of the other kind followed: else it was of an
// episode before. That it is over is also no news where a peer has said since then that it fires.
bool DeliveredByPeer(const std::vector<SeenPeer>& peers, const std::string& key, bool firing,
                     const std::string& receiver, std::chrono::milliseconds since,
                     std::chrono::milliseconds slack);

// Of what waits at this node to be said (`age`: since it changed; of a key in the order in which it changed),
// what need not be said any more. `delivered`: what this node has delivered itself; what peers had said
// before it said the other thing does not count, for ours is then the last word at the receiver. A trigger
// whose end waits behind it is old news also where a peer has said since then that it is over.
std::vector<Delivery> SaidByPeers(const std::vector<Delivery>& waiting,
                                  const std::vector<Delivery>& delivered, const std::vector<SeenPeer>& peers,
                                  std::chrono::milliseconds slack);

}  // namespace watchdog
