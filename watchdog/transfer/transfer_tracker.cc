#include "transfer/transfer_tracker.h"

#include <algorithm>
#include <utility>

namespace watchdog {
namespace {

using std::chrono::seconds;
using Event = TransferLogEvent;
using Kind = Transfer::Kind;
using Result = Transfer::Result;
using Role = Transfer::Role;

constexpr seconds kStall{60};
constexpr seconds kBetweenLines{10};
constexpr seconds kRateOver{30};
constexpr seconds kStartAtLast{3};  // said with what is known by then
constexpr seconds kSizeAtLast{2};   // the same, where only the size is missing
constexpr seconds kFileHolds{3};    // mariadbd's log comes a little later than its status file
constexpr seconds kLogIsLate{3};
constexpr std::size_t kNoticesMax = 64;
// More than a joiner writes that waits for an incremental one.
constexpr std::uint64_t kCertainlyFull = std::uint64_t{4} << 20;

// What the status file's comment stands for (Galera 26.4.23); nullopt: no transfer. A joiner's says SST
// until its script is through, whichever it is.
std::optional<Transfer> FromFile(const galera::WsrepStatusFile& file) {
  Transfer transfer;
  if (file.comment == "Receiving SST") return transfer;
  if (file.comment == "Receiving IST") {
    transfer.kind = Kind::kIst;
    return transfer;
  }
  if (file.comment != "Donating SST") return std::nullopt;
  transfer.role = Role::kDonor;
  return transfer;
}

}  // namespace

void TransferTracker::Start(Transfer transfer, const Moment& now) {
  // What another one overtakes has ended without a word; an incremental one is served beside others.
  if (Runs()) End(sent_ ? std::optional(Result::kDone) : std::nullopt, "", now);
  current_ = std::move(transfer);
  from_file_ = !current_->started;
  sent_ = false;
  streamed_ = false;
  seems_full_since_.reset();
  problem_.clear();
  samples_.clear();
  begun_ = now;
  grown_ = now;
  said_.reset();
}

void TransferTracker::Begin(const Event& script, const Moment& now) {
  Transfer transfer;
  transfer.role = *script.role;
  transfer.kind = script.transfer;
  transfer.method = script.method;
  transfer.peer_address = script.address;
  transfer.started = now;
  if (transfer.role == Role::kDonor) transfer.peer_name = selected_.joiner;
  auto serving = std::move(serving_);  // said just before, not of one that this overtakes
  Start(std::move(transfer), now);
  serving_ = std::move(serving);
  ExpectWritesets();
}

void TransferTracker::ExpectWritesets() {
  if (current_->role != Role::kDonor || current_->kind != Kind::kIst || !serving_) return;
  current_->writesets_expected = static_cast<std::uint64_t>(*serving_->last - *serving_->first) + 1;
}

void TransferTracker::End(std::optional<Result> result, std::string failure, const Moment& now) {
  if (!Runs()) return;
  current_->ended = now;
  current_->result = result;
  current_->failure = std::move(failure);
  current_->stalled = false;
  // A donor does not say how far it is; in the end it has sent them all.
  if (result == Result::kDone && current_->kind == Kind::kIst)
    current_->writesets = current_->writesets_expected;
  ++ended_[{current_->role, current_->kind, result}];
  if (!said_) Say(TransferNotice::Kind::kStarted, now);
  Say(TransferNotice::Kind::kEnded, now);
  serving_.reset();
}

void TransferTracker::Say(TransferNotice::Kind kind, const Moment& now) {
  said_ = now;
  if (notices_.size() < kNoticesMax) notices_.push_back({kind, *current_, now});
}

void TransferTracker::OnLine(std::string_view line, const Moment& now) {
  const auto event = ParseTransferLine(line);
  if (!event) return;
  switch (event->kind) {
    case Event::Kind::kSelected:
      selected_ = *event;
      // The first choice that a joiner hears after it has asked is its own.
      if (Runs() && current_->role == Role::kJoiner && current_->peer_name.empty())
        current_->peer_name = event->donor;
      return;
    case Event::Kind::kScript:
      return Begin(*event, now);
    case Event::Kind::kProblem:
      if (Runs() && problem_.empty()) problem_ = event->text;
      return;
    case Event::Kind::kIstServing:
      serving_ = *event;  // may come before its script
      break;
    default:
      break;
  }
  if (!Runs() || event->role.value_or(current_->role) != current_->role) return;
  grown_ = now;  // steps are progress, too
  if (current_->role == Role::kJoiner) {
    OnJoiner(*event, now);
  } else {
    OnDonor(*event, now);
  }
}

void TransferTracker::Decide(const Event& event) {
  if (!current_->kind) current_->kind = event.transfer;
}

void TransferTracker::OnJoiner(const Event& event, const Moment& now) {
  switch (event.kind) {
    case Event::Kind::kWanted:
      if (*event.first == 0) current_->kind = Kind::kSst;
      return;
    case Event::Kind::kStreamed:
      streamed_ = true;
      return Decide(event);
    case Event::Kind::kDecided:
      return Decide(event);
    case Event::Kind::kIstBegins:
    case Event::Kind::kIstProgress:
      if (!current_->kind) current_->kind = Kind::kIst;
      if (current_->kind == Kind::kSst) return;  // the rest of a full one
      current_->writesets_expected = event.total;
      current_->writesets = event.done.value_or(0);
      return Grow(now);
    case Event::Kind::kJoined:
      return End(Result::kDone, "", now);
    case Event::Kind::kJoinFailed:
      return End(Result::kFailed, problem_.empty() ? event.text : problem_, now);
    default:
      return;
  }
}

void TransferTracker::OnDonor(const Event& event, const Moment& now) {
  const bool incremental = current_->kind == Kind::kIst;
  switch (event.kind) {
    case Event::Kind::kDecided:
      return Decide(event);
    case Event::Kind::kIstServing:
      return ExpectWritesets();
    case Event::Kind::kSent:
      sent_ = true;
      if (!incremental || !serving_) End(Result::kDone, "", now);
      return;
    case Event::Kind::kIstServed:
      serving_.reset();
      if (incremental && sent_) End(Result::kDone, "", now);
      return;
    case Event::Kind::kIstServeFailed:
      if (incremental) End(Result::kFailed, event.text, now);
      return;
    case Event::Kind::kSendFailed:
      return End(Result::kFailed, problem_.empty() ? event.text : problem_, now);
    default:
      return;
  }
}

void TransferTracker::OnStatusFile(const std::optional<galera::WsrepStatusFile>& file, const Moment& now) {
  const std::string comment = file ? file->comment : "";
  if (comment != file_comment_) {
    file_comment_ = comment;
    file_since_ = now;
  }
  const auto told = file ? FromFile(*file) : std::nullopt;
  const bool holds = now.steady - file_since_.steady >= kFileHolds;
  if (!Runs()) {
    if (told && holds) Start(*told, now);
    return;
  }
  if (from_file_ && !told && holds) return End(std::nullopt, "", now);
  if (told && told->kind == Kind::kIst && file->progress_total && file->progress_done &&
      current_->role == Role::kJoiner && current_->kind.value_or(Kind::kIst) == Kind::kIst) {
    current_->kind = Kind::kIst;
    current_->writesets_expected = static_cast<std::uint64_t>(std::max(*file->progress_total, 0.0));
    current_->writesets = static_cast<std::uint64_t>(std::max(*file->progress_done, 0.0));
    Grow(now);
  }
}

void TransferTracker::OnBytes(std::uint64_t bytes, bool moved, const Moment& now) {
  if (!Runs() || streamed_ || current_->kind == Kind::kIst) return;
  if (!current_->kind) {
    if (bytes < kCertainlyFull) return;
    // Also after an incremental one InnoDB makes its log anew; by then the script is through, which we hear
    // late.
    if (!seems_full_since_) seems_full_since_ = now;
    if (now.steady - seems_full_since_->steady < kLogIsLate) return;
    current_->kind = Kind::kSst;
  }
  const std::uint64_t before = current_->bytes.value_or(0);
  current_->bytes = std::max(bytes, before);
  Grow(now);
  if (bytes > before || moved) grown_ = now;
}

void TransferTracker::OnExpectedBytes(std::uint64_t bytes) {
  if (Runs() && !current_->bytes_expected && bytes > 0) current_->bytes_expected = bytes;
}

void TransferTracker::OnServerEnd(const Moment& now) {
  if (Runs()) End(Result::kFailed, problem_.empty() ? "mariadbd has ended" : problem_, now);
  file_comment_.clear();
}

// Takes a sample, and the rate of the last half minute.
void TransferTracker::Grow(const Moment& now) {
  const std::uint64_t done = current_->Done().value_or(0);
  if (!samples_.empty() && done > samples_.back().done) grown_ = now;
  if (!samples_.empty() && now.steady - samples_.back().when < std::chrono::milliseconds(500)) return;
  samples_.push_back({now.steady, done});
  while (samples_.size() > 2 && now.steady - samples_.front().when > kRateOver) samples_.pop_front();
  const Sample& first = samples_.front();
  const double time = std::chrono::duration<double>(now.steady - first.when).count();
  if (time < 1) return;
  current_->per_second = done > first.done ? static_cast<double>(done - first.done) / time : 0;
}

bool TransferTracker::StartIsDue(const Moment& now) const {
  const auto age = now.steady - begun_.steady;
  if (age >= kStartAtLast) return true;
  if (!current_->kind || current_->peer_name.empty()) return false;
  return current_->kind == Kind::kIst || current_->bytes_expected || age >= kSizeAtLast;
}

std::vector<TransferNotice> TransferTracker::Tick(const Moment& now) {
  if (Runs()) {
    const bool waits = current_->kind == Kind::kSst && streamed_;  // for InnoDB
    const bool still = current_->Done() && !waits && now.steady - grown_.steady >= kStall;
    if (!said_ && StartIsDue(now)) Say(TransferNotice::Kind::kStarted, now);
    if (still != current_->stalled) {
      current_->stalled = still;
      Say(still ? TransferNotice::Kind::kStalled : TransferNotice::Kind::kMovesAgain, now);
    }
    if (said_ && !still && current_->Done() && now.steady - said_->steady >= kBetweenLines)
      Say(TransferNotice::Kind::kGoesOn, now);
  }
  return std::exchange(notices_, {});
}

}  // namespace watchdog
