// What a subcommand shows before it acts, and the human's yes. One thread.
#pragma once

#include <string>
#include <vector>

namespace watchdog {

void PrintFindings(const std::vector<std::string>& findings);  // to standard output, a line each

// Asks on standard output; true only for a line "yes" on standard input.
bool HumanAgrees();

}  // namespace watchdog
