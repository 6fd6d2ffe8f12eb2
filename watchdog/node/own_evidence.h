// What this node finds in its own data directory, and publishes. One thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "discovery/peer_picture.h"
#include "evidence/directory_state.h"
#include "evidence/view_record.h"
#include "galera/result.h"
#include "node/evidence_board.h"
#include "node/position.h"
#include "settings/node_settings.h"

namespace watchdog {

// From here on the history is another one, under the same UUID: said in the record of
// views of that directory, a new one where what is there is not `owner`'s. Any thread.
galera::Status AddBranch(const std::string& data_directory, const RecordOwner& owner, const Branch& branch);
// It was not begun after all.
galera::Status RemoveBranch(const std::string& data_directory, const RecordOwner& owner,
                            const std::string& id);

class OwnEvidence {
 public:
  OwnEvidence(const NodeSettings& settings, EvidenceBoard& board) : settings_(settings), board_(board) {}

  // Looks at the directory, and forgets the position. While no mariadbd of ours runs.
  void Look(bool data_present);

  // The position, from grastate.dat or recovered (FindPosition); once until the
  // next Look(). Published, too. While no mariadbd of ours runs.
  const galera::Result<FoundPosition>& Position(const std::string& config_file, const std::stop_token& stop);
  bool has_position() const { return found_.has_value(); }
  // It is not known, and was asked for a while ago: what was in the way may be gone.
  bool RetryIsDue(std::chrono::steady_clock::time_point now) const {
    return found_ && !*found_ && now - asked_ > std::chrono::seconds(15);
  }
  // Why it is not known, though it was asked for; empty: it is, or was not.
  std::string Unknown() const { return found_ && !*found_ ? found_->error().message : ""; }
  bool IsUndecided() const { return found_ && !*found_ && watchdog::IsUndecided(found_->error()); }

  // The record of views as it is on disk now. While a mariadbd runs, which writes it.
  void ReadRecord();

  // From here on the history is another one, under the same UUID: in the record, before the start.
  galera::Status AddBranch(std::int64_t seqno);
  // What a peer in the same component knows of branches, and this node does not yet.
  void AdoptBranches(const std::string& state_uuid, const PeerPicture* picture);

  const DirectoryVerdict& directory() const { return directory_; }

 private:
  galera::Status ChangeBranches(const std::function<void(std::vector<Branch>&)>& change);

  const NodeSettings& settings_;
  EvidenceBoard& board_;
  bool data_present_ = false;
  DirectoryVerdict directory_;
  std::string record_problem_;  // said last
  std::optional<galera::Result<FoundPosition>> found_;
  std::chrono::steady_clock::time_point asked_;  // for it
};

}  // namespace watchdog
