#include "node/own_evidence.h"

#include <utility>

#include "evidence/view_record_file.h"
#include "node/directory_facts.h"
#include "system/log.h"

namespace watchdog {
namespace {

using galera::Result;

}  // namespace

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
  found_ = FindPosition(settings_, data_present_, config_file, stop);
  if (!found_->ok()) {
    galera::LogError("position of this node is not known", {{"reason", found_->error().message}});
    return *found_;
  }
  const FoundPosition& found = **found_;
  const auto position = ParsePosition(found.text.empty() ? found.untrusted : found.text);
  board_.Update([&](Evidence& evidence) {
    if (!position) return;
    evidence.state_uuid = position->uuid;
    evidence.seqno = position->seqno;
  });
  return *found_;
}

void OwnEvidence::ReadRecord() {
  auto record = ReadViewRecord(settings_.data_directory);
  if (!record) galera::LogWarn("record of views", {{"problem", record.error().message}});
  board_.Update([&](Evidence& evidence) {
    evidence.record.reset();
    if (!record || !*record) return;
    if (IsOwnRecord(**record, evidence.node_name, evidence.node_address))
      evidence.record = std::move(**record);
  });
}

}  // namespace watchdog
