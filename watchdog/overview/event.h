// Something that has happened in the cluster, for a person who wonders what. Values.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace watchdog {

struct Event {
  enum class Severity { kOk, kInfo, kWarning, kCritical };  // kOk: something is well again
  enum class Kind {
    kView,      // who is in the primary component
    kState,     // of a node
    kIncident,  // fires
    kResolved,  // is over
    kPhase,     // of the node's entrypoint; a human is waited for
    kTransfer,  // of state
    kServer,    // mariadbd answers, or does not
    kLog,       // a line of mariadbd's error log
  };
  std::chrono::system_clock::time_point time;
  Severity severity = Severity::kInfo;
  Kind kind = Kind::kState;
  std::string node;  // empty: the cluster
  std::string text;  // one line, with names and numbers; 400 bytes at most once it is in the book
  bool operator==(const Event&) const = default;
};

std::string_view Name(Event::Severity severity);  // "ok"
std::string_view Name(Event::Kind kind);          // "view"

}  // namespace watchdog
