// What was understood, for the log.
#pragma once

#include <string>
#include <vector>

#include "settings/node_settings.h"

namespace watchdog {

// "name = value" lines, each on one line whatever the value holds. Passwords
// show as "set" or "random"; so do values of mariadbd whose name tells of one.
std::vector<std::string> DescribeSettings(const NodeSettings& settings);

}  // namespace watchdog
