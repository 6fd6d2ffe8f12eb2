#include "node/sayings.h"

#include "node/transfer_forecast.h"
#include "system/log.h"

namespace watchdog {

using galera::LogDebug;
using galera::LogInfo;
using galera::LogWarn;

void SayDecision(const StartDecision& decision) {
  switch (decision.kind) {
    case StartKind::kHold:
      LogWarn("holding", {{"reason", decision.reason}});
      return;
    case StartKind::kWait:
      LogInfo("waiting", {{"reason", decision.reason}});
      return;
    case StartKind::kPause:
      LogWarn("paused: a human has to decide", {{"reason", decision.reason}});
      return;
    case StartKind::kFound:
      LogInfo("founding a new cluster", {{"reason", decision.reason}});
      return;
    case StartKind::kBootstrap:
      LogWarn("starting a new primary component from this node's data", {{"reason", decision.reason}});
      return;
    case StartKind::kResume:
      LogWarn("starting normally: Galera itself looks for the last view", {{"reason", decision.reason}});
      return;
    case StartKind::kJoin:
      LogInfo("joining", {{"reason", decision.reason}});
      return;
    case StartKind::kAlone:
      LogInfo("starting without Galera", {{"reason", decision.reason}});
      return;
  }
}

void SayForecast(const std::string& position, const std::vector<Peer>& peers) {
  const TransferForecast forecast = ForecastTransfer(position, peers);
  switch (forecast.kind) {
    case TransferForecast::Kind::kIst:
      LogInfo("an incremental state transfer will do", {{"reason", forecast.reason}});
      return;
    case TransferForecast::Kind::kFull:
      LogWarn("a full state transfer will be needed", {{"reason", forecast.reason}});
      return;
    case TransferForecast::Kind::kUnknown:
      LogInfo("which state transfer will be needed is not known", {{"reason", forecast.reason}});
      return;
  }
}

void SayJoinCheck(const JoinCheck& check, bool refused) {
  for (const std::string& warning : check.warnings)
    LogWarn("before the state transfer", {{"warning", warning}});
  if (!check.refusal.empty()) {
    LogWarn("joining, though the state transfer is sure to fail: told not to check",
            {{"reason", check.refusal}});
  } else if (refused) {
    LogInfo("nothing is in the way of a state transfer any more");
  }
}

void SayProgress(const Progress& progress) {
  const std::string step(Name(progress.step));
  switch (progress.kind) {
    case Progress::Kind::kStep:
      LogInfo("first start", {{"step", step}, {"detail", progress.text}});
      return;
    case Progress::Kind::kOutput:
      // What a user's script says is for the user; an install and a server say too much.
      if (progress.step == FirstStartStep::kScript) {
        LogInfo("first start", {{"step", step}, {"output", progress.text}});
      } else {
        LogDebug("first start", {{"step", step}, {"output", progress.text}});
      }
      return;
    case Progress::Kind::kWarning:
      LogWarn("first start", {{"step", step}, {"problem", progress.text}});
      return;
    case Progress::Kind::kPassword:
      // The only place where it is ever said, as the images do that are replaced.
      LogInfo("first start: GENERATED PASSWORD",
              {{"account", progress.text}, {"password", progress.password.Reveal()}});
      return;
  }
}

}  // namespace watchdog
