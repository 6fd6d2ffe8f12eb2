#include "node/start_decision.h"

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
  if (view.silent_peer)
    return view.answers.source + " has to wait: " + *view.silent_peer + " gives no answer";
  return "";
}

StartDecision WithoutPrimary(const StartView& view) {
  // Also for a word that only lets it join: whom, is not known yet.
  if (!view.looked) return {StartKind::kWait, "looking for peers first"};
  if (view.answers.new_cluster) {
    if (std::string obstacle = Obstacle(view); !obstacle.empty()) {
      return {view.data_present ? StartKind::kPause : StartKind::kWait, std::move(obstacle)};
    }
    const std::string said = "a new cluster was confirmed by " + view.answers.source;
    return {view.data_present ? StartKind::kBootstrap : StartKind::kFound, said};
  }
  if (view.data_present) {
    if (view.answers.resume)
      return {StartKind::kJoin, "a normal start was confirmed by " + view.answers.source};
    if (view.answers.skip_wait) return {StartKind::kJoin, "told by " + view.answers.source + " not to wait"};
    return {StartKind::kPause, "data here, and no peer is known to be in a primary component"};
  }
  if (view.mode == Mode::kSeed) return {StartKind::kFound, "seed with an empty directory"};
  if (view.answers.skip_wait) return {StartKind::kJoin, "told by " + view.answers.source + " not to wait"};
  switch (view.founder) {
    case FounderAnswer::kFound:
      return {StartKind::kFound, view.founder_reason};
    case FounderAnswer::kJoin:  // into what a peer is still founding
    case FounderAnswer::kWait:
      return {StartKind::kWait, view.founder_reason};
  }
  return {};
}

}  // namespace

StartDecision DecideStart(const StartView& view) {
  if (view.answers.hold) return {StartKind::kHold, view.answers.source + " is there: remove it to go on"};
  if (view.mode == Mode::kSleep) return {StartKind::kHold, "sleep mode"};
  if (WithoutGalera(view)) return {StartKind::kAlone, "without Galera"};
  if (view.primary_at) {
    std::string reason = "a primary component is at " + *view.primary_at;
    if (view.answers.new_cluster) reason += ", so no new cluster in spite of " + view.answers.source;
    return {StartKind::kJoin, std::move(reason)};
  }
  return WithoutPrimary(view);
}

std::string PauseText(const StartView& view, const std::string& confirm_directory,
                      const std::string& position) {
  const std::string touch = "    touch " + confirm_directory + "/";
  std::string text =
      "----- ACTION REQUIRED -----\n"
      "This node has data, and no peer is known to be in a primary component. Which node holds the latest\n"
      "commits is not known here, so nothing is started.\n";
  text += "Position of this node: " + (position.empty() ? std::string("not recovered yet") : position) + "\n";
  if (view.mode == Mode::kSeed) text += "(seed founds a cluster in an empty directory only.)\n";
  text +=
      "Compare the positions of ALL nodes first: same UUID, and the highest number wins. Then, on ONE "
      "node:\n" +
      touch + "confirm-new-cluster   # this node has the latest commits: new primary component from here\n" +
      "On every other node do nothing: it joins as soon as it sees that one. Also possible:\n" + touch +
      "confirm-resume        # start normally: Galera itself looks for the last primary component\n" + touch +
      "confirm-recover       # show the recovered position again\n";
  return text;
}

}  // namespace watchdog
