#include "bootstrap/promotion.h"

#include <algorithm>
#include <utility>

#include "bootstrap/testimony.h"

namespace watchdog {
namespace {

using Kind = PromotionDecision::Kind;
using Phase = Evidence::Phase;

PromotionDecision Answer(Kind kind, std::string reason) {
  PromotionDecision decision;
  decision.kind = kind;
  decision.reason = std::move(reason);
  return decision;
}

bool Exists(const Proof& proof) {
  return std::any_of(proof.objections.begin(), proof.objections.end(),
                     [](const Objection& o) { return o.kind == Objection::Kind::kPrimaryExists; });
}

// What no word overrules: there is a primary component, also out of our sight, or there will be one
// in a moment.
std::string NoSecondCluster(const PromotionView& view, const Proof& proof) {
  if (view.primary_at || Exists(proof))
    return view.primary_at.value_or("a peer") +
           " is in a primary component: this node belongs to it. Restore the network between them: it joins "
           "by itself";
  if (view.seen_by || view.own.sees_primary.value_or(false))
    return view.seen_by.value_or("this node's warden") +
           " sees a node in a primary component: find it, or try again in some seconds";
  if (view.acting)
    return *view.acting + " is about to start the cluster: wait for it, and restore the network to it";
  return "";
}

// Who runs apart from this node may have what it takes to form a component: two of them, at once.
std::string RunsApart(const PromotionView& view) {
  if (!view.members || view.running.size() < *view.members) return "";
  std::string names;
  for (const std::string& name : view.running) names += (names.empty() ? "" : ", ") + name;
  return "a mariadbd runs on " + names + ", and this node's component has " + std::to_string(*view.members) +
         (*view.members == 1 ? " member" : " members") +
         ": one that is apart may form a primary component by itself. Restore the network, or stop that "
         "mariadbd";
}

// A silent one may be worse than down.
void WarnOfSilent(const PromotionView& view, std::vector<std::string>& findings) {
  for (const std::string& peer : view.silent)
    findings.push_back(
        peer +
        " does not report: what only it has is lost. If it is in a primary component now, there "
        "will be two clusters: look there first, or make sure that it is down");
}

PromotionDecision Refuse(std::string reason, std::vector<std::string> findings = {}) {
  PromotionDecision decision = Answer(Kind::kRefused, std::move(reason));
  decision.findings = std::move(findings);
  return decision;
}

}  // namespace

std::optional<PromotionDecision> JudgeOwnServer(const Evidence& own) {
  if (own.primary.value_or(false))
    return Answer(Kind::kAlreadyPrimary, "this node is in a primary component: nothing to do");
  switch (own.phase) {
    case Phase::kStarting:
    case Phase::kWaiting:
    case Phase::kFounding:
    case Phase::kPaused:
    case Phase::kUpgrading:
      return Answer(Kind::kNoServer, "no mariadbd runs here (" + std::string(Name(own.phase)) +
                                         "): galera-warden confirm says what this node asks");
    case Phase::kStopping:
      return Answer(Kind::kNoServer, "this node is being stopped");
    case Phase::kJoining:
    case Phase::kTransfer:
    case Phase::kServing:
    case Phase::kUnknown:
      break;
  }
  if (!own.primary)
    return Answer(
        Kind::kUnknown,
        "whether this node is in a primary component is not known now: its mariadbd gives no answer. "
        "Wait, and try again");
  return std::nullopt;
}

PromotionDecision DecidePromotion(const PromotionView& view) {
  if (auto judged = JudgeOwnServer(view.own)) return *judged;
  std::vector<Testimony> all = view.testimonies;
  all.push_back(TestimonyOf(view.own, view.own_address));
  const Proof proof = Prove(all);
  if (std::string second = NoSecondCluster(view, proof); !second.empty()) return Refuse(std::move(second));
  const bool forced = view.word == Word::kForce;
  std::vector<std::string> risks;
  for (const std::string& claim : view.claims)
    risks.push_back(claim + " says that it is in a primary component, without the cluster's signature");
  if (std::string apart = RunsApart(view); !apart.empty()) risks.push_back(std::move(apart));
  if (!risks.empty() && !forced)
    return Refuse("there may be a second cluster; --force goes on all the same", std::move(risks));
  Confirmation confirmation = Confirm(view.word, all, {}, view.own.node_id, proof);
  if (!confirmation.accepted && forced) return Refuse("nothing to start from", confirmation.findings);
  if (!confirmation.accepted) {
    // The last one, where there are several, is the command of a paused node.
    if (confirmation.findings.size() > 1) confirmation.findings.pop_back();
    return Refuse(
        "another node has what this one lacks. Stop this one, and give the word there (galera-warden "
        "confirm); "
        "or --force",
        std::move(confirmation.findings));
  }
  PromotionDecision decision;
  decision.kind = Kind::kAccepted;
  decision.loses_nothing = confirmation.loses_nothing && risks.empty();
  decision.position = all.back().position;
  if (decision.loses_nothing) return decision;
  decision.findings = std::move(risks);
  WarnOfSilent(view, decision.findings);
  for (std::string& finding : confirmation.findings) decision.findings.push_back(std::move(finding));
  for (const Objection& objection : proof.objections)
    decision.findings.push_back("not proven: " + Describe(objection));
  return decision;
}

}  // namespace watchdog
