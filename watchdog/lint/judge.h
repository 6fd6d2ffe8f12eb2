// From what the server says to findings. Pure.
#pragma once

#include "lint/finding.h"
#include "lint/schema_facts.h"

namespace watchdog {

// Findings of tables, in the order of kinds.
void AddTableFindings(const SchemaFacts& facts, LintResult& result);

// Findings of settings and of what was used since the server's start.
void AddSettingFindings(const SchemaFacts& facts, LintResult& result);

// All of them.
LintResult JudgeSchema(const SchemaFacts& facts);

}  // namespace watchdog
