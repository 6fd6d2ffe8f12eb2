// The record that a node keeps, beside its data, of the primary views it was in:
// what bootstrap/proof.h reasons from after a crash. Pure.
//
// Galera 4 gives every view a place in the history, its seqno, and mariadbd waits
// for wsrep_notify_cmd in each view before anything is committed in it; what was
// ordered before is committed by then. So a record that is on disk when that
// command returns is written ahead of every commit of the view it names.
//
// What 10.11.19 with Galera 26.4.23 tells its command (STATUS PRIMARY INDEX; members are told each time):
//   bootstrap               joined yes 0, synced yes 0
//   pc.recovery of all      connected no ..., joined yes I, synced yes I
//   joiner, full transfer   joined yes I, synced yes I: nothing before the transfer is over
//   joiner, incremental     initialized yes -1, once for each view that it replays and was not in; then as
//   above another comes or goes   synced yes I donor                   donor yes I, synced yes I quorum lost
//   connected no I, twice; back: joined yes -1 for each view missed, joined yes I, synced yes I pc.bootstrap
//   synced no 0, synced yes 0 graceful stop           disconnecting no 0, disconnected no -1 without members
// The command is not run at all, on any node, where one member's name has other characters than
// [A-Za-z0-9._-]. After `quorum lost` and back, the members may be the same, by the same UUIDs; a restart
// makes a new UUID. Commits reach the redo log's fsync before the command runs
// (innodb_flush_log_at_trx_commit=1).
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
  // Without members where only mariadbd's log told of it (AfterTransferWanted).
  std::optional<RecordedView> joining;
  std::vector<Branch> branches;  // of the history of `taken`, oldest first; 100 at most
  std::int64_t written = 0;      // Unix seconds; for people
  // Another view was told since `taken`: the next primary one is new, though it
  // may have the same members.
  bool interrupted = false;
  // The place of a view before `taken`, whose own is not known: WithPlace() believes no lower one.
  std::optional<std::int64_t> later_than = {};

  bool operator==(const ViewRecord&) const = default;
};

// Same history, same UUIDs of members, in any order. Not yet the same view: see `interrupted`.
bool SameMembers(const RecordedView& a, const RecordedView& b);

// One line: JSON, and the CRC-32 of it. Bytes that are not UTF-8 are replaced.
std::string RenderViewRecord(const ViewRecord& record);

// Takes any input. kInvalid (what is wrong) for one that is larger than the
// maximum, cut short, changed, or of a format that we do not know.
galera::Result<ViewRecord> ParseViewRecord(std::string_view text);

// Whether it is that node's own: the name is the same, and so is the address
// or the name is borne by one member only.
bool IsOwnRecord(const ViewRecord& record, std::string_view node_name, std::string_view node_address);

struct RecordOwner {
  std::string cluster_name;
  std::string node_name;
  std::string node_address;
};

// What a node goes on from: what was found, if it is its own and of its cluster; else an empty record.
ViewRecord OwnOrNew(const std::optional<ViewRecord>& found, const RecordOwner& owner);

// What the record becomes by a notification. A primary view that this node is in
// becomes `taken` where the status says that it has the state (joined, donor,
// synced), `joining` where it does not. A state without a view makes `joining` to
// `taken`, if its members are known. Any other view only sets `interrupted`.
// A view told again keeps its place. nullopt: the record stays as it is.
std::optional<ViewRecord> AfterNotification(const ViewRecord& before, const galera::Notification& said,
                                            std::int64_t now);

// What the record of a node without data becomes when mariadbd's log says that it
// needs a state transfer at that place. Only for an empty directory: on one that
// holds data, a record without `taken` would say that it has nothing to lose.
// nullopt: there is a view in it already.
std::optional<ViewRecord> AfterTransferWanted(const ViewRecord& before, const RecordedView& at,
                                              const std::string& member_uuid, std::int64_t now);

// The record with the seqno (and conf_id) of the view that has exactly those
// members' UUIDs. nullopt: nothing to add.
std::optional<ViewRecord> WithPlace(const ViewRecord& record, const RecordedView& view);

// Whether `view`, with its place, is in the record.
bool Holds(const ViewRecord& record, const RecordedView& view);

}  // namespace watchdog
