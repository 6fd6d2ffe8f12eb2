#include "status/status_document.h"

#include <array>
#include <cmath>
#include <exception>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "status/screen_text.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using nlohmann::json;

constexpr int kDepthMax = 16;
constexpr std::size_t kTextBytesMax = 4096;
constexpr std::size_t kNodesMax = 128;
constexpr std::size_t kEventsMax = 100;
constexpr std::size_t kListMax = 256;
constexpr double kNumberMax = 1e18;
constexpr double kTimeMax = 1e11;  // the year 5138
constexpr int kVersion = 1;

// One object of the document. The first field of all that is wrong is remembered, with the way to it; the
// others are left alone from there on.
class Fields {
 public:
  Fields(const json& object, std::string path, std::string& wrong)
      : object_(object), path_(std::move(path)), wrong_(wrong) {
    if (wrong_.empty() && !object_.is_object())
      wrong_ = path_.empty() ? "no JSON object" : path_ + " is no object";
  }

  bool ok() const { return wrong_.empty(); }
  void Complain(const std::string& name, const char* what) const {
    if (wrong_.empty()) wrong_ = Way(name) + " " + what;
  }

  void Text(const char* name, std::string& out) const {
    if (const json* field = Find(name); field != nullptr) out = TextOf(*field, name);
  }
  void RequiredText(const char* name, std::string& out) const {
    Text(name, out);
    if (out.empty()) Complain(name, "is missing");
  }
  // Empty where it can't be shown as it is.
  void Exact(const char* name, std::string& out) const {
    Text(name, out);
    if (const json* field = Find(name); field != nullptr && *field != out) out.clear();
  }
  void Truth(const char* name, std::optional<bool>& out) const {
    const json* field = Find(name);
    if (field == nullptr) return;
    if (!field->is_boolean()) return Complain(name, "is neither true nor false");
    out = field->get<bool>();
  }
  void Truth(const char* name, bool& out) const {
    std::optional<bool> truth;
    Truth(name, truth);
    out = truth.value_or(out);
  }
  void Number(const char* name, double least, double most, std::optional<double>& out) const {
    const json* field = Find(name);
    if (field == nullptr) return;
    if (!field->is_number()) return Complain(name, "is no number");
    const auto value = field->get<double>();
    if (!std::isfinite(value) || value < least || value > most) return Complain(name, "is out of range");
    out = value;
  }
  void Amount(const char* name, std::optional<double>& out) const { Number(name, 0, kNumberMax, out); }
  void Time(const char* name, std::optional<double>& out) const { Number(name, 0, kTimeMax, out); }
  void Whole(const char* name, std::int64_t least, std::optional<std::int64_t>& out) const {
    const json* field = Find(name);
    if (field == nullptr) return;
    if (!field->is_number_integer()) return Complain(name, "is no whole number");
    const bool too_large =
        field->is_number_unsigned() &&
        field->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (too_large || field->get<std::int64_t>() < least) return Complain(name, "is out of range");
    out = field->get<std::int64_t>();
  }
  void Texts(const char* name, std::vector<std::string>& out) const {
    const json* field = Array(name, kListMax);
    if (field == nullptr) return;
    for (const json& element : *field) out.push_back(TextOf(element, Element(name, out.size())));
  }
  // Calls `read(fields)` if there is such an object.
  template <typename Read>
  void Object(const char* name, const Read& read) const {
    if (const json* field = Find(name); field != nullptr) read(Fields(*field, Way(name), wrong_));
  }
  // `out` gets what `read(fields)` makes of each element.
  template <typename T, typename Read>
  void Objects(const char* name, std::size_t most, std::vector<T>& out, const Read& read) const {
    const json* field = Array(name, most);
    if (field == nullptr) return;
    for (const json& element : *field)
      out.push_back(read(Fields(element, Way(Element(name, out.size())), wrong_)));
  }
  bool Has(const char* name) const { return Find(name) != nullptr; }

 private:
  static std::string Element(const std::string& name, std::size_t i) {
    return name + "[" + std::to_string(i) + "]";
  }
  std::string Way(const std::string& name) const { return path_.empty() ? name : path_ + "." + name; }

  // Null for a field that is missing or null.
  const json* Find(const char* name) const {
    if (!wrong_.empty()) return nullptr;
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }
  std::string TextOf(const json& field, const std::string& name) const {
    if (!field.is_string()) {
      Complain(name, "is no string");
      return {};
    }
    const auto& text = field.get_ref<const std::string&>();
    if (text.size() > kTextBytesMax) Complain(name, "is too long");
    return ok() ? Harmless(text) : std::string();
  }
  const json* Array(const char* name, std::size_t most) const {
    const json* field = Find(name);
    if (field == nullptr) return nullptr;
    if (!field->is_array()) Complain(name, "is no array");
    if (field->size() > most) Complain(name, "has too many elements");
    return ok() ? field : nullptr;
  }

  const json& object_;
  const std::string path_;
  std::string& wrong_;
};

VerdictCode CodeOf(const std::string& word) {
  static constexpr std::array<std::pair<const char*, VerdictCode>, 4> kCodes = {
      {{"healthy", VerdictCode::kHealthy},
       {"degraded", VerdictCode::kDegraded},
       {"no_primary", VerdictCode::kNoPrimary},
       {"waiting", VerdictCode::kWaiting}}};
  for (const auto& [name, code] : kCodes) {
    if (word == name) return code;
  }
  return VerdictCode::kUnknown;
}

NodeTransfer ReadTransfer(const Fields& fields) {
  NodeTransfer transfer;
  fields.Text("role", transfer.role);
  fields.Text("kind", transfer.kind);
  fields.Text("method", transfer.method);
  fields.Text("peer", transfer.peer);
  fields.Amount("done", transfer.done);
  fields.Amount("expected", transfer.expected);
  fields.Amount("percent", transfer.percent);
  fields.Amount("elapsed_s", transfer.elapsed_s);
  fields.Amount("left_s", transfer.left_s);
  fields.Truth("stalled", transfer.stalled);
  fields.Text("unit", transfer.unit);
  return transfer;
}

NodeView ReadNode(const Fields& fields) {
  NodeView node;
  fields.Text("name", node.name);
  fields.Text("address", node.address);
  fields.Truth("self", node.self);
  fields.Truth("in_view", node.in_view);
  fields.RequiredText("state", node.state);
  fields.Text("phase", node.phase);
  fields.Text("role", node.role);
  fields.Truth("ready", node.ready);
  fields.Text("state_uuid", node.state_uuid);
  fields.Whole("seqno", -1, node.seqno);
  fields.Whole("lag", 0, node.lag);
  fields.Whole("receive_queue", 0, node.receive_queue);
  fields.Amount("flow_control", node.flow_control);
  fields.Number("ist_window_s", -1, kNumberMax, node.ist_window_s);
  fields.Object("transfer", [&](const Fields& inner) { node.transfer = ReadTransfer(inner); });
  fields.Text("mariadb_version", node.mariadb_version);
  fields.Text("question", node.question);
  fields.Text("page", node.page);
  fields.Text("trouble", node.trouble);
  fields.Amount("age_s", node.age_s);
  return node;
}

Choice ReadChoice(const Fields& fields) {
  Choice choice;
  fields.Text("node", choice.node);
  fields.Text("why", choice.why);
  fields.Exact("command", choice.command);
  return choice;
}

EvidenceLine ReadEvidence(const Fields& fields) {
  EvidenceLine line;
  fields.Text("name", line.name);
  if (line.name.empty()) fields.Text("where", line.name);
  fields.Text("state", line.state);
  fields.Text("reason", line.reason);
  fields.Text("state_uuid", line.state_uuid);
  fields.Whole("seqno", -1, line.seqno);
  fields.Text("seqno_note", line.seqno_note);
  fields.Truth("safe_to_bootstrap", line.safe_to_bootstrap);
  fields.Truth("primary", line.primary);
  fields.Object("view", [&](const Fields& inner) {
    std::optional<std::int64_t> seqno;
    std::vector<std::string> members;
    inner.Whole("seqno", -1, seqno);
    inner.Texts("members", members);
    line.view = (seqno ? std::to_string(*seqno) : "?") + " (" + std::to_string(members.size()) + ")";
  });
  return line;
}

StatusQuestion ReadQuestion(const Fields& fields) {
  StatusQuestion question;
  fields.Text("node", question.node);
  fields.Time("since", question.since);
  fields.Text("reason", question.reason);
  fields.Truth("proven", question.proven);
  fields.Texts("verdict", question.verdict);
  fields.Text("advice", question.advice);
  fields.Object("recommended", [&](const Fields& inner) { question.recommended = ReadChoice(inner); });
  fields.Objects("others", kListMax, question.others, ReadChoice);
  fields.Objects("evidence", kNodesMax, question.evidence, ReadEvidence);
  fields.Texts("refusal", question.refusal);
  return question;
}

IncidentView ReadIncident(const Fields& fields) {
  IncidentView incident;
  std::string state;
  fields.Text("alert", incident.alert);
  if (incident.alert.empty()) fields.Text("name", incident.alert);
  fields.Text("severity", incident.severity);
  fields.Text("state", state);
  incident.firing = state != "pending";
  fields.Time("since", incident.since);
  fields.Text("summary", incident.summary);
  fields.Text("next_step", incident.next_step);
  fields.Text("runbook_url", incident.runbook_url);
  fields.Truth("in_maintenance", incident.in_maintenance);
  return incident;
}

MaintenanceView ReadMaintenance(const Fields& fields) {
  MaintenanceView maintenance;
  fields.Text("reason", maintenance.reason);
  fields.Text("by", maintenance.by);
  fields.Text("only", maintenance.only);
  fields.Time("until", maintenance.until);
  return maintenance;
}

EventView ReadEvent(const Fields& fields) {
  EventView event;
  fields.Time("time", event.time);
  fields.Text("severity", event.severity);
  fields.Text("text", event.text);
  return event;
}

void ReadVersion(const Fields& fields) {
  std::optional<std::int64_t> version;
  fields.Whole("version", 0, version);
  if (!version) fields.Complain("version", "is missing");
  if (version && *version != kVersion)
    fields.Complain("version", "is one that this galera-warden does not know");
}

StatusView ReadStatus(const Fields& fields) {
  StatusView view;
  ReadVersion(fields);
  std::optional<double> time;
  fields.Time("time", time);
  view.time = time.value_or(0);
  fields.Object("warden", [&](const Fields& inner) {
    inner.Text("node", view.warden_node);
    inner.Text("version", view.warden_version);
    inner.Truth("peers_asked", view.peers_asked);
  });
  std::string code;
  fields.Object("verdict", [&](const Fields& inner) {
    inner.RequiredText("code", code);
    inner.Text("headline", view.headline);
    inner.Text("quorum", view.quorum);
    inner.Texts("reasons", view.reasons);
  });
  if (code.empty()) fields.Complain("verdict", "is missing");
  view.verdict = CodeOf(code);
  fields.Object("cluster", [&](const Fields& inner) { inner.Text("name", view.cluster_name); });
  fields.Object("question", [&](const Fields& inner) { view.question = ReadQuestion(inner); });
  if (!fields.Has("nodes")) fields.Complain("nodes", "is missing");
  fields.Objects("nodes", kNodesMax, view.nodes, ReadNode);
  fields.Objects("incidents", kListMax, view.incidents, ReadIncident);
  fields.Objects("maintenance", kListMax, view.maintenance, ReadMaintenance);
  fields.Objects("events", kEventsMax, view.events, ReadEvent);
  return view;
}

Error Wrong(std::string what) { return {ErrorCode::kInvalid, std::move(what)}; }

}  // namespace

galera::Result<StatusView> ParseStatusDocument(std::string_view text) {
  if (text.size() > kStatusBytesMax) return Wrong("larger than 1 MiB");
  try {
    bool too_deep = false;
    const auto watch_depth = [&](int depth, json::parse_event_t, json&) {
      too_deep = too_deep || depth > kDepthMax;
      return !too_deep;
    };
    const json document = json::parse(text, watch_depth, /*allow_exceptions=*/false);
    if (too_deep) return Wrong("nested too deeply");
    if (document.is_discarded()) return Wrong("no JSON");
    std::string wrong;
    StatusView view = ReadStatus(Fields(document, "", wrong));
    if (!wrong.empty()) return Wrong(wrong);
    return view;
  } catch (const std::exception&) {
    return Wrong("not readable");
  }
}

}  // namespace watchdog
