#include "bootstrap/start_decision.h"

#include <utility>

namespace watchdog {
namespace {

bool WithoutGalera(const StartView& view) {
  return view.mode == Mode::kNoGalera || !view.wsrep_on || (view.mode == Mode::kPlain && !view.peers_named);
}

// Why a new cluster that was confirmed has to wait; empty: it has not.
std::string Obstacle(const StartView& view) {
  if (!view.answers.beforehand || !view.peers_named) return "";
  if (view.ordinal != 0) return view.answers.source + " holds on the first pod only, and not here";
  if (!view.silent.empty())
    return view.answers.source + " has to wait: " + view.silent.front() + " gives no answer";
  return "";
}

StartDecision Because(StartKind kind, std::string reason) {
  StartDecision decision;
  decision.kind = kind;
  decision.reason = std::move(reason);
  return decision;
}

// Somebody else starts a cluster now, or may do so.
std::optional<StartDecision> AfterOthers(const StartView& view) {
  if (view.acting) return Because(StartKind::kWait, *view.acting + " is starting a cluster: waiting for it");
  if (view.promised_to)
    return Because(StartKind::kWait, "promised to " + *view.promised_to + ", which starts a cluster");
  return std::nullopt;
}

// A peer with data: the cluster was there before, and goes on from its data.
const Testimony* WithDataIn(const StartView& view) {
  for (const Testimony& testimony : view.testimonies) {
    if (testimony.node_id != view.own_id && testimony.data != Testimony::Data::kEmpty) return &testimony;
  }
  return nullptr;
}

// A server that was alone becomes the first node.
bool IsFirst(const StartView& view) { return view.fresh && WithDataIn(view) == nullptr; }

StartDecision ByWord(const StartView& view, const Proof& proof) {
  if (std::string obstacle = Obstacle(view); !obstacle.empty())
    return Because(StartKind::kPause, std::move(obstacle));
  if (auto others = AfterOthers(view)) return *others;
  if (IsFirst(view))
    return Because(StartKind::kBootstrap,
                   "a new cluster from data that never was in one, confirmed by " + view.answers.source);
  // One who is not here can't have weighed what would be lost.
  const Word word = view.answers.force && !view.answers.beforehand ? Word::kForce : Word::kNewCluster;
  Confirmation confirmation = Preview(word, view, proof);
  StartDecision decision = Because(StartKind::kBootstrap, "confirmed by " + view.answers.source);
  decision.proven = confirmation.loses_nothing;
  decision.findings = std::move(confirmation.findings);
  if (confirmation.accepted) return decision;
  decision.kind = StartKind::kPause;
  decision.refused = !view.answers.beforehand;  // one given beforehand stays, and may come to hold
  decision.reason = view.answers.source + " is refused: " + decision.findings.front();
  return decision;
}

StartDecision ByProof(const StartView& view, const Proof& proof) {
  const std::string what = proof.winner_name + " has every commit of the last primary view, " +
                           (proof.position ? proof.position->Text() : "");
  if (proof.winner != view.own_id) {
    if (view.patience) return Because(StartKind::kWait, what + ": waiting for it to start the cluster");
    // Where its mariadbd runs and has lost its quorum, it starts nothing by itself.
    return Because(StartKind::kPause,
                   what +
                       ", and has not started the cluster: if its mariadbd runs, galera-warden promote on " +
                       proof.winner_name);
  }
  if (auto others = AfterOthers(view)) return *others;
  StartDecision decision = Because(StartKind::kBootstrap, "proven: " + what);
  decision.proven = true;
  return decision;
}

StartDecision WithData(const StartView& view, const Proof& proof) {
  if (view.answers.new_cluster || view.answers.force) return ByWord(view, proof);
  if (view.answers.resume || view.answers.skip_wait) {
    if (auto others = AfterOthers(view)) return *others;
  }
  if (view.answers.resume)
    return Because(StartKind::kResume, "a normal start was confirmed by " + view.answers.source);
  if (view.answers.skip_wait)
    return Because(StartKind::kResume, "told by " + view.answers.source + " not to wait");
  if (auto others = AfterOthers(view)) return *others;
  if (view.policy == RecoveryPolicy::kProven) {
    if (proof.holds) return ByProof(view, proof);
    if (view.patience && !proof.objections.empty())
      return Because(StartKind::kWait, "no proof yet: " + Describe(proof.objections.front()));
  }
  return Because(StartKind::kPause, "data here, and no peer is known to be in a primary component");
}

// Whatever is started then would start from nowhere, or not at all.
StartDecision WithoutPosition(const StartView& view) {
  const HumanAnswers& answers = view.answers;
  StartDecision decision = Because(
      StartKind::kPause, "the position of the data here is not known: nothing is started before it is");
  decision.findings = {view.unknown_position};
  decision.refused = (answers.new_cluster || answers.force || answers.resume) && !answers.beforehand;
  return decision;
}

StartDecision WithoutData(const StartView& view) {
  const bool told = view.answers.new_cluster || view.answers.force;
  const Testimony* other = WithDataIn(view);
  if (other != nullptr && (told || view.mode == Mode::kSeed)) {
    StartDecision decision = Because(StartKind::kWait, "nothing is founded on this empty directory");
    decision.refused = told && !view.answers.beforehand;
    decision.findings = {(other->name.empty() ? other->address : other->name) +
                         " has data: start the cluster there, and this node joins it"};
    return decision;
  }
  if (told) {
    if (std::string obstacle = Obstacle(view); !obstacle.empty())
      return Because(StartKind::kWait, std::move(obstacle));
    return Because(StartKind::kFound, "a new cluster was confirmed by " + view.answers.source);
  }
  if (view.mode == Mode::kSeed) return Because(StartKind::kFound, "seed with an empty directory");
  if (view.answers.skip_wait)
    return Because(StartKind::kJoin, "told by " + view.answers.source + " not to wait");
  // kJoin: into what a peer is still founding.
  return Because(view.founder == FounderAnswer::kFound ? StartKind::kFound : StartKind::kWait,
                 view.founder_reason);
}

}  // namespace

Confirmation Preview(Word word, const StartView& view, const Proof& proof) {
  if (!view.unknown_position.empty()) return {false, false, {view.unknown_position}};
  if (IsFirst(view)) return {true, false, {}};
  return Confirm(word, view.testimonies, view.silent, view.own_id, proof);
}

StartDecision DecideStart(const StartView& view) {
  if (view.answers.hold)
    return Because(StartKind::kHold, view.answers.source + " is there: remove it to go on");
  if (view.mode == Mode::kSleep) return Because(StartKind::kHold, "sleep mode");
  if (WithoutGalera(view)) return Because(StartKind::kAlone, "without Galera");
  if (view.data_present && !view.unknown_position.empty()) {
    StartDecision decision = WithoutPosition(view);
    decision.proof = Prove(view.testimonies);
    return decision;
  }
  if (view.primary_at) {
    std::string reason = "a primary component is at " + *view.primary_at;
    if (view.answers.new_cluster || view.answers.force)
      reason += ", so no new cluster in spite of " + view.answers.source;
    return Because(StartKind::kJoin, std::move(reason));
  }
  // Also for a word that only lets it join: whom, is not known yet.
  if (!view.looked) return Because(StartKind::kWait, "looking for peers first");
  if (!view.data_present) return WithoutData(view);
  Proof proof = Prove(view.testimonies);
  StartDecision decision = WithData(view, proof);
  decision.proof = std::move(proof);
  return decision;
}

}  // namespace watchdog
