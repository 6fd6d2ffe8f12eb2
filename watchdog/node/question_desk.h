// How a human is asked: the log, the run directory, and whoever listens. One thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bootstrap/published_question.h"
#include "bootstrap/question.h"
#include "settings/node_settings.h"

namespace watchdog {

class QuestionDesk {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Told of each change on the caller's thread; nullopt: nothing is asked any more. May be empty.
  using Listener = std::function<void(const std::optional<Question>&)>;

  QuestionDesk(const NodeSettings& settings, Listener listener);
  ~QuestionDesk();  // Withdraw()
  QuestionDesk(const QuestionDesk&) = delete;
  QuestionDesk& operator=(const QuestionDesk&) = delete;

  // Shows the question in the log: once all who answer know their positions, or after five
  // seconds; when it differs from the last one, but not more often than every
  // five seconds; and again every ten minutes. For `galera-warden confirm`, and the listener, it is always
  // the latest one.
  void Ask(const StartDecision& decision, const StartView& view, const std::string& own_name,
           std::vector<EvidenceRow> evidence, Time now);
  // To the listener alone: whether a join may replace the data here. The caller logs it.
  void AskToReplace(const std::string& own_name, const std::string& objection,
                    std::vector<EvidenceRow> evidence);
  // Said by the next question, and by those after it.
  void NoteRefusal(std::vector<std::string> why);
  // There is nothing to ask any more.
  void Withdraw();

 private:
  void Publish(PublishedQuestion question);
  void Tell(Question question);
  std::string Path() const;

  const NodeSettings& settings_;
  const Surroundings surroundings_;
  const Listener listener_;
  std::optional<Question> told_;
  PublishedQuestion published_;
  std::string shown_;
  Time shown_at_;  // or, before it is shown, when it was first asked
};

}  // namespace watchdog
