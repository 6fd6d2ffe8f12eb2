#include "node/position.h"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <utility>

#include "galera/gvwstate.h"
#include "mariadbd_config/launch_arguments.h"
#include "system/file.h"
#include "system/log.h"

namespace watchdog {
namespace {

using galera::ErrorCode;
using galera::Grastate;
using galera::GrastateKind;
using galera::Result;
using galera::Status;

std::string GrastatePath(const NodeSettings& settings) { return settings.data_directory + "/grastate.dat"; }

std::string KeptPath(const std::string& path) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return path + ".before-" + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

// A file of ours in place of one of mariadbd's has to be its own.
Status GiveTo(const std::string& path, const struct stat& owner) {
  if (geteuid() != 0 || chown(path.c_str(), owner.st_uid, owner.st_gid) == 0) return Status();
  return galera::Error{ErrorCode::kDenied, "change the owner of " + path};
}

// What a clean stop left; empty after any other.
std::string CleanPosition(const std::optional<Grastate>& grastate) {
  if (!grastate || grastate->kind != GrastateKind::kPosition) return "";
  if (grastate->seqno.value_or(-1) < 0) return "";
  return *grastate->uuid + ":" + std::to_string(*grastate->seqno);
}

// UUID:SEQNO; empty if the directory has no history.
Result<std::string> RecoverPosition(const NodeSettings& settings, const std::string& config_file,
                                    const std::stop_token& stop) {
  galera::LogInfo("recovering the position of this node", {{"data_directory", settings.data_directory}});
  auto recovery = RunRecovery(RecoveryCommandFor(settings, config_file), stop);
  if (!recovery) return recovery.error();
  for (const std::string& warning : recovery->warnings)
    galera::LogWarn("recovered position", {{"problem", warning}});
  return std::move(recovery->position);
}

// A transfer that removed the data, and did not bring the new.
bool TransferCutShort(const NodeSettings& settings) {
  const auto there = [&](const char* name) {
    return galera::FileExists(settings.data_directory + "/" + name);
  };
  return there("sst_in_progress") || !(there("ibdata1") || there("mysql"));
}

}  // namespace

RecoveryCommand RecoveryCommandFor(const NodeSettings& settings, const std::string& config_file) {
  return {settings.data_directory, RecoverArguments(settings, config_file, geteuid() == 0),
          "Put the binary log or tc.log back; or, to give these transactions up: touch " +
              settings.confirm_directory + "/" + kHeuristicAnswer};
}

PositionQuestion AskPosition(bool data_present, const std::optional<Grastate>& grastate,
                             bool transfer_cut_short) {
  if (!data_present) return {PositionNeed::kNone, "no data"};
  // Ahead of grastate.dat: after a power cut that may be the one from before the transfer.
  if (transfer_cut_short)
    return {PositionNeed::kNever,
            "sst_in_progress is there, or no tables are: a state transfer was cut short"};
  if (!grastate) return {PositionNeed::kRecover, "data without grastate.dat"};
  switch (grastate->kind) {
    case GrastateKind::kEmpty:
      return {PositionNeed::kNever, "grastate.dat is empty: a state transfer was cut short"};
    case GrastateKind::kZeroUuid:
      return {PositionNeed::kNever,
              "grastate.dat has a zero UUID: this node was voted out, or was killed inside a DDL statement"};
    case GrastateKind::kUnreadable:
      return {PositionNeed::kRecover, "grastate.dat has no UUID that can be read"};
    case GrastateKind::kPosition:
      break;
  }
  if (grastate->seqno.value_or(-1) >= 0) return {PositionNeed::kNone, "stopped cleanly"};
  return {PositionNeed::kRecover, "stopped uncleanly"};
}

Result<std::optional<Grastate>> ReadGrastate(const NodeSettings& settings) {
  const auto text = galera::ReadFile(GrastatePath(settings));
  if (text.ok()) return std::optional(galera::ParseGrastate(*text));
  if (text.error().code == ErrorCode::kNotFound) return std::optional<Grastate>();
  return text.error();
}

Result<FoundPosition> FindPosition(const NodeSettings& settings, bool data_present,
                                   const std::string& config_file, const std::stop_token& stop) {
  const auto grastate = ReadGrastate(settings);
  if (!grastate) return grastate.error();
  const bool cut_short = TransferCutShort(settings);
  FoundPosition found{AskPosition(data_present, *grastate, cut_short), {}, {}};
  if (found.question.need == PositionNeed::kRecover) {
    auto recovered = RecoverPosition(settings, config_file, stop);
    if (!recovered) return recovered.error();
    found.text = std::move(*recovered);
    galera::LogInfo("recovered position", {{"position", found.text.empty() ? "none" : found.text}});
  } else if (found.question.need == PositionNeed::kNone) {
    found.text = CleanPosition(*grastate);
  } else if (!cut_short && *grastate && (*grastate)->kind == GrastateKind::kZeroUuid) {
    // Not to start from, but to be compared with what others have.
    if (auto recovered = RecoverPosition(settings, config_file, stop))
      found.untrusted = std::move(*recovered);
  }
  return found;
}

Result<std::string> PutViewAside(const NodeSettings& settings, bool any) {
  const std::string path = settings.data_directory + "/gvwstate.dat";
  const auto text = galera::ReadFile(path);
  if (!text) return std::string();
  const bool empty = galera::ParseGvwstate(*text).kind == galera::GvwstateKind::kEmpty;
  if (!empty && !any) return std::string();
  if (rename(path.c_str(), (path + ".aside").c_str()) == 0)
    return std::string(empty ? "it is empty" : "this node joins, or starts, a component by other means");
  return galera::Error{ErrorCode::kDenied, "put " + path + " aside; remove it by hand"};
}

Status PutPositionAside(const NodeSettings& settings) {
  const std::string path = GrastatePath(settings);
  const std::string cache = settings.data_directory + "/galera.cache";
  if (unlink(cache.c_str()) != 0 && galera::FileExists(cache))
    return galera::Error{ErrorCode::kDenied, "remove " + cache + " by hand"};
  if (!galera::FileExists(path) || rename(path.c_str(), KeptPath(path).c_str()) == 0) return Status();
  return galera::Error{ErrorCode::kDenied, "put " + path + " aside; remove it by hand"};
}

Status AllowBootstrap(const NodeSettings& settings, const std::string& position) {
  const std::string path = GrastatePath(settings);
  const std::size_t colon = position.rfind(':');
  if (colon == std::string::npos) {
    return galera::Error{ErrorCode::kInvalid,
                         "no position to start a cluster from: this directory has no history"};
  }
  struct stat owner {};
  if (stat(settings.data_directory.c_str(), &owner) != 0) {
    return galera::Error{ErrorCode::kNotFound, settings.data_directory + " is not there"};
  }
  if (const auto before = galera::ReadFile(path); before.ok()) {
    const std::string kept = KeptPath(path);
    if (Status s = galera::ReplaceFile(kept, *before, 0640); !s) return s;
    if (Status s = GiveTo(kept, owner); !s) return s;
  }
  const std::string text = "# GALERA saved state\nversion: 2.1\nuuid:    " + position.substr(0, colon) +
                           "\nseqno:   " + position.substr(colon + 1) + "\nsafe_to_bootstrap: 1\n";
  if (Status s = galera::ReplaceFile(path, text, 0640); !s) return s;
  return GiveTo(path, owner);
}

}  // namespace watchdog
