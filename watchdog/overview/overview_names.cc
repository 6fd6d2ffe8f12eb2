// The words of the document.
#include "overview/cluster_overview.h"

namespace watchdog {

std::string_view Name(ClusterVerdict::Code code) {
  switch (code) {
    case ClusterVerdict::Code::kHealthy:
      return "healthy";
    case ClusterVerdict::Code::kDegraded:
      return "degraded";
    case ClusterVerdict::Code::kNoPrimary:
      return "no_primary";
    case ClusterVerdict::Code::kWaiting:
      return "waiting";
    case ClusterVerdict::Code::kUnknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view Name(NodeRow::Role role) {
  switch (role) {
    case NodeRow::Role::kMember:
      return "member";
    case NodeRow::Role::kDonor:
      return "donor";
    case NodeRow::Role::kJoiner:
      return "joiner";
    case NodeRow::Role::kArbitrator:
      return "arbitrator";
    case NodeRow::Role::kOutside:
      return "outside";
  }
  return "outside";
}

std::string_view Name(Event::Severity severity) {
  switch (severity) {
    case Event::Severity::kOk:
      return "ok";
    case Event::Severity::kInfo:
      return "info";
    case Event::Severity::kWarning:
      return "warning";
    case Event::Severity::kCritical:
      return "critical";
  }
  return "info";
}

std::string_view Name(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::kView:
      return "view";
    case Event::Kind::kState:
      return "state";
    case Event::Kind::kIncident:
      return "incident";
    case Event::Kind::kResolved:
      return "resolved";
    case Event::Kind::kPhase:
      return "phase";
    case Event::Kind::kTransfer:
      return "transfer";
    case Event::Kind::kServer:
      return "server";
    case Event::Kind::kLog:
      return "log";
  }
  return "state";
}

}  // namespace watchdog
