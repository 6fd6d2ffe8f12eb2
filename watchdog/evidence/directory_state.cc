#include "evidence/directory_state.h"

#include <utility>

namespace watchdog {
namespace {

using galera::GrastateKind;
using galera::GvwstateKind;
using State = DirectoryState;

using Finding = std::pair<State, std::string>;  // with its reason

bool WasInCluster(const DirectoryFacts& facts) {
  return facts.grastate || facts.gvwstate || facts.record || facts.record_problem;
}

bool WasAlone(const DirectoryFacts& facts) {
  if (!facts.gvwstate || facts.gvwstate->kind != GvwstateKind::kView) return false;
  const galera::Gvwstate& view = *facts.gvwstate;
  return view.members.size() == 1 && view.members.front().uuid == view.my_uuid;
}

std::optional<Finding> FindBarrier(const DirectoryFacts& facts) {
  const auto trouble = [&] { return facts.trouble.value_or(""); };
  if (facts.trouble_state == State::kUnreadable) return Finding{State::kUnreadable, trouble()};
  if (facts.locked) return Finding{State::kLocked, *facts.locked};
  if (facts.trouble_state == State::kWrongOwner) return Finding{State::kWrongOwner, trouble()};
  if (facts.foreign_files)
    return Finding{State::kNoDirectory, "files that are no server's, or half of one's"};
  const ViewRecord* record = facts.record ? &*facts.record : nullptr;
  if (record != nullptr && !facts.cluster_name.empty() && !record->cluster_name.empty() &&
      record->cluster_name != facts.cluster_name) {
    return Finding{State::kForeignCluster,
                   "its record is of cluster " + record->cluster_name + ", not of " + facts.cluster_name};
  }
  return std::nullopt;
}

Finding JudgeNoData(const DirectoryFacts& facts) {
  // Galera's files alone: a transfer has removed the data, and did not bring the new.
  if (facts.grastate || facts.transfer_marker)
    return {State::kCutShort, "Galera's files, and no tables of a server"};
  if (facts.trouble_state == State::kDiskFull) return {State::kDiskFull, facts.trouble.value_or("")};
  return {State::kEmpty, facts.record ? "only a record of its views is left" : "no data"};
}

Finding JudgeData(const DirectoryFacts& facts) {
  // Ahead of grastate.dat: after a power cut that may be the one from before the transfer.
  if (facts.transfer_marker) return {State::kCutShort, "sst_in_progress is there"};
  if (!facts.grastate) {
    if (!WasInCluster(facts)) return {State::kFresh, "data without grastate.dat"};
    return {State::kCrashed, "grastate.dat is missing, and the node was in a cluster"};
  }
  switch (facts.grastate->kind) {
    case GrastateKind::kEmpty:
      return {State::kCutShort, "grastate.dat is empty"};
    case GrastateKind::kZeroUuid:
      return {State::kZeroUuid, "grastate.dat has a zero UUID"};
    case GrastateKind::kUnreadable:
      return {State::kUnreadable, "grastate.dat has no UUID that can be read"};
    case GrastateKind::kPosition:
      break;
  }
  if (facts.grastate->seqno.value_or(-1) >= 0) return {State::kCleanStop, "grastate.dat has the position"};
  if (WasAlone(facts))
    return {State::kLastSurvivor, "seqno -1 in grastate.dat, and gvwstate.dat names this node alone"};
  return {State::kCrashed, "seqno -1 in grastate.dat"};
}

}  // namespace

DirectoryVerdict JudgeDirectory(const DirectoryFacts& facts) {
  const auto barrier = FindBarrier(facts);
  auto [state, reason] = barrier ? *barrier : facts.server_data ? JudgeData(facts) : JudgeNoData(facts);
  // Galera takes it for a view and waits for ever (measured).
  if (!barrier && facts.gvwstate && facts.gvwstate->kind == GvwstateKind::kEmpty)
    reason += "; gvwstate.dat is empty, and is put aside before a start";
  if (!barrier && facts.record_problem) reason += "; " + *facts.record_problem;
  if (!barrier && facts.server_data && facts.trouble_state == State::kDiskFull)
    reason += "; " + facts.trouble.value_or("its volume is full");
  return {state, std::move(reason), std::string(ActionFor(state))};
}

std::string_view ActionFor(State state) {
  switch (state) {
    case State::kEmpty:
      return "found a new cluster with nodes that are all empty, or join by full state transfer";
    case State::kFresh:
      return "join by full state transfer, which replaces the data";
    case State::kCleanStop:
      return "start from the position in grastate.dat";
    case State::kCrashed:
      return "recover the position with mariadbd --wsrep-recover, then start from it";
    case State::kLastSurvivor:
      return "recover the position, then start from it: it was the last member";
    case State::kCutShort:
      return "never a source: join by full state transfer";
    case State::kZeroUuid:
      return "never a source without a human's word: join by full state transfer";
    case State::kForeignCluster:
      return "correct CLUSTER_NAME, or give the node the directory that is its own";
    case State::kLocked:
      return "stop that mariadbd first; nothing is run beside it";
    case State::kUnreadable:
      return "make it readable, or, where grastate.dat is damaged, recover the position from InnoDB";
    case State::kWrongOwner:
      return "chown -R it to mariadbd's user";
    case State::kDiskFull:
      return "make room on its volume";
    case State::kNoDirectory:
      return "give the node a directory of its own; nothing is changed here";
  }
  return "";
}

std::string_view Name(State state) {
  switch (state) {
    case State::kEmpty:
      return "empty";
    case State::kFresh:
      return "fresh";
    case State::kCleanStop:
      return "clean stop";
    case State::kCrashed:
      return "crashed";
    case State::kLastSurvivor:
      return "last survivor";
    case State::kCutShort:
      return "transfer cut short";
    case State::kZeroUuid:
      return "zero UUID";
    case State::kForeignCluster:
      return "foreign cluster";
    case State::kLocked:
      return "locked";
    case State::kUnreadable:
      return "unreadable";
    case State::kWrongOwner:
      return "wrong owner";
    case State::kDiskFull:
      return "disk full";
    case State::kNoDirectory:
      return "no data directory";
  }
  return "";
}

std::optional<State> DirectoryStateOf(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(State::kNoDirectory); ++i) {
    if (Name(static_cast<State>(i)) == name) return static_cast<State>(i);
  }
  return std::nullopt;
}

}  // namespace watchdog
