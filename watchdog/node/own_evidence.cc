#include "node/own_evidence.h"

#include <utility>

#include "bootstrap/testimony.h"
#include "evidence/signature.h"
#include "evidence/view_record_file.h"
#include "node/directory_facts.h"
#include "node/own_history.h"
#include "system/log.h"

namespace watchdog {

using galera::Result;
using galera::Status;

namespace {

Status ChangeBranchesOf(const std::string& data_directory, const RecordOwner& owner,
                        const std::function<void(std::vector<Branch>&)>& change) {
  return UpdateViewRecord(
      data_directory,
      [&](const std::optional<ViewRecord>& found) {
        ViewRecord record = OwnOrNew(found, owner);
        change(record.branches);
        return std::optional(record);
      },
      IfNotWritten::kKeepOld);
}

}  // namespace

Status AddBranch(const std::string& data_directory, const RecordOwner& owner, const Branch& branch) {
  return ChangeBranchesOf(data_directory, owner,
                          [&](std::vector<Branch>& branches) { branches.push_back(branch); });
}

Status RemoveBranch(const std::string& data_directory, const RecordOwner& owner, const std::string& id) {
  return ChangeBranchesOf(data_directory, owner, [&](std::vector<Branch>& branches) {
    std::erase_if(branches, [&](const Branch& branch) { return branch.id == id; });
  });
}

void OwnEvidence::Look(bool data_present) {
  data_present_ = data_present;
  found_.reset();
  const DirectoryFacts facts = GatherDirectoryFacts(settings_);
  directory_ = JudgeDirectory(facts);
  board_.Update([&](Evidence& evidence) {
    evidence.directory = Name(directory_.state);
    evidence.directory_reason = directory_.reason;
    evidence.state_uuid.clear();
    evidence.seqno.reset();
    evidence.member_uuids.clear();
    if (facts.gvwstate && facts.gvwstate->my_uuid) evidence.member_uuids.push_back(*facts.gvwstate->my_uuid);
  });
  ReadRecord();
}

const Result<FoundPosition>& OwnEvidence::Position(const std::string& config_file,
                                                   const std::stop_token& stop) {
  if (found_) return *found_;
  asked_ = std::chrono::steady_clock::now();
  found_ = FindPosition(settings_, data_present_, config_file, stop);
  if (!found_->ok()) {
    galera::LogError("position of this node is not known", {{"reason", found_->error().message}});
    return *found_;
  }
  const FoundPosition& found = **found_;
  const auto position = ReadPosition(found.Best());
  // Who locked it when we looked has ended since: after a kill -9 a mariadbd needs a moment for that.
  if (directory_.state == DirectoryState::kLocked)
    directory_ = JudgeDirectory(GatherDirectoryFacts(settings_));
  board_.Update([&](Evidence& evidence) {
    evidence.directory = Name(directory_.state);
    evidence.directory_reason = directory_.reason;
    if (!position) return;
    evidence.state_uuid = position->uuid;
    evidence.seqno = position->seqno;
  });
  return *found_;
}

Status OwnEvidence::AddBranch(std::int64_t seqno) {
  const auto id = RandomNonce();
  if (!id) return id.error();
  return ChangeBranches([&](std::vector<Branch>& branches) { branches.push_back({*id, seqno}); });
}

void OwnEvidence::AdoptBranches(const std::string& state_uuid, const PeerPicture* picture) {
  const Evidence own = board_.Now();
  if (!own.record || !own.record->taken || own.record->taken->state_uuid != state_uuid) return;
  const auto adopted = BranchesToAdopt(own.record->branches, state_uuid, picture);
  if (!adopted) return;
  const Status written = ChangeBranches([&](std::vector<Branch>& branches) { branches = *adopted; });
  if (!written) galera::LogWarn("branches of the history", {{"problem", written.error().message}});
}

Status OwnEvidence::ChangeBranches(const std::function<void(std::vector<Branch>&)>& change) {
  const Evidence own = board_.Now();
  const RecordOwner owner{own.cluster_name, own.node_name, own.node_address};
  Status done = ChangeBranchesOf(settings_.data_directory, owner, change);
  ReadRecord();
  return done;
}

void OwnEvidence::ReadRecord() {
  auto record = ReadViewRecord(settings_.data_directory);
  const std::string problem =
      record || record.error().code == galera::ErrorCode::kNotFound ? "" : record.error().message;
  if (!problem.empty() && problem != record_problem_)
    galera::LogWarn("the record of views does not count", {{"problem", problem}});
  record_problem_ = problem;
  board_.Update([&](Evidence& evidence) {
    evidence.record.reset();
    if (record && IsOwnRecord(*record, evidence.node_name, evidence.node_address))
      evidence.record = std::move(*record);
  });
}

}  // namespace watchdog
