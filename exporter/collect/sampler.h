// Looks at the node once a beat with a session of its own, and keeps the last
// look for the health answers: they never wait for mariadbd.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "config/config.h"
#include "galera/health.h"

namespace galera {

class MariadbConnection;

// Any thread may call Latest, Reconfigure and LookNow.
class Sampler {
 public:
  explicit Sampler(std::shared_ptr<const Config> config);
  // Waits for a look that is under way: at most health.query_timeout, but see
  // MariadbConnection on names.
  ~Sampler();

  std::shared_ptr<const Snapshot> Latest() const;  // null before the first look
  void Reconfigure(std::shared_ptr<const Config> config);
  // Something is known to have changed: looks again at once, not at the next beat.
  void LookNow();

 private:
  void Loop();
  void Publish(Snapshot snapshot);

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  // Protected by mutex_.
  std::shared_ptr<const Config> config_;
  std::shared_ptr<const Snapshot> latest_;
  bool stopping_ = false;
  bool look_now_ = false;

  std::thread thread_;
};

// One look, within health.query_timeout in all: connects if need be, asks for
// the wsrep_* status and read_only.
Snapshot LookAtNode(MariadbConnection& connection, const Config& config);

}  // namespace galera
