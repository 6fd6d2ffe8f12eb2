// Looks up the peers and asks them, over and over, on one thread of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "discovery/node_address.h"
#include "discovery/peer_picture.h"
#include "discovery/peer_source.h"
#include "discovery/peer_spec.h"
#include "discovery/resolver.h"
#include "evidence/signature.h"

namespace watchdog {

struct PeerWatchOptions {
  std::vector<PeerSpec> peers;
  // Ours, left out of the peers, as are this machine's other addresses (its
  // loopback ones only if `own` is none) and whoever has our node_id.
  NodeAddress own;
  std::string own_node_id;
  std::uint16_t health_port = 8081;
  std::chrono::milliseconds interval{1000};         // from the start of one round to the next
  std::chrono::milliseconds resolve_timeout{1000};  // for all names of a round, and for all lists
  std::chrono::milliseconds ask_timeout{1000};      // for all peers of a round
  ResolverOptions resolver;
  PeerSources sources;
  // Of the cluster's secret; with it, only what is signed counts (discovery/peer_inquiry.h).
  std::shared_ptr<const SigningKey> key;
};

// At most 128 peers are asked. A name that fails for now keeps the addresses it
// had (NameAnswer says since when); one that is gone loses them. Any thread may
// call any member. Side effect on the process: curl's global initialisation, so
// make the first one before other threads use curl.
class PeerWatch {
 public:
  explicit PeerWatch(PeerWatchOptions options);
  ~PeerWatch();  // Stop()
  PeerWatch(const PeerWatch&) = delete;
  PeerWatch& operator=(const PeerWatch&) = delete;

  std::shared_ptr<const PeerPicture> Latest() const;  // null before the first round ended
  // Waits for a picture of a later round than `round` (0: any); null at
  // `deadline`, and at once after Stop().
  std::shared_ptr<const PeerPicture> WaitBeyond(std::uint64_t round, SteadyTime deadline) const;

  void SetInterval(std::chrono::milliseconds interval);
  void AskNow();  // the next round begins at once
  void Stop();    // breaks off a round that is under way: some milliseconds

 private:
  void Loop();
  PeerPicture LookOnce(const PeerPicture* before) const;
  std::vector<NameAnswer> LookUp() const;
  std::vector<NodeAddress> AddressesToAsk(const std::vector<NameAnswer>& names) const;

  const PeerWatchOptions options_;
  int cancel_fd_ = -1;  // readable once stopped

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  // Protected by mutex_.
  std::shared_ptr<const PeerPicture> latest_;
  std::chrono::milliseconds interval_;
  bool hurried_ = false;
  bool stopping_ = false;

  std::once_flag joined_;
  std::thread thread_;
};

}  // namespace watchdog
