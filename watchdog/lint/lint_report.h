// Findings for people and for programs. Pure.
#pragma once

#include <string>

#include "lint/finding.h"

namespace watchdog {

// Grouped by kind, then what was not looked at, then all statements, ready to copy. Holds no character of a
// name that a terminal would obey.
std::string RenderFindings(const LintResult& result);

// {"version":1,"server_version":...,"galera":...,"findings":[...],"counts":{...},"unseen":[...]}; fields are
// only ever added. One line.
std::string RenderFindingsJson(const LintResult& result);

}  // namespace watchdog
