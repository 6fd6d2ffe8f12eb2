#include "bootstrap/verdict.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace watchdog {
namespace {

using Kind = Objection::Kind;
using nlohmann::json;

const EvidenceRow* Find(std::span<const EvidenceRow> rows, const std::string& id) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const EvidenceRow& row) { return row.id == id; });
  return found == rows.end() ? nullptr : &*found;
}

bool IsDirectory(const EvidenceRow& row) { return row.where.find('/') != std::string::npos; }

bool PrimaryExists(const Proof& proof, std::span<const EvidenceRow> rows) {
  return std::any_of(proof.objections.begin(), proof.objections.end(),
                     [](const Objection& o) { return o.kind == Kind::kPrimaryExists; }) ||
         std::any_of(rows.begin(), rows.end(), [](const EvidenceRow& row) { return row.primary == true; });
}

std::string PrimaryNodes(std::span<const EvidenceRow> rows) {
  std::string names;
  for (const EvidenceRow& row : rows) {
    if (row.primary == true) names += (names.empty() ? "" : ", ") + row.Shown();
  }
  return names.empty() ? "a node" : names;
}

// What lifts an objection; empty: nothing that can be said in one line.
std::string Remedy(const Objection& objection) {
  const std::string& node = objection.node.empty() ? std::string("it") : objection.node;
  switch (objection.kind) {
    case Kind::kMemberSilent:
      return "start " + node + ", or name a copy of its data directory here as well";
    case Kind::kMemberUncertain:
      return "look at " + node + ": a mariadbd may run there, or its warden has not looked yet";
    case Kind::kMemberUnknown:
      return "add --recover-copy=DIR (works on a copy), or --recover --defaults-file=FILE (in place)";
    case Kind::kAmbiguousMember:
      return "tell which is which: NAME=DIRECTORY";
    case Kind::kNoRecord:
      return objection.node.empty()
                 ? "compare the positions by hand; the last view is recorded by galera-warden node, and by "
                   "no other"
                 : "if it is known that " + node + " has not more than the others, a human decides";
    case Kind::kTwoHistories:
      return "take the directories of the other cluster away; if both are this one's, a human decides which "
             "to keep";
    case Kind::kPrimaryExists:
    case Kind::kMemberEmpty:
    case Kind::kMemberCutShort:
    case Kind::kMemberTainted:
    case Kind::kTwoBranches:
    case Kind::kNobodyHasState:
    case Kind::kAheadOfMembers:
      return "a human decides, and confirm-force-bootstrap says what would be lost";
  }
  return "";
}

void DescribeWinner(const Proof& proof, std::span<const EvidenceRow> rows, Verdict& verdict) {
  const EvidenceRow* winner = Find(rows, proof.winner);
  const std::string name = winner != nullptr ? winner->Shown() : proof.winner_name;
  const bool directory = winner != nullptr && IsDirectory(*winner);
  verdict.finding =
      "PROVEN: " + name + " has every commit that a client was told of (" + proof.position->Text() + ").";
  const std::string members = std::to_string(proof.members.size());
  verdict.why.push_back(proof.members.size() == 1
                            ? "The last primary view had this one member, and it reports."
                            : "All " + members +
                                  " members of the last primary view report, and none has more.");
  if (directory) {
    verdict.why.push_back(
        "This holds for the directories as they are: a node that was started since is not seen.");
    verdict.next.push_back("on the host of " + name + ", with " + winner->where + " as its DATADIR:");
    verdict.next.push_back("    galera-warden node PEERS");
    verdict.next.push_back("and when it asks:  touch /tmp/confirm-new-cluster");
  } else {
    verdict.next.push_back("on " + name + ":  touch /tmp/confirm-new-cluster");
  }
  verdict.next.push_back("The others: nothing but to run galera-warden node; they join by themselves.");
}

void DescribeObjections(const Proof& proof, Verdict& verdict) {
  verdict.finding = "NOT PROVEN: which node has every commit is not known.";
  for (const Objection& objection : proof.objections) verdict.why.push_back(Describe(objection) + ".");
  for (const Objection& objection : proof.objections) {
    std::string remedy = Remedy(objection);
    if (remedy.empty()) continue;
    if (std::find(verdict.next.begin(), verdict.next.end(), remedy) == verdict.next.end())
      verdict.next.push_back(std::move(remedy));
  }
}

template <typename T>
json OrNull(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

json TextOrNull(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

json ViewJson(const std::optional<RecordedView>& view) {
  if (!view) return nullptr;
  json members = json::array();
  for (const galera::NotifiedMember& member : view->members)
    members.push_back({{"uuid", member.uuid}, {"name", member.name}, {"address", member.address}});
  return {{"state_uuid", TextOrNull(view->state_uuid)},
          {"seqno", OrNull(view->seqno)},
          {"conf_id", OrNull(view->conf_id)},
          {"members", std::move(members)}};
}

json RowJson(const EvidenceRow& row) {
  return {{"id", TextOrNull(row.id)},
          {"name", TextOrNull(row.name)},
          {"where", row.where},
          {"reports", row.reports},
          {"state", row.state},
          {"reason", row.reason},
          {"action", TextOrNull(row.action)},
          {"state_uuid", TextOrNull(row.state_uuid)},
          {"seqno", OrNull(row.seqno)},
          {"seqno_note", TextOrNull(row.seqno_note)},
          {"safe_to_bootstrap", OrNull(row.safe_to_bootstrap)},
          {"view", ViewJson(row.view)},
          {"record_age_seconds", OrNull(row.record_age_s)},
          {"gvwstate_members", OrNull(row.gvwstate_members)},
          {"transfer_leftovers", row.transfer_leftovers},
          {"version", TextOrNull(row.version)},
          {"primary", OrNull(row.primary)},
          {"age_seconds", OrNull(row.age_s)}};
}

std::string_view Word(Verdict::Kind kind) {
  switch (kind) {
    case Verdict::Kind::kPrimaryExists:
      return "primary_exists";
    case Verdict::Kind::kProven:
      return "proven";
    case Verdict::Kind::kNotProven:
      return "not_proven";
  }
  return "";
}

json VerdictJson(const Proof& proof, const Verdict& verdict) {
  json objections = json::array();
  for (const Objection& o : proof.objections) {
    objections.push_back({{"kind", Name(o.kind)},
                          {"node", TextOrNull(o.node)},
                          {"other", TextOrNull(o.other)},
                          {"text", Describe(o)}});
  }
  json winner = nullptr;
  if (proof.holds) {
    winner = {{"id", proof.winner},
              {"name", TextOrNull(proof.winner_name)},
              {"state_uuid", proof.position->uuid},
              {"seqno", proof.position->seqno}};
  }
  return {{"kind", Word(verdict.kind)}, {"finding", verdict.finding},         {"why", verdict.why},
          {"next", verdict.next},       {"winner", std::move(winner)},        {"view", ViewJson(proof.view)},
          {"members", proof.members},   {"objections", std::move(objections)}};
}

}  // namespace

Verdict DescribeProof(const Proof& proof, std::span<const EvidenceRow> rows) {
  Verdict verdict;
  if (PrimaryExists(proof, rows)) {
    verdict.kind = Verdict::Kind::kPrimaryExists;
    verdict.finding =
        "PRIMARY COMPONENT: " + PrimaryNodes(rows) + " is in one. Nothing has to be bootstrapped.";
    verdict.next.push_back("Start the others with galera-warden node: they join it by themselves.");
  } else if (proof.holds) {
    verdict.kind = Verdict::Kind::kProven;
    DescribeWinner(proof, rows, verdict);
  } else {
    DescribeObjections(proof, verdict);
  }
  return verdict;
}

std::string RenderVerdict(const Verdict& verdict) {
  std::string out = verdict.finding + "\n";
  for (const std::string& line : verdict.why) out += "  " + line + "\n";
  if (!verdict.next.empty()) out += "Next:\n";
  for (const std::string& line : verdict.next) out += "  " + line + "\n";
  return out;
}

std::string RenderInspection(std::span<const EvidenceRow> rows, const Proof& proof, const Verdict& verdict) {
  json nodes = json::array();
  for (const EvidenceRow& row : rows) nodes.push_back(RowJson(row));
  const json document = {
      {"version", 1}, {"nodes", std::move(nodes)}, {"verdict", VerdictJson(proof, verdict)}};
  return document.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace watchdog
