// Looks into the file of --web.config.file (exporter-toolkit's format) for what
// we can't honour: a port that should be locked must not come up open.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"

namespace galera {

// An empty file, and sections that ask for nothing, are fine.
std::vector<Problem> CheckWebConfig(const std::string& path, std::string_view text);

}  // namespace galera
