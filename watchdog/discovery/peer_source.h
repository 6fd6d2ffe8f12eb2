// Whoever lists peers and is no name server: a Consul agent, a file.
#pragma once

#include <memory>

#include "discovery/peer_picture.h"
#include "discovery/peer_spec.h"

namespace watchdog {

class PeerSource {
 public:
  virtual ~PeerSource() = default;

  // What `spec` stands for now. Only a list that was read whole and understood is
  // an answer, be it empty (kEmpty); everything else is kServerFailure or
  // kTimeout with a `detail`: who can't be listed may still be there. Never
  // throws. Returns at `deadline` at the latest, or as soon as `cancel_fd` (-1:
  // none) is readable. Any thread, also several at once.
  virtual NameAnswer List(const PeerSpec& spec, SteadyTime deadline, int cancel_fd) const = 0;
};

// One for each kind that IsListed(); null where there is none.
struct PeerSources {
  std::shared_ptr<const PeerSource> consul;
  std::shared_ptr<const PeerSource> file;
};

}  // namespace watchdog
