#include "bootstrap/question.h"

#include <algorithm>

namespace watchdog {
namespace {

const Testimony* Own(const StartView& view) {
  for (const Testimony& testimony : view.testimonies) {
    if (testimony.node_id == view.own_id) return &testimony;
  }
  return nullptr;
}

std::string Verdict(const QuestionView& view) {
  const Proof& proof = view.decision.proof;
  if (proof.holds) {
    return "Proven: " + proof.winner_name + " holds every commit (" + proof.position->Text() +
           "); all members of the last primary view report.\n";
  }
  std::string text = "Not proven which node holds every commit:\n";
  for (const Objection& objection : proof.objections) text += "  - " + Describe(objection) + "\n";
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

class Commands {
 public:
  Commands(const QuestionView& view, std::string& text) : view_(view), text_(text) {}

  void Add(const std::string& node, const std::string& file, const std::string& meaning) {
    text_ += "  # " + meaning + "\n  " +
             TouchCommand(view_.surroundings, node, view_.confirm_directory + "/" + file) + "\n";
  }

 private:
  const QuestionView& view_;
  std::string& text_;
};

// The command for the node from which to start, if the evidence names one.
void Recommend(const QuestionView& view, std::string& text) {
  Commands commands(view, text);
  const Proof& proof = view.decision.proof;
  if (proof.holds) {
    text += "Recommended:\n";
    return commands.Add(proof.winner_name, "confirm-new-cluster",
                        "on " + proof.winner_name + ", loses nothing");
  }
  const Testimony* most = Most(view.start);
  if (view.start.fresh && Preview(Word::kNewCluster, view.start, proof).accepted) {
    text += "This data never was in a cluster. If a new one is to begin with it:\n";
    return commands.Add(view.own_name, "confirm-new-cluster", "on " + view.own_name);
  }
  if (most == nullptr) {
    text += "No recommendation: nothing here says which data is right.\n";
    return;
  }
  text += "Recommended: bring the missing nodes back, so that they report. If that can't be:\n";
  commands.Add(NameOf(*most), "confirm-new-cluster",
               "on " + NameOf(*most) + ", which has most of those who report");
}

// What is left where the position is not known.
void OfferRecovery(const QuestionView& view, std::string& text) {
  text += "Possible here:\n";
  Commands commands(view, text);
  commands.Add(view.own_name, "confirm-recover",
               "recover the position again, when what is in the way is gone");
  if (!view.start.undecided) return;
  commands.Add(view.own_name, "confirm-heuristic-rollback",
               "give these transactions up: roll them back, also those that a client was told of");
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

std::string QuestionText(const QuestionView& view) {
  const bool unknown = !view.start.unknown_position.empty();
  std::string text =
      "----- ACTION REQUIRED -----\n" + view.own_name +
      (unknown ? " has data whose position is not known. Nothing is started until it is.\n"
               : " has data, and no node is known to be in a primary component. Nothing is started until one "
                 "is, or you decide.\n");
  if (view.start.mode == Mode::kSeed) text += "(seed founds a cluster in an empty directory only.)\n";
  text += "\n" + view.table + "\n" + Verdict(view);
  if (!view.decision.findings.empty()) {
    text += view.decision.reason + "\n";
    for (const std::string& finding : view.decision.findings) text += "  - " + finding + "\n";
  }
  if (unknown) {
    OfferRecovery(view, text);
    return text;
  }
  if (view.start.policy == RecoveryPolicy::kProven)
    text += "(It goes on by itself as soon as that is proven, or a primary component appears.)\n";
  Recommend(view, text);
  text += "Also possible here; on every other node do nothing, it joins by itself:\n";
  Commands commands(view, text);
  const Testimony* own = Own(view.start);
  const bool startable = own != nullptr && own->position && own->data != Testimony::Data::kCutShort;
  if (startable) {
    commands.Add(view.own_name, "confirm-force-bootstrap",
                 "start the cluster from here, whatever is lost by it; what will be lost is said first");
  }
  commands.Add(view.own_name, "confirm-resume",
               "start normally: Galera itself looks for the last primary view");
  commands.Add(view.own_name, "confirm-recover", "recover the position again and show it");
  return text;
}

}  // namespace watchdog
