#include "node/view_watch.h"

#include <ctime>
#include <utility>

#include "evidence/view_record_file.h"
#include "system/log.h"

namespace watchdog {
namespace {

constexpr std::chrono::seconds kRecordedWithin{2};

std::string Place(const RecordedView& view) {
  return view.state_uuid + ":" + (view.seqno ? std::to_string(*view.seqno) : "?");
}

}  // namespace

void ViewWatch::OnStart(RecordOwner owner, bool empty) {
  RemoveViewRecordLeftovers(data_directory_);
  new_owner_ = empty ? std::optional(std::move(owner)) : std::nullopt;
  log_ = ViewLog();
  pending_.reset();
  said_.clear();
}

void ViewWatch::OnLog(const std::vector<std::string>& lines, Time now) {
  for (const std::string& line : lines) {
    const ViewEvent event = log_.Feed(line);
    if (const auto* logged = std::get_if<LoggedView>(&event)) {
      // Only the newest can be in the record. One that this node was not in, or that is not primary,
      // is not recorded, and what was before it need not be any more.
      pending_.reset();
      if (logged->primary && logged->own_index >= 0) pending_ = Pending{logged->view, now};
    } else if (const auto* wanted = std::get_if<TransferWanted>(&event)) {
      NoteTransfer(*wanted);
    }
  }
}

void ViewWatch::NoteTransfer(const TransferWanted& wanted) {
  if (!new_owner_) return;
  const std::int64_t now = std::time(nullptr);
  const auto change = [&](const std::optional<ViewRecord>& found) {
    return AfterTransferWanted(OwnOrNew(found, *new_owner_), wanted.at, wanted.member_uuid, now);
  };
  const galera::Status noted = UpdateViewRecord(data_directory_, change, IfNotWritten::kKeepOld);
  if (!noted) galera::LogWarn("record of views", {{"problem", noted.error().message}});
}

void ViewWatch::Check(Time now) {
  if (!pending_) return;
  bool recorded = false;
  const auto change = [&](const std::optional<ViewRecord>& found) -> std::optional<ViewRecord> {
    if (!found) return std::nullopt;
    auto placed = WithPlace(*found, pending_->view);
    recorded = Holds(placed ? *placed : *found, pending_->view);
    return placed;
  };
  const galera::Status written = UpdateViewRecord(data_directory_, change, IfNotWritten::kKeepOld);
  if (!written && written.error().message != said_) {
    said_ = written.error().message;
    galera::LogWarn("record of views: the place of the latest is not written", {{"problem", said_}});
  }
  if (recorded && written) {
    pending_.reset();
    return;
  }
  if (recorded || now - pending_->since < kRecordedWithin) return;
  const galera::Status removed = RemoveViewRecord(data_directory_);
  galera::LogError(
      "a view of the cluster was not recorded by the notify command: the record of views is removed, and "
      "nothing can be proven after a power cut until the next view",
      {{"view", Place(pending_->view)}, {"removed", removed ? "yes" : removed.error().message}});
  pending_.reset();
}

}  // namespace watchdog
