#include "cli/control_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <variant>
#include <vector>

#include "pager/duration_text.h"
#include "pager/receiver_settings.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;  // Clang before 17 needs it

// Nothing that a terminal would take for a command.
std::string Shown(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return text;
}

std::string TimeText(system_clock::time_point time) {
  const std::time_t seconds = system_clock::to_time_t(time);
  std::tm parts{};
  std::array<char, 64> text{};
  localtime_r(&seconds, &parts);
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S %z", &parts)};
}

milliseconds Since(system_clock::time_point then, system_clock::time_point now) {
  return std::chrono::duration_cast<milliseconds>(now - then);
}

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + Shown(name);
  return text;
}

// ---- maintenance ----

std::string WhoKnows(const HeldMaintenance& held) {
  const std::string known = Joined(held.known_to);
  const std::string unknown = Joined(held.not_known_to);
  if (known.empty() && unknown.empty()) return "This node has no peers that would have to know.";
  if (unknown.empty()) return "Known to " + known + ".";
  if (known.empty()) return "Not yet known to " + unknown + ".";
  return "Known to " + known + "; not yet to " + unknown + ".";
}

std::string DescribeHeld(const HeldMaintenance& held, system_clock::time_point now) {
  const system_clock::time_point until{milliseconds(held.until_ms)};
  std::string text = held.only.empty() ? "Nobody is paged" : Shown(held.only) + " is not paged";
  text += " until " + TimeText(until) + " (" + RoughDurationText(Since(now, until)) + " from now)";
  text += ": " + Shown(held.reason) + "\n  ";
  if (!held.by.empty()) text += "Said to " + Shown(held.by) + ". ";
  return text + WhoKnows(held) + "\n";
}

std::string DescribeMaintenance(const MaintenanceAnswer& answer, const ControlRequest& request,
                                system_clock::time_point now) {
  std::string text;
  const bool ended = std::holds_alternative<EndMaintenance>(request);
  if (ended) text += "Ended on this node; its peers hear of it within seconds.\n";
  if (answer.held.empty()) return text + "No maintenance holds: everything is paged.\n";
  if (ended) text += "What still holds (it is ended on the node that it was said to):\n";
  for (const HeldMaintenance& held : answer.held) text += DescribeHeld(held, now);
  return text;
}

std::string DescribeExpected(const ExpectAnswer& answer) {
  std::string text = "Nothing is expected yet: no size is configured, and none is learned.";
  if (answer.size) {
    text = "Expected: " + std::to_string(*answer.size) + (*answer.size == 1 ? " data node" : " data nodes");
    if (!answer.source.empty()) text += " (" + Shown(answer.source) + ")";
  }
  return text + "\n" + (answer.note.empty() ? "" : Shown(answer.note) + "\n");
}

// ---- tables ----

constexpr char kNoReceivers[] =
    "No receiver is configured: nobody is paged. Set PAGE_WEBHOOK_URL, or paging.receivers in the YAML "
    "file.\n";

using Row = std::vector<std::string>;

// Columns as wide as their widest cell; the first row is the heading.
std::string Table(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - row[i].size() + 2, ' ');
    }
    text += line + "\n";
  }
  return text;
}

std::string DescribeTest(const TestAnswer& answer) {
  if (answer.results.empty()) return kNoReceivers;
  std::vector<Row> rows = {{"RECEIVER", "TEST PAGE", "ANSWER"}};
  for (const TestResult& result : answer.results) {
    rows.push_back({Shown(result.receiver), result.delivered ? "delivered" : "NOT DELIVERED",
                    result.detail.empty() ? "-" : Shown(result.detail)});
  }
  return Table(rows);
}

std::uint64_t Count(const ReceiverStatus& status, const char* outcome) {
  const auto found = status.outcomes.find(outcome);
  return found == status.outcomes.end() ? 0 : found->second;
}

std::string DescribeList(const ListAnswer& answer, system_clock::time_point now) {
  std::string text;
  if (!answer.trouble.empty()) text += "Pages are kept in memory only: " + Shown(answer.trouble) + "\n\n";
  if (answer.receivers.empty()) return text + kNoReceivers;
  std::vector<Row> rows = {
      {"RECEIVER", "TYPE", "TO", "WAITING", "OLDEST", "LAST DELIVERED", "DELIVERED", "LOST"}};
  std::string failures;
  for (const ReceiverStatus& status : answer.receivers) {
    rows.push_back(
        {Shown(status.name), std::string(TypeWord(status.kind)),
         status.shown_url.empty() ? "-" : Shown(status.shown_url), std::to_string(status.waiting),
         status.oldest_waiting ? RoughDurationText(Since(*status.oldest_waiting, now)) : "-",
         status.last_success ? RoughDurationText(Since(*status.last_success, now)) + " ago" : "never",
         std::to_string(Count(status, "delivered")),
         std::to_string(Count(status, "rejected") + Count(status, "dropped"))});
    if (!status.last_failure.empty())
      failures += "FAILS: " + Shown(status.name) + ": " + Shown(status.last_failure) + "\n";
  }
  return text + Table(rows) + (failures.empty() ? "" : "\n" + failures);
}

}  // namespace

std::string DescribeAnswer(const ControlAnswer& answer, const ControlRequest& request,
                           system_clock::time_point now) {
  return std::visit(
      Overloaded{[](const ControlRefusal& a) { return "refused: " + Shown(a.problem) + "\n"; },
                 [&](const MaintenanceAnswer& a) { return DescribeMaintenance(a, request, now); },
                 [](const ExpectAnswer& a) { return DescribeExpected(a); },
                 [](const TestAnswer& a) { return DescribeTest(a); },
                 [&](const ListAnswer& a) { return DescribeList(a, now); },
                 [](const IncidentsAnswer& a) { return a.document; }},
      answer);
}

std::string DescribeSilence(const galera::Error& error, const std::string& path) {
  switch (error.code) {
    case galera::ErrorCode::kNotFound:
      return "no warden runs here: nothing is at " + path +
             "\nStart galera-warden node or monitor here, run this where it runs (docker exec, kubectl "
             "exec), "
             "or name its socket: --socket PATH";
    case galera::ErrorCode::kUnavailable:
      return "no warden listens on " + path + " (" + error.message +
             ")\nIt was killed, or is just starting: read its log, and try again in some seconds";
    case galera::ErrorCode::kDenied:
      return path + " is for the user that the warden runs as, and for root: become one of them";
    case galera::ErrorCode::kTimeout:
      return "the warden on " + path + " gave no answer in time: it hangs, or is stopped; read its log";
    case galera::ErrorCode::kInvalid:
    case galera::ErrorCode::kRefused:
      break;
  }
  return "the answer on " + path + " is not understood: " + Shown(error.message) +
         "\nUse the galera-warden that runs there";
}

}  // namespace watchdog
