// What a node's warden tells its peers about itself: the JSON document of
// :8081/v1/evidence. Fields are only ever added. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/node_now.h"
#include "evidence/paging_news.h"
#include "evidence/view_record.h"
#include "galera/result.h"

namespace watchdog {

inline constexpr int kEvidenceVersion = 1;
// A record of two views of 100 members with names of 40 and addresses of 100 bytes fits.
inline constexpr std::size_t kEvidenceBytesMax = std::size_t{64} * 1024;
inline constexpr std::size_t kMemberUuidsMax = 16;

struct Evidence {
  enum class Phase {
    kStarting,   // not decided yet
    kWaiting,    // for peers or for votes
    kFounding,   // decided to found; final
    kPaused,     // for a human
    kUpgrading,  // its system tables, or in line for that
    kJoining,    // mariadbd runs and looks for its primary component
    kTransfer,   // receives a state transfer
    kServing,
    kStopping,
    kUnknown,  // a word that we do not know, of a later version
  };
  enum class Data { kEmpty, kPresent, kHalfInitialised, kUnknown };

  int version = kEvidenceVersion;
  std::string cluster_name;
  std::string node_id;       // random at each start of the warden
  std::string node_address;  // as the node calls itself
  std::string node_name;     // wsrep_node_name, as state transfers name it; empty: not known
  std::int64_t started = 0;  // Unix seconds
  Phase phase = Phase::kUnknown;
  Data data = Data::kUnknown;
  std::optional<bool> primary;  // nullopt: not known now
  std::string cluster_state_uuid;
  std::string state_uuid;  // with seqno: the position, the recovered one while no server runs
  std::optional<std::int64_t> seqno;
  std::optional<std::int64_t> cached_downto;  // first seqno that can still be sent as IST
  std::optional<int> members;                 // of the component
  // The vote of discovery/founder.h: the candidate's address, and which of its
  // candidacies; both or none.
  std::optional<std::string> vote;
  std::string candidacy;
  std::string mariadb_version;  // of the program that is, or would be, started
  std::optional<std::uint64_t> disk_free_bytes;
  std::optional<std::uint64_t> data_bytes;  // of the data directory, a minute old at most

  // What bootstrap/proof.h reasons from.
  std::string directory;         // Name(DirectoryState); empty: not looked at
  std::string directory_reason;  // one line, for people
  std::optional<ViewRecord> record;
  std::vector<std::string> member_uuids;  // what Galera called this node last; 16 at most
  std::optional<bool> sees_primary;       // whether a peer that it sees is in a primary component

  // What bootstrap/promise.h is about.
  std::string ticket;                           // to be named by the next request for a promise
  std::string promised_to;                      // a node_id; empty: to nobody
  std::optional<std::int64_t> promise_ends_ms;  // from now; with promised_to, and only then
  bool acting = false;                          // it is about to bootstrap, or has begun to
  bool signs = false;                           // it has a cluster secret; see evidence/signature.h

  std::optional<PagingNews> paging;  // nullopt: it does not page
  std::optional<NodeNow> now;        // for people only; nullopt: an older warden

  bool operator==(const Evidence&) const = default;
};

std::string_view Name(Evidence::Phase phase);
std::string_view Name(Evidence::Data data);

// One line. Bytes that are not UTF-8 are replaced. What peers would refuse is kept
// from them: a record that is out of bounds, or makes it all larger than the maximum, is left out, a
// reason is clipped.
std::string RenderEvidence(const Evidence& evidence);

// Takes any input. kInvalid (what is wrong, in a few words) for a document that
// is larger than 64 KiB, no JSON object, nested beyond 16, without version,
// cluster_name, node_id, phase or data, or with a known field of another type,
// out of range, longer than 255 characters or with control characters in it, or
// a record that view_record_json.h refuses.
// A higher version with the known fields, and fields that we do not know, are
// accepted; a missing optional field is nullopt or empty.
galera::Result<Evidence> ParseEvidence(std::string_view text);

}  // namespace watchdog
