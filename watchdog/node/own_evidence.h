// What this node finds in its own data directory, and publishes. One thread.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "evidence/directory_state.h"
#include "galera/result.h"
#include "node/evidence_board.h"
#include "node/position.h"
#include "settings/node_settings.h"

namespace watchdog {

class OwnEvidence {
 public:
  OwnEvidence(const NodeSettings& settings, EvidenceBoard& board) : settings_(settings), board_(board) {}

  // Looks at the directory, and forgets the position. While no mariadbd of ours runs.
  void Look(bool data_present);

  // The position, from grastate.dat or recovered (FindPosition); once until the
  // next Look(). Published, too. While no mariadbd of ours runs.
  const galera::Result<FoundPosition>& Position(const std::string& config_file, const std::stop_token& stop);
  bool has_position() const { return found_.has_value(); }

  // The record of views as it is on disk now. While a mariadbd runs, which writes it.
  void ReadRecord();

  const DirectoryVerdict& directory() const { return directory_; }

 private:
  const NodeSettings& settings_;
  EvidenceBoard& board_;
  bool data_present_ = false;
  DirectoryVerdict directory_;
  std::optional<galera::Result<FoundPosition>> found_;
};

}  // namespace watchdog
