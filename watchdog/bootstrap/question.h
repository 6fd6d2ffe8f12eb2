// What a human is shown who has to decide: what is known, what is recommended, and
// the commands to paste. Pure.
#pragma once

#include <string>

#include "bootstrap/start_decision.h"

namespace watchdog {

// Where the commands are typed.
struct Surroundings {
  enum class Kind { kPlain, kContainer, kPod };
  Kind kind = Kind::kPlain;
  std::string pod_namespace;  // kPod; empty: that of the context
};

// "touch PATH" as it is typed for that node: behind `kubectl exec` or `docker
// exec` where there is one, with the node's name for that of its pod or container.
std::string TouchCommand(const Surroundings& surroundings, const std::string& node, const std::string& path);

struct QuestionView {
  const StartDecision& decision;
  const StartView& start;
  std::string own_name;
  std::string table;  // of the evidence, a line each
  Surroundings surroundings;
  std::string confirm_directory;
};

// Some 20 lines, the first "----- ACTION REQUIRED -----".
std::string QuestionText(const QuestionView& view);

}  // namespace watchdog
