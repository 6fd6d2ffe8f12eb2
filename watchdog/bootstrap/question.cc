#include "bootstrap/question.h"

#include <utility>

namespace watchdog {
namespace {

const Testimony* Own(const StartView& view) {
  for (const Testimony& testimony : view.testimonies) {
    if (testimony.node_id == view.own_id) return &testimony;
  }
  return nullptr;
}

void AddVerdict(const Proof& proof, Question& question) {
  question.proven = proof.holds;
  if (proof.holds) {
    question.verdict = {"Proven: " + proof.winner_name + " holds every commit (" + proof.position->Text() +
                        "); all members of the last primary view report."};
    return;
  }
  for (const Objection& objection : proof.objections) question.verdict.push_back(Describe(objection));
}

std::string VerdictText(const Question& question) {
  if (question.proven) return question.verdict.front() + "\n";
  std::string text = "Not proven which node holds every commit:\n";
  for (const std::string& line : question.verdict) text += "  - " + line + "\n";
  return text;
}

// Of those who report and have a position: who has most.
const Testimony* Most(const StartView& view) {
  const Testimony* most = nullptr;
  for (const Testimony& testimony : view.testimonies) {
    if (testimony.data != Testimony::Data::kPosition || !testimony.position) continue;
    if (most != nullptr && testimony.position->uuid != most->position->uuid) return nullptr;
    if (most == nullptr || testimony.position->seqno > most->position->seqno) most = &testimony;
  }
  return most;
}

std::string NameOf(const Testimony& testimony) {
  return testimony.name.empty() ? testimony.address : testimony.name;
}

AnswerCommand CommandFor(const QuestionView& view, const std::string& node, const std::string& file,
                         const std::string& why) {
  return {node, why, TouchCommand(view.surroundings, node, view.confirm_directory + "/" + file)};
}

std::string CommandText(const AnswerCommand& command) {
  return "  # " + command.why + "\n  " + command.command + "\n";
}

// The command for the node from which to start, if the evidence names one.
void Recommend(const QuestionView& view, Question& question) {
  const Proof& proof = view.decision.proof;
  if (proof.holds) {
    question.advice = "Recommended:";
    question.recommended = CommandFor(view, proof.winner_name, "confirm-new-cluster",
                                      "on " + proof.winner_name + ", loses nothing");
    return;
  }
  const Testimony* most = Most(view.start);
  if (view.start.fresh && Preview(Word::kNewCluster, view.start, proof).accepted) {
    question.advice = "This data never was in a cluster.";
    question.recommended = CommandFor(view, view.own_name, "confirm-new-cluster",
                                      "if a new one is to begin with it: on " + view.own_name);
    return;
  }
  if (most == nullptr) {
    question.advice = "No recommendation: nothing here says which data is right.";
    return;
  }
  const std::string name = NameOf(*most);
  question.advice = "Recommended: bring the missing nodes back, so that they report.";
  question.recommended = CommandFor(view, name, "confirm-new-cluster",
                                    "if that can't be: on " + name + ", which has most of those who report");
}

// What is left where the position is not known.
void OfferRecovery(const QuestionView& view, Question& question) {
  question.others.push_back(CommandFor(view, view.own_name, "confirm-recover",
                                       "recover the position again, when what is in the way is gone"));
  if (!view.start.undecided) return;
  question.others.push_back(
      CommandFor(view, view.own_name, "confirm-heuristic-rollback",
                 "give these transactions up: roll them back, also those that a client was told of"));
}

void OfferOthers(const QuestionView& view, Question& question) {
  const Testimony* own = Own(view.start);
  const bool startable = own != nullptr && own->position && own->data != Testimony::Data::kCutShort;
  if (startable) {
    question.others.push_back(
        CommandFor(view, view.own_name, "confirm-force-bootstrap",
                   "start the cluster from here, whatever is lost by it; what will be lost is said first"));
  }
  question.others.push_back(CommandFor(view, view.own_name, "confirm-resume",
                                       "start normally: Galera itself looks for the last primary view"));
  question.others.push_back(
      CommandFor(view, view.own_name, "confirm-recover", "recover the position again and show it"));
}

std::string Text(const QuestionView& view, const Question& question) {
  const bool unknown = !view.start.unknown_position.empty();
  std::string text =
      "----- ACTION REQUIRED -----\n" + view.own_name +
      (unknown ? " has data whose position is not known. Nothing is started until it is.\n"
               : " has data, and no node is known to be in a primary component. Nothing is started until one "
                 "is, or you decide.\n");
  if (view.start.mode == Mode::kSeed) text += "(seed founds a cluster in an empty directory only.)\n";
  text += "\n" + RenderTable(view.evidence, TableNotes::kNone) + "\n" + VerdictText(question);
  if (!view.decision.findings.empty()) {
    text += view.decision.reason + "\n";
    for (const std::string& finding : view.decision.findings) text += "  - " + finding + "\n";
  }
  if (!unknown && view.start.policy == RecoveryPolicy::kProven)
    text += "(It goes on by itself as soon as that is proven, or a primary component appears.)\n";
  if (!question.advice.empty()) text += question.advice + "\n";
  if (question.recommended) text += CommandText(*question.recommended);
  text += unknown ? "Possible here:\n"
                  : "Also possible here; on every other node do nothing, it joins by itself:\n";
  for (const AnswerCommand& command : question.others) text += CommandText(command);
  return text;
}

}  // namespace

std::string TouchCommand(const Surroundings& surroundings, const std::string& node, const std::string& path) {
  std::string touch = "touch " + path;
  switch (surroundings.kind) {
    case Surroundings::Kind::kPod:
      return "kubectl " +
             (surroundings.pod_namespace.empty() ? "" : "--namespace=" + surroundings.pod_namespace + " ") +
             "exec " + node + " -- " + touch;
    case Surroundings::Kind::kContainer:
      return "docker exec " + node + " " + touch;
    case Surroundings::Kind::kPlain:
      break;
  }
  return touch;
}

Question QuestionOf(const QuestionView& view) {
  Question question;
  question.node = view.own_name;
  question.reason = view.decision.reason;
  question.evidence = view.evidence;
  AddVerdict(view.decision.proof, question);
  if (view.start.unknown_position.empty()) {
    Recommend(view, question);
    OfferOthers(view, question);
  } else {
    OfferRecovery(view, question);
  }
  question.text = Text(view, question);
  return question;
}

Question QuestionOfReplacement(const std::string& own_name, const std::string& objection,
                               std::vector<EvidenceRow> evidence, const Surroundings& surroundings,
                               const std::string& confirm_directory) {
  Question question;
  question.node = own_name;
  question.reason = "joining would replace its data: " + objection;
  question.verdict = {"A state transfer would replace data that the cluster has not: " + objection};
  question.advice = "To keep the data: move the data directory aside, and start again.";
  question.others = {{own_name, "join all the same: what is here is replaced",
                      TouchCommand(surroundings, own_name, confirm_directory + "/confirm-resume")}};
  question.text = "----- ACTION REQUIRED -----\n" + own_name + " does not join.\n\n" +
                  RenderTable(evidence, TableNotes::kNone) + "\n" + question.verdict.front() + "\n" +
                  question.advice + "\n" + CommandText(question.others.front());
  question.evidence = std::move(evidence);
  return question;
}

}  // namespace watchdog
