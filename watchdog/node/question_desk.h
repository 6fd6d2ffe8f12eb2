// How a human is asked: the log, and the run directory. One thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "bootstrap/published_question.h"
#include "bootstrap/question.h"
#include "settings/node_settings.h"

namespace watchdog {

class QuestionDesk {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit QuestionDesk(const NodeSettings& settings);
  ~QuestionDesk();  // Withdraw()
  QuestionDesk(const QuestionDesk&) = delete;
  QuestionDesk& operator=(const QuestionDesk&) = delete;

  // Shows the question in the log: once all who answer know their positions, or after five
  // seconds; when it differs from the last one, but not more often than every
  // five seconds; and again every ten minutes. `table` is
  // the evidence. For `galera-warden confirm` it is always the latest one.
  void Ask(const StartDecision& decision, const StartView& view, const std::string& own_name,
           const std::string& table, Time now);
  // Said by the next question, and by those after it.
  void NoteRefusal(std::vector<std::string> why);
  // There is nothing to ask any more.
  void Withdraw();

 private:
  void Publish(PublishedQuestion question);
  std::string Path() const;

  const NodeSettings& settings_;
  const Surroundings surroundings_;
  PublishedQuestion published_;
  std::string shown_;
  Time shown_at_;  // or, before it is shown, when it was first asked
};

}  // namespace watchdog
