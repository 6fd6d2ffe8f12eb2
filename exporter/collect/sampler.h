// Looks at the node once a beat with a session of its own, and keeps the last
// look for the health answers: they never wait for mariadbd.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "config/config.h"
#include "galera/health.h"

namespace galera {

class MariadbConnection;

// Any thread may call any member.
class Sampler {
 public:
  using Listener = std::function<void(const std::shared_ptr<const Snapshot>&)>;

  explicit Sampler(std::shared_ptr<const Config> config);
  // Waits for a look that is under way: at most health.query_timeout, but see
  // MariadbConnection on names.
  ~Sampler();

  std::shared_ptr<const Snapshot> Latest() const;  // null before the first look
  void Reconfigure(std::shared_ptr<const Config> config);
  // Something is known to have changed: looks again at once, not at the next beat.
  void LookNow();
  // Told of each look at once, on the sampler's thread, which waits: a listener hands over and returns. One
  // at a time; the one before is not called any more when this returns. Empty: nobody is told.
  void OnLook(Listener listener);

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

  std::mutex listener_mutex_;  // held while the listener is called
  Listener listener_;          // protected by listener_mutex_

  std::thread thread_;
};

// What a session is asked less often than at each look.
struct ConstantsMemory {
  NodeConstants constants;
  std::optional<std::chrono::steady_clock::time_point> asked;  // nullopt: not on this session
};

// One look, within health.query_timeout in all: connects if need be, asks for
// the wsrep_* status and read_only; once a minute for the constants with the
// latter, which costs 30 us more (230 instead of 200, measured).
Snapshot LookAtNode(MariadbConnection& connection, const Config& config, ConstantsMemory& memory);

}  // namespace galera
