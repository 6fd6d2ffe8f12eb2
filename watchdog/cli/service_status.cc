#include "cli/service_status.h"

namespace watchdog {

std::string ServiceStatus(const galera::Health& ready) {
  const std::string answer = ready.ok ? "ready for clients: " : "not ready for clients: ";
  return answer + (ready.reason.empty() ? ready.word : ready.reason);
}

std::string ServiceStatus(Evidence::Phase phase, const galera::Health& ready) {
  switch (phase) {
    case Evidence::Phase::kStarting:
      return "starting: looks at its data and its peers";
    case Evidence::Phase::kWaiting:
      return "waiting for peers";
    case Evidence::Phase::kFounding:
      return "founding a cluster";
    case Evidence::Phase::kPaused:
      return "paused: waits for a human; `galera-warden confirm` shows the question";
    case Evidence::Phase::kUpgrading:
      return "upgrading the system tables";
    case Evidence::Phase::kJoining:
      return "joining: mariadbd runs and looks for its primary component";
    case Evidence::Phase::kTransfer:
      return "receives a state transfer";
    case Evidence::Phase::kServing:
      return ServiceStatus(ready);
    case Evidence::Phase::kStopping:
      return "stopping";
    case Evidence::Phase::kUnknown:
      break;
  }
  return "";
}

}  // namespace watchdog
