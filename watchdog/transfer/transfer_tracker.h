// Follows the state transfers of one node from what is seen of them. Pure: time is an argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "collect/wsrep_status_file.h"
#include "transfer/log_event.h"
#include "transfer/transfer.h"

namespace watchdog {

// Something worth a line in the log.
struct TransferNotice {
  enum class Kind { kStarted, kGoesOn, kStalled, kMovesAgain, kEnded };
  Kind kind = Kind::kStarted;
  Transfer transfer;  // at that time
  Moment at;
};

class TransferTracker {
 public:
  // How many have ended, by role, kind and result.
  using Counts =
      std::map<std::tuple<Transfer::Role, std::optional<Transfer::Kind>, std::optional<Transfer::Result>>,
               std::uint64_t>;

  // A line of mariadbd's log, of whatever kind, in the order of the log.
  void OnLine(std::string_view line, const Moment& now);

  // The wsrep status file of a mariadbd that runs; nullopt: none does, or there is no file. It only tells of
  // a transfer whose beginning was logged while nobody read: what it says must hold for three seconds.
  void OnStatusFile(const std::optional<galera::WsrepStatusFile>& file, const Moment& now);

  // While one runs, but for an incremental one: bytes received or sent since it began. Fewer than before, and
  // what a joiner's mariadbd writes once the script is through, do not count. `moved`: something was written,
  // though the sum is the same, as where files are overwritten.
  void OnBytes(std::uint64_t bytes, bool moved, const Moment& now);

  // How much the donor has, once that is known.
  void OnExpectedBytes(std::uint64_t bytes);

  // mariadbd has ended, and with it what it was at.
  void OnServerEnd(const Moment& now);

  // To be called every second or so: what is to be said now. In order; each start, end and standstill once,
  // progress every ten seconds at most.
  std::vector<TransferNotice> Tick(const Moment& now);

  // The one that runs, or else the last one; nullopt: there was none.
  const std::optional<Transfer>& current() const { return current_; }
  bool Runs() const { return current_ && current_->Runs(); }
  const Counts& ended() const { return ended_; }

 private:
  struct Sample {
    std::chrono::steady_clock::time_point when;
    std::uint64_t done;
  };

  void Begin(const TransferLogEvent& script, const Moment& now);
  void Start(Transfer transfer, const Moment& now);
  void End(std::optional<Transfer::Result> result, std::string failure, const Moment& now);
  void OnJoiner(const TransferLogEvent& event, const Moment& now);
  void OnDonor(const TransferLogEvent& event, const Moment& now);
  void Decide(const TransferLogEvent& event);
  void ExpectWritesets();
  void Grow(const Moment& now);
  bool StartIsDue(const Moment& now) const;
  void Say(TransferNotice::Kind kind, const Moment& now);

  std::optional<Transfer> current_;
  TransferLogEvent selected_;                // the last choice of a donor in the cluster
  std::optional<TransferLogEvent> serving_;  // what this donor sends of the write-set cache
  bool from_file_ = false;                   // nothing but the status file tells of it
  bool sent_ = false;                        // a donor's script is through
  bool streamed_ = false;                    // a joiner's is
  std::optional<Moment> seems_full_since_;   // by the bytes of a joiner, while it is not decided
  std::string problem_;                      // the first one that the script named
  std::deque<Sample> samples_;
  Moment begun_;
  Moment grown_;
  std::optional<Moment> said_;  // the last line about it; nullopt: its start was not said yet
  std::string file_comment_;
  Moment file_since_;
  std::vector<TransferNotice> notices_;
  Counts ended_;
};

}  // namespace watchdog
