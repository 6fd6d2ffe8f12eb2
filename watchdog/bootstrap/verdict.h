// What a proof comes to, in words and as JSON. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "bootstrap/evidence_table.h"
#include "bootstrap/proof.h"

namespace watchdog {

struct Verdict {
  enum class Kind { kPrimaryExists, kProven, kNotProven };
  Kind kind = Kind::kNotProven;
  std::string finding;            // one line
  std::vector<std::string> why;   // a line each: why it is so, or what is missing
  std::vector<std::string> next;  // what to do now, with the exact commands, a line each
};

Verdict DescribeProof(const Proof& proof, std::span<const EvidenceRow> rows);

// Some lines; ends with a newline.
std::string RenderVerdict(const Verdict& verdict);

// {"version":1,"nodes":[...],"verdict":{...}}; see watchdog/README.md, inspect. Fields are
// only ever added; what is not known is null. One line.
std::string RenderInspection(std::span<const EvidenceRow> rows, const Proof& proof, const Verdict& verdict);

}  // namespace watchdog
