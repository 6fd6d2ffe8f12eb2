#include "transfer/transfer_watch.h"

#include <algorithm>
#include <utility>

#include "collect/wsrep_status_file.h"
#include "system/file.h"
#include "system/log.h"
#include "system/mariadbd_process.h"
#include "transfer/data_directory_size.h"
#include "transfer/log_event.h"
#include "transfer/transfer_families.h"
#include "transfer/transfer_sayings.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kHeardMax = 1000;
constexpr milliseconds kBeat{1000};
// What a program has sent can't be asked once it has ended: of a short transfer much would be missed.
constexpr milliseconds kDonorBeat{250};
constexpr milliseconds kDonorBeatAtFirst{50};
constexpr std::uint64_t kDonorFirst = std::uint64_t{512} << 20;
constexpr int kRestAfterWork = 20;  // times as long as a look at the directory took
constexpr int kRestAfterSending = 5;
constexpr seconds kDataEveryAtLeast{10};
constexpr seconds kDataEveryAtMost{60};
constexpr int kDataShare = 1000;  // one part in so many of the time goes into measuring
constexpr seconds kDiskEvery{5};
constexpr milliseconds kLogIsLate{500};  // a transfer begins before we hear of it

Moment Now() { return {Clock::now(), std::chrono::system_clock::now()}; }

timespec TimespecOf(std::chrono::system_clock::time_point time) {
  const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
  return {since / 1'000'000'000, since % 1'000'000'000};
}

std::optional<galera::WsrepStatusFile> ReadStatusFile(const std::string& path) {
  if (path.empty()) return std::nullopt;
  const auto text = galera::ReadFile(path);
  auto file =
      text ? galera::ParseWsrepStatusFile(*text) : galera::Result<galera::WsrepStatusFile>(text.error());
  // The file outlives the process that wrote it.
  if (!file || !file->timestamp_seconds || !galera::MariadbdRunsSinceBefore(*file->timestamp_seconds))
    return std::nullopt;
  return std::move(*file);
}

bool Due(std::optional<Clock::time_point>& last, milliseconds every, const Moment& now) {
  if (last && now.steady - *last < every) return false;
  last = now.steady;
  return true;
}

}  // namespace

std::optional<std::uint64_t> DonorBytes(const PeerPicture& picture, const std::string& name) {
  const Evidence* named = nullptr;
  const Evidence* primary = nullptr;
  int names = 0;
  int primaries = 0;
  for (const Peer& peer : picture.peers) {
    if (!peer.evidence) continue;
    if (!name.empty() && peer.evidence->node_name == name) {
      named = &*peer.evidence;
      ++names;
    }
    if (peer.primary == Peer::Primary::kYes) {
      primary = &*peer.evidence;
      ++primaries;
    }
  }
  if (names == 1) return named->data_bytes;
  return primaries == 1 ? primary->data_bytes : std::nullopt;
}

TransferWatch::TransferWatch(TransferWatchOptions options)
    : options_(std::move(options)), thread_([this](const std::stop_token& stop) { Loop(stop); }) {}

TransferWatch::~TransferWatch() = default;

void TransferWatch::Hear(Heard heard) {
  const std::lock_guard lock(mutex_);
  if (heard_.size() >= kHeardMax) heard_.pop_front();
  heard_.push_back(std::move(heard));
  wake_.notify_all();
}

void TransferWatch::OnLog(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    if (ParseTransferLine(line)) Hear({Now(), line});
  }
}

void TransferWatch::OnServerEnd() { Hear({Now(), ""}); }

void TransferWatch::OnPeers(std::shared_ptr<const PeerPicture> picture) {
  const std::lock_guard lock(mutex_);
  picture_ = std::move(picture);
}

std::optional<Transfer> TransferWatch::Latest() const {
  const std::lock_guard lock(mutex_);
  return tracker_.current();
}

DataFacts TransferWatch::facts() const {
  const std::lock_guard lock(mutex_);
  return facts_;
}

void TransferWatch::AddMetrics(galera::MetricBatch& batch) const {
  std::optional<Transfer> transfer;
  TransferTracker::Counts ended;
  {
    const std::lock_guard lock(mutex_);
    transfer = tracker_.current();
    ended = tracker_.ended();
  }
  AddTransferFamilies(batch, transfer, ended, Now());
  const DataFacts data = facts();
  if (data.data_bytes) {
    batch.AddGauge(
        "galera_data_directory_bytes",
        "What the data directory holds, without logs, write-set cache and temporary tables; taken every "
        "minute.",
        static_cast<double>(*data.data_bytes));
  }
  if (data.disk_free_bytes) {
    batch.AddGauge("galera_data_disk_free_bytes", "Free space where the data directory is.",
                   static_cast<double>(*data.disk_free_bytes));
  }
}

void TransferWatch::Loop(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const milliseconds rest = Beat();
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, rest, [this] { return !heard_.empty(); });
  }
}

// One look at everything; how long to rest after it.
milliseconds TransferWatch::Beat() {
  const auto began = Clock::now();
  const auto file = ReadStatusFile(options_.wsrep_status_file);
  std::optional<Transfer> transfer = Latest();
  // Before what was heard, which may be its end.
  if (transfer && transfer->Runs()) LookAtTransfer(*transfer);
  std::deque<Heard> heard;
  {
    const std::lock_guard lock(mutex_);
    heard = std::exchange(heard_, {});
    // At its end the file has moved on before the log is read.
    if (heard.empty()) tracker_.OnStatusFile(file, Now());
  }
  for (const TransferNotice& notice : Follow(heard)) {
    const LogSaying saying = Say(notice);
    galera::Log(saying.level, saying.message, saying.fields);
  }
  LookAtData(Now());
  const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - began);
  transfer = Latest();
  const bool sends = transfer && transfer->Runs() && transfer->role == Transfer::Role::kDonor;
  if (!sends) return std::max(kBeat, took * kRestAfterWork);
  const bool first = transfer->bytes.value_or(0) < kDonorFirst;
  return std::max(first ? kDonorBeatAtFirst : kDonorBeat, took * kRestAfterSending);
}

std::vector<TransferNotice> TransferWatch::Follow(const std::deque<Heard>& heard) {
  const std::lock_guard lock(mutex_);
  for (const Heard& each : heard) {
    if (each.line.empty()) {
      tracker_.OnServerEnd(each.at);
    } else {
      tracker_.OnLine(each.line, each.at);
    }
  }
  const auto& transfer = tracker_.current();
  if (tracker_.Runs() && transfer->kind != Transfer::Kind::kIst) {
    std::optional<std::uint64_t> expected;
    if (transfer->role == Transfer::Role::kDonor) expected = facts_.data_bytes;
    if (transfer->role == Transfer::Role::kJoiner && picture_ && !transfer->peer_name.empty())
      expected = DonorBytes(*picture_, transfer->peer_name);
    if (expected) tracker_.OnExpectedBytes(*expected);
  }
  return tracker_.Tick(Now());
}

void TransferWatch::LookAtTransfer(const Transfer& transfer) {
  if (transfer.kind == Transfer::Kind::kIst || !transfer.started) return;
  std::optional<std::uint64_t> bytes;
  bool moved = false;
  if (transfer.role == Transfer::Role::kDonor) {
    if (!sent_ || sent_since_ != transfer.started) sent_ = std::make_unique<SentBytes>(options_.supervisor);
    sent_since_ = transfer.started;
    bytes = sent_->Look();
  } else {
    const auto size =
        MeasureDataDirectory(options_.data_directory, TimespecOf(transfer.started->wall - kLogIsLate));
    if (size) {
      bytes = size->changed_bytes;
      moved = size->newest_ns > newest_ns_;
      newest_ns_ = size->newest_ns;
    }
  }
  if (!bytes) return;
  const std::lock_guard lock(mutex_);
  if (tracker_.current() && tracker_.current()->started == transfer.started)
    tracker_.OnBytes(*bytes, moved, Now());
}

void TransferWatch::LookAtData(const Moment& now) {
  const auto transfer = Latest();
  const bool receives = transfer && transfer->Runs() && transfer->role == Transfer::Role::kJoiner;
  DataFacts data = facts();
  if (receives) {
    data.data_bytes.reset();  // half of it
    data_measured_.reset();
  } else if (Due(data_measured_, data_every_, now)) {
    const auto size = MeasureDataDirectory(options_.data_directory, {});
    const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - now.steady);
    data_every_ = std::clamp<milliseconds>(took * kDataShare, kDataEveryAtLeast, kDataEveryAtMost);
    data.data_bytes.reset();
    if (size) data.data_bytes = size->bytes;
    if (!size && size.error().code != galera::ErrorCode::kNotFound && !size_complained_) {
      size_complained_ = true;
      galera::LogWarn("the size of the data directory is not known", {{"reason", size.error().message}});
    }
  }
  const bool disk_due = Due(disk_measured_, kDiskEvery, now);
  if (disk_due) data.disk_free_bytes = FreeDiskBytes(options_.data_directory);
  if (data == facts() && !disk_due) return;
  {
    const std::lock_guard lock(mutex_);
    facts_ = data;
  }
  if (options_.facts) options_.facts(data);
}

}  // namespace watchdog
