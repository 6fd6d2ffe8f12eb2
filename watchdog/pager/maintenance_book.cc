#include "pager/maintenance_book.h"

#include <algorithm>
#include <utility>

namespace watchdog {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kEntriesMax = 32;

std::int64_t UnixMs(MaintenanceBook::Time time) {
  return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

void MaintenanceBook::Put(Entry entry) {
  const auto same = std::ranges::find(entries_, entry.only, &Entry::only);
  if (same == entries_.end()) {
    if (entries_.size() < kEntriesMax) entries_.push_back(std::move(entry));
  } else if (entry.set_at > same->set_at) {
    *same = std::move(entry);
  }
}

void MaintenanceBook::Begin(const std::string& reason, const std::string& by, const std::string& only,
                            Time now, Time until) {
  Prune(now);
  Put({reason, by, only, UnixMs(now), until, false});
}

bool MaintenanceBook::End(const std::string& by, const std::string& only, Time now) {
  Prune(now);
  const auto entry = std::ranges::find(entries_, only, &Entry::only);
  if (entry == entries_.end() || entry->ended) return false;
  // The clock of whoever set it may be ahead of ours.
  entry->set_at = std::max(UnixMs(now), entry->set_at + 1);
  entry->by = by;
  entry->ended = true;
  return true;
}

void MaintenanceBook::Hear(const std::vector<SeenPeer>& peers, Time now) {
  Prune(now);
  for (const SeenPeer& peer : peers) {
    for (const Maintenance& told : peer.maintenance)
      Put({told.reason, told.by, told.only, told.set_at, now + told.remaining, told.ended});
  }
}

void MaintenanceBook::Prune(Time now) {
  std::erase_if(entries_, [now](const Entry& entry) { return entry.until <= now; });
}

std::vector<Maintenance> MaintenanceBook::Told(Time now) const {
  std::vector<Maintenance> told;
  for (const Entry& entry : entries_) {
    const auto remaining = std::chrono::floor<milliseconds>(entry.until - now);
    if (remaining > milliseconds(0))
      told.push_back({entry.reason, entry.by, remaining, entry.only, entry.set_at, entry.ended});
  }
  return told;
}

std::vector<MaintenanceBook::Entry> MaintenanceBook::Lasting(Time now) const {
  std::vector<Entry> lasting;
  std::ranges::copy_if(entries_, std::back_inserter(lasting),
                       [now](const Entry& entry) { return !entry.ended && entry.until > now; });
  return lasting;
}

std::vector<Incident> MaintenanceBook::Quiet(Time now) const {
  const std::vector<Entry> lasting = Lasting(now);
  std::vector<Incident> quiet;
  for (const IncidentKind& kind : IncidentKinds()) {
    if (std::ranges::any_of(
            lasting, [&](const Entry& entry) { return entry.only.empty() || entry.only == kind.alert; }))
      quiet.push_back(kind.incident);
  }
  return quiet;
}

}  // namespace watchdog
