// The question that a paused node asks, as `galera-warden confirm` reads it from
// the run directory. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bootstrap/confirmation.h"
#include "galera/result.h"

namespace watchdog {

inline constexpr std::string_view kQuestionFile = "question.json";  // in the run directory

struct PublishedQuestion {
  std::string text;               // bootstrap/question.h
  std::string confirm_directory;  // where the word is given
  Confirmation new_cluster;       // what would become of confirm-new-cluster ...
  Confirmation force;             // ... and of confirm-force-bootstrap
  // Why the last word was refused; empty: none was. `refusals` counts them.
  std::vector<std::string> refusal;
  std::int64_t refusals = 0;

  bool operator==(const PublishedQuestion&) const = default;
};

std::string RenderPublishedQuestion(const PublishedQuestion& question);

// Takes any input; kInvalid for what is no question.
galera::Result<PublishedQuestion> ParsePublishedQuestion(std::string_view text);

}  // namespace watchdog
