#include "status/status_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "status/column_table.h"
#include "status/figures.h"
#include "status/screen_text.h"

namespace watchdog {
namespace {

constexpr std::size_t kWidthMin = 24;
constexpr std::size_t kReasonsMax = 10;
constexpr std::size_t kIncidentsMax = 10;
constexpr std::size_t kMaintenanceMax = 5;
constexpr std::size_t kEventsUsual = 5;
constexpr std::size_t kShortUuid = 8;
constexpr int kBarCells = 10;
constexpr double kClocksApart = 10;       // seconds: worth a word
constexpr double kFlowControlHigh = 0.1;  // share: replication stands still too often
constexpr char kUnknown[] = "-";

struct Line {
  std::string text;
  std::size_t rows = 1;  // of the screen: more for what is not broken here
};
using Lines = std::vector<Line>;

std::size_t RowsOf(const Lines& lines) {
  std::size_t rows = 0;
  for (const Line& line : lines) rows += line.rows;
  return rows;
}

// Lines of one width.
class Page {
 public:
  explicit Page(const StatusLayout& layout)
      : width_(std::max(layout.width, kWidthMin)), colour_(layout.colour) {}

  std::size_t width() const { return width_; }
  bool colour() const { return colour_; }
  const Lines& lines() const { return lines_; }

  void Blank() {
    if (!lines_.empty() && !lines_.back().text.empty()) lines_.emplace_back();
  }
  // `first` before the first line, as many blanks as it is wide before the others, where that leaves room.
  void Add(const std::string& text, Ink ink = Ink::kPlain, const std::string& first = "") {
    std::string before = first;
    const std::size_t indent = ScreenWidth(first);
    if (indent > width_ / 2) return Add(first + text, ink);
    for (const std::string& line : Wrapped(text, width_ - indent)) {
      lines_.push_back({before + Painted(line, ink, colour_)});
      before.assign(indent, ' ');
    }
  }
  // For copying: never broken.
  void AddWhole(const std::string& text, Ink ink) {
    const std::size_t rows = (ScreenWidth(text) + width_ - 1) / width_;
    lines_.push_back({Painted(text, ink, colour_), std::max<std::size_t>(rows, 1)});
  }
  void AddLines(const Lines& lines) { lines_.insert(lines_.end(), lines.begin(), lines.end()); }
  void AddTable(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) lines_.push_back({line});
  }
  void AddMore(std::size_t all, std::size_t shown, const std::string& what) {
    if (all > shown) Add("... and " + std::to_string(all - shown) + " more " + what, Ink::kDim, "  ");
  }

 private:
  const std::size_t width_;
  const bool colour_;
  Lines lines_;
};

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// The time alone for one of today.
std::string ClockText(double time, const StatusLayout& layout) {
  const std::string whole = LocalTimeText(time, layout.local_time);
  const std::string today = LocalTimeText(layout.now, layout.local_time).substr(0, 10);
  return whole.starts_with(today) ? whole.substr(11) : whole;
}

std::string Since(const std::optional<double>& then, const StatusView& view) {
  return then ? SpanText(view.time - *then) : "";
}

// ---- the verdict ----

Ink BlockOf(VerdictCode code) {
  switch (code) {
    case VerdictCode::kHealthy:
      return Ink::kGoodBlock;
    case VerdictCode::kDegraded:
    case VerdictCode::kUnknown:
      return Ink::kWarnBlock;
    case VerdictCode::kNoPrimary:
      return Ink::kBadBlock;
    case VerdictCode::kWaiting:
      return Ink::kAskBlock;
  }
  return Ink::kPlain;
}

void AddVerdict(const StatusView& view, Page& page) {
  const std::string word(Headword(view.verdict));
  const std::size_t columns = word.size() + 2;
  std::vector<std::string> headline =
      Wrapped(view.headline, page.width() > 2 * columns ? page.width() - columns : page.width() - 2);
  std::string first =
      Painted(page.colour() ? " " + word + " " : word + ":", BlockOf(view.verdict), page.colour());
  if (page.width() > 2 * columns) {
    first += " " + Painted(headline.front(), Ink::kStrong, page.colour());
    headline.erase(headline.begin());
  }
  page.AddTable({first});
  for (const std::string& line : headline) page.AddTable({"  " + Painted(line, Ink::kStrong, page.colour())});
}

void AddQuorum(const StatusView& view, Page& page) {
  if (!view.quorum.empty()) page.Add(view.quorum, Ink::kPlain, "Quorum: ");
  const std::size_t shown = std::min(view.reasons.size(), kReasonsMax);
  for (std::size_t i = 0; i < shown; ++i) page.Add(view.reasons[i], Ink::kPlain, "  - ");
  page.AddMore(view.reasons.size(), shown, "reasons");
}

// ---- the question ----

void AddRule(const std::string& title, Page& page) {
  std::string text = title.empty() ? "" : Clipped("==== " + title + " ", page.width());
  text.append(page.width() - ScreenWidth(text), '=');
  page.AddWhole(text, Ink::kBad);
}

void AddChoice(const Choice& choice, const std::string& word, Page& page) {
  const bool named = choice.node.empty() || choice.why.find("on " + choice.node) != std::string::npos;
  page.Add(word + (named ? "" : "on " + choice.node + ": ") + choice.why, Ink::kPlain, "  ");
  if (choice.command.empty()) {
    page.Add("(a command that can't be shown here: read the node's log)", Ink::kWarn, "      ");
  } else {
    page.AddWhole("      " + choice.command, Ink::kStrong);
  }
}

std::string YesNo(const std::optional<bool>& value) { return value ? (*value ? "yes" : "no") : kUnknown; }
std::string OrUnknown(const std::string& text) { return text.empty() ? kUnknown : text; }

void AddEvidence(const StatusQuestion& question, Page& page) {
  if (question.evidence.empty()) return;
  std::vector<std::vector<Cell>> rows;
  for (const EvidenceLine& line : question.evidence) {
    rows.push_back({{OrUnknown(line.name), Ink::kStrong},
                    {OrUnknown(line.state)},
                    {OrUnknown(line.state_uuid.substr(0, kShortUuid))},
                    {line.seqno ? std::to_string(*line.seqno) : "?"},
                    {YesNo(line.safe_to_bootstrap)},
                    {OrUnknown(line.view)},
                    {YesNo(line.primary)},
                    {line.seqno_note.empty() ? line.reason : line.seqno_note}});
  }
  page.AddTable(RenderColumns({{"NODE", 100},
                               {"DATA", 90},
                               {"UUID", 60},
                               {"SEQNO", 80, true},
                               {"SAFE", 50},
                               {"LAST VIEW (NODES)", 30},
                               {"PRIMARY", 40},
                               {"WHY", 20, false, 40}},
                              std::move(rows), page.width(), page.colour()));
}

void AddQuestion(const StatusView& view, const StatusLayout& layout, Page& page) {
  if (!view.question) return;
  const StatusQuestion& question = *view.question;
  std::string title = (question.node.empty() ? "A node" : question.node) + " WAITS FOR YOUR DECISION";
  if (question.since)
    title += " since " + ClockText(*question.since, layout) + " (" + Since(question.since, view) + ")";
  page.Blank();
  AddRule(title, page);
  page.Add(question.reason);
  for (const std::string& line : question.refusal) page.Add("The last word was refused: " + line, Ink::kBad);
  // What is not proven is no recommendation: its advice says what comes before it.
  const bool recommended = question.proven && question.recommended;
  if (!recommended && !question.advice.empty()) page.Add(question.advice, Ink::kStrong);
  if (question.recommended) AddChoice(*question.recommended, recommended ? "RECOMMENDED: " : "", page);
  for (const Choice& choice : question.others) AddChoice(choice, question.recommended ? "or " : "", page);
  for (const std::string& line : question.verdict)
    page.Add(line, question.proven ? Ink::kGood : Ink::kWarn, question.verdict.size() > 1 ? "  - " : "");
  AddEvidence(question, page);
  AddRule("", page);
}

// ---- nodes ----

Ink InkOf(const NodeView& node) {
  static constexpr std::array<std::string_view, 4> kOnTheWay = {"donor", "joiner", "joined", "connected"};
  static constexpr std::array<std::string_view, 3> kCalm = {"arbitrator", "standalone", "unknown"};
  const auto one_of = [&](const auto& words) {
    return std::find(words.begin(), words.end(), node.state) != words.end();
  };
  if (node.state == "synced") return node.ready == false ? Ink::kWarn : Ink::kGood;
  if (one_of(kOnTheWay)) return Ink::kWarn;
  return one_of(kCalm) ? Ink::kPlain : Ink::kBad;
}

std::string StateCell(const NodeView& node) {
  static constexpr std::array<std::string_view, 3> kUsual = {"serving", "transfer", "joining"};
  if (node.state == "synced" && node.ready == false) return "synced, not ready";
  const bool usual =
      node.phase.empty() || std::find(kUsual.begin(), kUsual.end(), node.phase) != kUsual.end();
  return usual ? node.state : node.state + ", " + node.phase;
}

// Positions of different histories can't be compared, so their names come with them.
std::string SeqnoCell(const NodeView& node, bool histories) {
  if (node.seqno.value_or(-1) < 0) return kUnknown;
  const std::string seqno = std::to_string(*node.seqno);
  return histories ? node.state_uuid.substr(0, kShortUuid) + ":" + seqno : seqno;
}

std::string Figure(const std::optional<std::int64_t>& value) {
  return value ? std::to_string(*value) : kUnknown;
}

std::string IstCell(const NodeView& node) {
  if (!node.ist_window_s) return kUnknown;
  return *node.ist_window_s < 0 ? "unlimited" : SpanText(*node.ist_window_s);
}

std::string DoneText(const NodeTransfer& transfer, const std::optional<double>& amount) {
  if (!amount) return "";
  if (transfer.unit == "bytes") return SizeText(*amount);
  return std::to_string(std::llround(*amount)) + (transfer.unit.empty() ? "" : " " + transfer.unit);
}

std::string PercentText(double percent) {
  return std::to_string(static_cast<int>(std::clamp(percent, 0.0, 100.0))) + "%";
}

Cell TransferCell(const NodeView& node) {
  if (!node.transfer) return {};
  const NodeTransfer& transfer = *node.transfer;
  std::string text = transfer.percent
                         ? ProgressBar(*transfer.percent, kBarCells) + " " + PercentText(*transfer.percent)
                         : DoneText(transfer, transfer.done);
  if (transfer.stalled) {
    text += " stalled";
  } else if (transfer.left_s) {
    text += " " + SpanText(*transfer.left_s);
  }
  return {text.empty() ? "running" : text, transfer.stalled ? Ink::kBad : Ink::kWarn};
}

std::vector<Cell> RowOf(const NodeView& node, bool histories) {
  const bool flow_high = node.flow_control.value_or(0) >= kFlowControlHigh;
  return {
      {node.Shown() + (node.self ? " *" : ""), Ink::kStrong},
      {StateCell(node), InkOf(node)},
      TransferCell(node),
      {SeqnoCell(node, histories)},
      {Figure(node.lag)},
      {Figure(node.receive_queue)},
      {node.flow_control ? ShareText(*node.flow_control) : kUnknown, flow_high ? Ink::kWarn : Ink::kPlain},
      {IstCell(node)},
      {OrUnknown(node.role)},
      {OrUnknown(node.mariadb_version.substr(0, node.mariadb_version.find('-')))}};
}

void AddNodes(const StatusView& view, Page& page) {
  if (view.nodes.empty()) return;
  std::set<std::string> histories;
  for (const NodeView& node : view.nodes) {
    if (!node.state_uuid.empty() && node.seqno.value_or(-1) >= 0) histories.insert(node.state_uuid);
  }
  std::vector<std::vector<Cell>> rows;
  for (const NodeView& node : view.nodes) rows.push_back(RowOf(node, histories.size() > 1));
  page.Blank();
  page.AddTable(RenderColumns({{"NODE", 100, false, 32},
                               {"STATE", 95},
                               {"TRANSFER", 90, false, 40},
                               {"SEQNO", 80, true, 32},
                               {"LAG", 70, true},
                               {"QUEUE", 60, true},
                               {"FLOW CTL", 50, true},
                               {"IST WINDOW", 40, true},
                               {"ROLE", 10},
                               {"VERSION", 20}},
                              std::move(rows), page.width(), page.colour()));
}

// ---- what a row has no room for ----

bool IsReason(const StatusView& view, const std::string& name, const std::string& question) {
  return std::any_of(view.reasons.begin(), view.reasons.end(), [&](const std::string& reason) {
    return reason.starts_with(name + " ") && reason.find(question) != std::string::npos;
  });
}

// The nodes that say the same, together.
void AddWaiting(const StatusView& view, Page& page) {
  std::vector<std::pair<std::string, std::vector<std::string>>> asking;
  for (const NodeView& node : view.nodes) {
    if (node.question.empty() || (view.question && view.question->node == node.name)) continue;
    if (IsReason(view, node.Shown(), node.question)) continue;
    const auto same = std::find_if(asking.begin(), asking.end(),
                                   [&](const auto& entry) { return entry.first == node.question; });
    if (same == asking.end()) {
      asking.push_back({node.question, {node.Shown()}});
    } else {
      same->second.push_back(node.Shown());
    }
  }
  for (const auto& [question, names] : asking) {
    const bool said = view.question && view.question->reason == question;
    page.Add(Joined(names) + (names.size() == 1 ? " waits" : " wait") +
                 (said ? " for a human, too" : " for a human: " + question),
             Ink::kWarn);
  }
}

bool Said(const StatusView& view, const std::string& text) {
  const auto holds = [&](const std::string& line) { return line.find(text) != std::string::npos; };
  return holds(view.headline) || std::any_of(view.reasons.begin(), view.reasons.end(), holds);
}

std::string Sentence(const NodeView& node, const NodeTransfer& transfer) {
  std::string text = node.Shown() + (transfer.role == "donor" ? " sends " : " receives ");
  text += transfer.kind == "ist"   ? "the missing write-sets (IST"
          : transfer.kind == "sst" ? "a full copy (SST"
                                   : "state (";
  if (!transfer.method.empty()) text += (transfer.kind.empty() ? "" : ", ") + transfer.method;
  text += ")";
  if (!transfer.peer.empty()) text += (transfer.role == "donor" ? " to " : " from ") + transfer.peer;
  const std::string done = DoneText(transfer, transfer.done);
  const std::string expected = DoneText(transfer, transfer.expected);
  if (!done.empty()) text += ": " + done + (expected.empty() ? "" : " of " + expected);
  if (transfer.elapsed_s) text += ", for " + SpanText(*transfer.elapsed_s);
  if (transfer.left_s && !transfer.stalled) text += ", " + SpanText(*transfer.left_s) + " left";
  return text + (transfer.stalled ? ", STALLED" : "");
}

// A transfer has two ends: the joiner tells of it where it does.
void AddTransfers(const StatusView& view, Page& page) {
  for (const NodeView& node : view.nodes) {
    if (!node.transfer) continue;
    const bool told = node.transfer->role == "donor" &&
                      std::any_of(view.nodes.begin(), view.nodes.end(), [&](const NodeView& other) {
                        return other.transfer && other.transfer->role == "joiner" &&
                               other.transfer->peer == node.name && !node.name.empty();
                      });
    if (!told) page.Add(Sentence(node, *node.transfer), node.transfer->stalled ? Ink::kBad : Ink::kPlain);
  }
}

void AddNotes(const StatusView& view, Page& page) {
  AddTransfers(view, page);
  AddWaiting(view, page);
  for (const NodeView& node : view.nodes) {
    if (!node.trouble.empty() && !Said(view, node.trouble)) page.Add(node.Shown() + ": " + node.trouble);
  }
}

// ---- incidents, maintenance ----

std::string Upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

Ink InkOfSeverity(const std::string& severity) {
  if (severity == "critical") return Ink::kBad;
  if (severity == "warning") return Ink::kWarn;
  return severity == "ok" ? Ink::kGood : Ink::kPlain;
}

void AddIncident(const IncidentView& incident, const StatusView& view, Page& page) {
  std::string text = Upper(incident.severity.empty() ? "incident" : incident.severity) + " " + incident.alert;
  if (incident.since) text += ", " + Since(incident.since, view);
  if (!incident.firing) text += ", pending";
  if (incident.in_maintenance) text += ", not paged: maintenance";
  page.Add(text + (incident.summary.empty() ? "" : ": " + incident.summary),
           incident.firing ? InkOfSeverity(incident.severity) : Ink::kPlain);
  if (!incident.firing) return;
  if (!incident.next_step.empty()) page.Add(incident.next_step, Ink::kStrong, "    next: ");
  if (!incident.runbook_url.empty()) page.AddWhole("    " + incident.runbook_url, Ink::kDim);
}

void AddIncidents(const StatusView& view, Page& page) {
  page.Blank();
  const std::size_t shown = std::min(view.incidents.size(), kIncidentsMax);
  for (std::size_t i = 0; i < shown; ++i) AddIncident(view.incidents[i], view, page);
  page.AddMore(view.incidents.size(), shown, "incidents");
}

void AddMaintenance(const StatusView& view, const StatusLayout& layout, Page& page) {
  const std::size_t shown = std::min(view.maintenance.size(), kMaintenanceMax);
  for (std::size_t i = 0; i < shown; ++i) {
    const MaintenanceView& held = view.maintenance[i];
    std::string text = held.only.empty() ? "Maintenance, nobody is paged" : held.only + " is not paged";
    if (held.until)
      text += " until " + ClockText(*held.until, layout) + " (" + SpanText(*held.until - view.time) + ")";
    text += ": " + held.reason;
    page.Add(text + (held.by.empty() ? "" : " (said to " + held.by + ")"), Ink::kWarn);
  }
  page.AddMore(view.maintenance.size(), shown, "maintenances");
}

// ---- events, foot ----

Lines EventLines(const EventView& event, const StatusLayout& layout) {
  Page page(layout);
  const std::string time = event.time ? ClockText(*event.time, layout) : "?";
  page.Add(event.text, event.severity == "info" ? Ink::kPlain : InkOfSeverity(event.severity),
           time + (ScreenWidth(time) * 3 < page.width() ? "  " : " "));
  return page.lines();
}

// Whole events only, as many as fit in `room` lines.
Lines EventsIn(const StatusView& view, const StatusLayout& layout, std::size_t room, std::size_t most) {
  Lines lines;
  for (const EventView& event : view.events) {
    const Lines next = EventLines(event, layout);
    if (most-- == 0 || RowsOf(lines) + RowsOf(next) > room) break;
    lines.insert(lines.end(), next.begin(), next.end());
  }
  return lines;
}

Lines FootOf(const StatusView& view, const StatusLayout& layout) {
  Page page(layout);
  const bool starred =
      std::any_of(view.nodes.begin(), view.nodes.end(), [](const NodeView& node) { return node.self; });
  std::string text = view.cluster_name.empty() ? "the cluster" : view.cluster_name;
  text +=
      " as seen by " + (view.warden_node.empty() ? "its node" : view.warden_node) + (starred ? " (*)" : "");
  if (view.time > 0) text += " at " + LocalTimeText(view.time, layout.local_time);
  if (!view.warden_version.empty()) text += ", galera-warden " + view.warden_version;
  const double apart = layout.now - view.time;
  if (layout.trouble.empty() && view.time > 0 && std::abs(apart) > kClocksApart)
    text += "; its clock is " + SpanText(std::abs(apart)) +
            (apart > 0 ? " behind this one" : " ahead of this one");
  if (!view.peers_asked) text += "; its peers have not been asked yet";
  page.Add(text, Ink::kDim);
  return page.lines();
}

// At most `height` rows; the last says how much is missing.
Lines Cut(const Lines& lines, std::size_t height, const Page& page) {
  if (RowsOf(lines) <= height) return lines;
  Lines out;
  std::size_t rows = 1;
  for (const Line& line : lines) {
    if (rows + line.rows > height) break;
    rows += line.rows;
    out.push_back(line);
  }
  const std::string more =
      "... " + std::to_string(lines.size() - out.size()) + " more lines: this window is too low";
  out.push_back({Painted(Clipped(more, page.width()), Ink::kDim, page.colour())});
  return out;
}

void AddTrouble(const StatusView& view, const StatusLayout& layout, Page& page) {
  if (layout.trouble.empty()) return;
  page.AddTable(
      {Painted(Clipped("NO ANSWER NOW: what follows is of " + LocalTimeText(view.time, layout.local_time),
                       page.width()),
               Ink::kBadBlock, page.colour())});
  page.Add(Harmless(layout.trouble), Ink::kBad);
}

}  // namespace

std::string_view Headword(VerdictCode code) {
  switch (code) {
    case VerdictCode::kHealthy:
      return "HEALTHY";
    case VerdictCode::kDegraded:
      return "DEGRADED";
    case VerdictCode::kNoPrimary:
      return "NO PRIMARY COMPONENT";
    case VerdictCode::kWaiting:
      return "DECISION NEEDED";
    case VerdictCode::kUnknown:
      return "UNKNOWN";
  }
  return "";
}

std::string LocalTimeText(double time, const std::function<std::tm(std::time_t)>& local_time) {
  const std::tm parts = local_time(static_cast<std::time_t>(time));
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts)};
}

std::string RenderStatus(const StatusView& view, const StatusLayout& layout) {
  Page page(layout);
  AddTrouble(view, layout, page);
  AddVerdict(view, page);
  AddQuestion(view, layout, page);
  AddQuorum(view, page);
  AddNodes(view, page);
  AddNotes(view, page);
  if (!view.incidents.empty()) AddIncidents(view, page);
  if (!view.maintenance.empty()) page.Blank();
  AddMaintenance(view, layout, page);
  const Lines foot = FootOf(view, layout);
  const std::size_t taken = RowsOf(page.lines()) + 2 + RowsOf(foot);  // blank lines around the events
  const std::size_t room = layout.height ? *layout.height - std::min(*layout.height, taken) : SIZE_MAX;
  const Lines events = EventsIn(view, layout, room, layout.height ? view.events.size() : kEventsUsual);
  if (!events.empty()) page.Blank();
  page.AddLines(events);
  page.Blank();
  page.AddLines(foot);
  std::string text;
  for (const Line& line : layout.height ? Cut(page.lines(), *layout.height, page) : page.lines())
    text += line.text + "\n";
  return text;
}

}  // namespace watchdog
