// Problems with settings while they are found: all of them, never the first only.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "settings/node_settings.h"

namespace watchdog {

// `variable` is the name the operator wrote; `message` says what is wrong, then
// what to do, and never holds a secret.
class ProblemList {
 public:
  void Fatal(std::string variable, std::string message) {
    items_.push_back({true, std::move(variable), std::move(message)});
  }
  void Warn(std::string variable, std::string message) {
    items_.push_back({false, std::move(variable), std::move(message)});
  }
  bool HasFatal() const {
    return std::any_of(items_.begin(), items_.end(), [](const SettingProblem& p) { return p.fatal; });
  }
  std::vector<SettingProblem> Take() { return std::move(items_); }

 private:
  std::vector<SettingProblem> items_;
};

}  // namespace watchdog
