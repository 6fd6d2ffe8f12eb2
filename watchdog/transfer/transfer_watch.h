// Watches this node's state transfers on a thread of its own: hears mariadbd's log, looks at the status
// file, the data directory and the kernel's counters, and says in the log how they go. Touches nothing.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "collect/metric_batch.h"
#include "discovery/peer_picture.h"
#include "transfer/sent_bytes.h"
#include "transfer/transfer_tracker.h"

namespace watchdog {

// What a joiner wants to know of a donor, and a human of any node.
struct DataFacts {
  std::optional<std::uint64_t> data_bytes;       // not while a state transfer comes in
  std::optional<std::uint64_t> disk_free_bytes;  // where the data directory is

  bool operator==(const DataFacts&) const = default;
};

struct TransferWatchOptions {
  std::string data_directory;
  std::string wsrep_status_file;  // empty: there is none
  pid_t supervisor = 0;           // whose programs send, see sent_bytes.h
  // Told on the watch's thread, at once and then every five seconds; the directory is measured every ten
  // seconds, a large one every minute.
  std::function<void(const DataFacts&)> facts;
};

// How much the node of that name has, by its evidence; where no one, or more than one, has the name, that of
// the only peer in a primary component; nullopt otherwise. Pure.
std::optional<std::uint64_t> DonorBytes(const PeerPicture& picture, const std::string& name);

// Any thread may call any member; none waits for a disk.
class TransferWatch {
 public:
  explicit TransferWatch(TransferWatchOptions options);
  ~TransferWatch();  // within the five seconds that a walk through the directory may take
  TransferWatch(const TransferWatch&) = delete;
  TransferWatch& operator=(const TransferWatch&) = delete;

  // Lines of mariadbd's log, in order. Of those that tell of transfers, 1,000 are kept until they are read.
  void OnLog(const std::vector<std::string>& lines);
  void OnPeers(std::shared_ptr<const PeerPicture> picture);
  void OnServerEnd();

  std::optional<Transfer> Latest() const;
  DataFacts facts() const;
  void AddMetrics(galera::MetricBatch& batch) const;

 private:
  struct Heard {
    Moment at;
    std::string line;  // empty: mariadbd's end
  };

  void Hear(Heard heard);
  void Loop(const std::stop_token& stop);
  std::chrono::milliseconds Beat();
  void LookAtTransfer(const Transfer& transfer);
  void LookAtData(const Moment& now);
  std::vector<TransferNotice> Follow(const std::deque<Heard>& heard);

  const TransferWatchOptions options_;

  // Of the thread.
  std::unique_ptr<SentBytes> sent_;
  std::optional<Moment> sent_since_;  // of the transfer that sent_ counts
  std::int64_t newest_ns_ = 0;
  std::optional<std::chrono::steady_clock::time_point> data_measured_, disk_measured_;
  std::chrono::milliseconds data_every_{0};
  bool size_complained_ = false;

  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  // Protected by mutex_.
  std::deque<Heard> heard_;
  std::shared_ptr<const PeerPicture> picture_;
  TransferTracker tracker_;
  DataFacts facts_;

  std::jthread thread_;  // last: uses the rest
};

}  // namespace watchdog
