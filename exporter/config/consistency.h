// What no single option shows: settings that contradict each other.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"

namespace galera {

// `where` names the place that set a flag (given without dashes), for problems.
std::vector<Problem> CheckConsistency(const Config& config,
                                      const std::function<std::string(std::string_view flag)>& where);

}  // namespace galera
