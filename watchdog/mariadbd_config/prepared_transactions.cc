#include "mariadbd_config/prepared_transactions.h"

#include <charconv>

#include "galera/text.h"

namespace watchdog {
namespace {

constexpr std::string_view kFound = "Found ";
constexpr std::string_view kUndecided = " prepared transactions! ";
constexpr std::string_view kOfClients = " prepared XA transactions";
constexpr std::string_view kRolledBack = "[Warning] Rolled back orphan prepared wsrep transaction ";
constexpr std::string_view kHeuristicDone = "Please restart without --tc-heuristic-recover";
constexpr std::size_t kRolledBackMax = 1000;

// The number at the beginning; cut off.
std::optional<std::int64_t> TakeNumber(std::string_view& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

void ReadFound(std::string_view line, std::string_view level, PreparedTransactions& out) {
  const std::size_t at = line.find(std::string(level) + " " + std::string(kFound));
  if (at == std::string_view::npos) return;
  const std::string_view sentence = line.substr(at + level.size() + 1);
  std::string_view rest = sentence.substr(kFound.size());
  const auto number = TakeNumber(rest);
  if (!number) return;
  if (rest.starts_with(kUndecided)) out.undecided = std::string(galera::TrimBlanks(sentence));
  if (rest.starts_with(kOfClients)) out.of_clients = number;
}

}  // namespace

PreparedTransactions ParsePreparedTransactions(std::string_view log) {
  PreparedTransactions out;
  while (!log.empty()) {
    const std::string_view line = galera::TrimBlanks(galera::NextPart(&log, '\n'));
    ReadFound(line, "[ERROR]", out);
    ReadFound(line, "[Warning]", out);
    if (line.find(kHeuristicDone) != std::string_view::npos) out.heuristic_done = true;
    const std::size_t at = line.find(kRolledBack);
    if (at == std::string_view::npos || out.rolled_back.size() == kRolledBackMax) continue;
    std::string_view rest = line.substr(at + kRolledBack.size());
    if (const auto seqno = TakeNumber(rest)) out.rolled_back.push_back(*seqno);
  }
  return out;
}

bool SpeaksOfPrepared(std::string_view line) {
  return ParsePreparedTransactions(line) != PreparedTransactions();
}

}  // namespace watchdog
