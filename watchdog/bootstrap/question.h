// What a human is shown who has to decide: what is known, what is recommended, and
// the commands to paste. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "bootstrap/evidence_table.h"
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
  std::vector<EvidenceRow> evidence;
  Surroundings surroundings;
  std::string confirm_directory;
};

// What may be typed, and what it means.
struct AnswerCommand {
  std::string node;  // on which
  std::string why;   // one line: "on n1, loses nothing"
  std::string command;
  bool operator==(const AnswerCommand&) const = default;
};

// What is asked, in parts; the text is made of them.
struct Question {
  std::string node;                               // who asks
  std::chrono::system_clock::time_point since{};  // when it was first asked
  std::string reason;                             // one line
  bool proven = false;                            // which node holds every commit
  std::vector<std::string> verdict;               // "Proven: ...", or a line for each thing against it
  std::string advice;                             // what to do, or to do first
  std::optional<AnswerCommand> recommended;       // none: nothing here says which data is right
  std::vector<AnswerCommand> others;              // what else may be typed here
  std::vector<EvidenceRow> evidence;
  std::vector<std::string> refusal;  // why the last word was refused; empty: none was
  std::string text;                  // some 20 lines, the first "----- ACTION REQUIRED -----"
  bool operator==(const Question&) const = default;
};

// `since` and `refusal` are left for the caller.
Question QuestionOf(const QuestionView& view);

// Of a node that waits because joining would replace its data; `objection` says what.
Question QuestionOfReplacement(const std::string& own_name, const std::string& objection,
                               std::vector<EvidenceRow> evidence, const Surroundings& surroundings,
                               const std::string& confirm_directory);

}  // namespace watchdog
