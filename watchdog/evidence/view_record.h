// The record that a node keeps, beside its data, of the primary views it was in:
// what bootstrap/proof.h reasons from after a crash. Pure.
//
// Galera 4 gives every view a place in the history, its seqno, and mariadbd waits
// for wsrep_notify_cmd in each view before anything is committed in it; what was
// ordered before is committed by then. So a record that is on disk when that
// command returns is written ahead of every commit of the view it names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "galera/notification.h"
#include "galera/result.h"

namespace watchdog {

inline constexpr std::string_view kViewRecordName = ".galera-warden-views.sst";
inline constexpr std::size_t kViewRecordBytesMax = std::size_t{256} * 1024;

// A primary view.
struct RecordedView {
  std::string state_uuid;                // of the history it is in; in lower case
  std::optional<std::int64_t> seqno;     // its place in that history; nullopt: not known (yet)
  std::optional<std::uint64_t> conf_id;  // wsrep_cluster_conf_id; counts from 1 after each bootstrap
  std::vector<galera::NotifiedMember> members;

  bool operator==(const RecordedView&) const = default;
};

// A bootstrap that a human forced though it was not proven to lose nothing: from
// here on the history is another one, under the same UUID.
struct Branch {
  std::string id;          // random
  std::int64_t seqno = 0;  // the position it began from

  bool operator==(const Branch&) const = default;
};

struct ViewRecord {
  // Whose it is: a state transfer may bring another node's copy.
  std::string cluster_name;
  std::string node_name;
  std::string node_address;
  std::string member_uuid;  // what Galera calls this node in the views below; new at each start of mariadbd
  // The last view that this node was in with the whole state. All that was ordered
  // before it is on this node's disk.
  std::optional<RecordedView> taken;
  // A later view, that this node was in without the state: it waited for a transfer, or received one.
  std::optional<RecordedView> joining;
  std::vector<Branch> branches;  // of the history of `taken`, oldest first; 100 at most
  std::int64_t written = 0;      // Unix seconds; for people

  bool operator==(const ViewRecord&) const = default;
};

// JSON with a checksum, one line.
std::string RenderViewRecord(const ViewRecord& record);

// Takes any input. kInvalid (what is wrong) for one that is larger than the
// maximum, cut short, changed, or of a format that we do not know.
galera::Result<ViewRecord> ParseViewRecord(std::string_view text);

// Whether it is that node's own: the name is the same, and so is the address
// or the name is borne by one member only.
bool IsOwnRecord(const ViewRecord& record, std::string_view node_name, std::string_view node_address);

// What the record becomes by a notification of a primary view, or of a state
// ("joined", "synced": the transfer is over). nullopt: it stays as it is.
std::optional<ViewRecord> AfterNotification(const ViewRecord& before, const galera::Notification& said,
                                            std::int64_t now);

// The record with the seqno (and conf_id) of the view that has exactly those
// members' UUIDs. nullopt: nothing to add.
std::optional<ViewRecord> WithPlace(const ViewRecord& record, const RecordedView& view);

}  // namespace watchdog
