#include "node/recovery.h"

#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "evidence/directory_lock.h"
#include "galera/uuid.h"
#include "mariadbd_config/prepared_transactions.h"
#include "mariadbd_config/recovered_position.h"
#include "system/program.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

constexpr std::chrono::minutes kTimeout{60};  // a crash with a large redo log takes its time
// A worker that was killed leaves a recovery that its keeper is about to kill, too.
constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::seconds kServerEnds{5};
constexpr std::chrono::milliseconds kPollInterval{100};
constexpr std::size_t kLogBytesMax = std::size_t{1} << 20;

Status AwaitNoServer(const std::string& directory, const std::stop_token& stop) {
  const auto deadline = std::chrono::steady_clock::now() + kServerEnds;
  while (true) {
    const auto live = FindLiveServer(directory);
    if (!live) return Status();
    if (stop.stop_requested() || std::chrono::steady_clock::now() >= deadline) {
      return Error{ErrorCode::kUnavailable,
                   live->text + ": nothing is run beside it; stop it, or leave the node to it"};
    }
    std::this_thread::sleep_for(kPollInterval);
  }
}

struct Ran {
  Status status;
  std::string log;  // the lines that matter
};

Result<Ran> Run(const std::vector<std::string>& argv, const std::string& directory,
                const std::stop_token& stop) {
  const auto lock = DirectoryLock::Take(directory, kPatience, stop);
  if (!lock) return lock.error();
  if (const Status alone = AwaitNoServer(directory, stop); !alone) return alone.error();
  galera::ProgramSpec spec;
  spec.argv = argv;
  spec.held_descriptor = lock->descriptor();
  Ran ran;
  const auto sink = [&ran](std::string_view line) {
    const bool matters =
        line.find("WSREP: Recovered position") != std::string_view::npos || SpeaksOfPrepared(line);
    if (matters && ran.log.size() < kLogBytesMax) ran.log.append(line).append("\n");
  };
  ran.status = galera::RunToSuccess(spec, sink, std::chrono::steady_clock::now() + kTimeout, stop);
  return ran;
}

std::vector<std::string> Warnings(const PreparedTransactions& prepared) {
  std::vector<std::string> warnings;
  if (prepared.of_clients) {
    warnings.push_back(
        std::to_string(*prepared.of_clients) +
        " XA transactions of clients are prepared and hold their locks: XA RECOVER lists them, "
        "XA COMMIT or XA ROLLBACK ends them");
  }
  if (!prepared.rolled_back.empty()) {
    warnings.push_back("mariadbd rolled back " + std::to_string(prepared.rolled_back.size()) +
                       " prepared transactions, the first of seqno " +
                       std::to_string(prepared.rolled_back.front()) +
                       ": if a binary log was removed after the crash, clients may have been told of them");
  }
  return warnings;
}

}  // namespace

Result<Recovery> RunRecovery(const RecoveryCommand& command, const std::stop_token& stop) {
  const auto ran = Run(command.argv, command.data_directory, stop);
  if (!ran) return ran.error();
  const PreparedTransactions prepared = ParsePreparedTransactions(ran->log);
  if (prepared.undecided) {
    return Error{ErrorCode::kRefused, "mariadbd --wsrep-recover on " + command.data_directory + ": " +
                                          *prepared.undecided + " " + command.heuristic_remedy};
  }
  if (!ran->status) return ran->status.error();
  const auto position = ParseRecoveredPosition(ran->log);
  if (!position) {
    return Error{ErrorCode::kRefused,
                 "mariadbd --wsrep-recover said no position of " + command.data_directory};
  }
  Recovery recovery;
  if (position->uuid != galera::kZeroUuid && position->seqno >= 0) recovery.position = position->Text();
  recovery.rolled_back = prepared.rolled_back.size();
  recovery.warnings = Warnings(prepared);
  return recovery;
}

bool IsUndecided(const Error& error) {
  return error.code == ErrorCode::kRefused &&
         error.message.find(" prepared transactions! ") != std::string::npos;
}

Status RollBackUndecided(const RecoveryCommand& command, const std::stop_token& stop) {
  std::vector<std::string> argv = command.argv;
  argv.emplace_back("--tc-heuristic-recover=rollback");
  const auto ran = Run(argv, command.data_directory, stop);
  if (!ran) return ran.error();
  // It ends with 1 when all went well (measured).
  if (ParsePreparedTransactions(ran->log).heuristic_done) return Status();
  if (!ran->status) return ran->status.error();
  return Error{ErrorCode::kRefused,
               "mariadbd --tc-heuristic-recover did not say that it was done on " + command.data_directory};
}

}  // namespace watchdog
