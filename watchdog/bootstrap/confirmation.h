// A human's word to start a cluster from this node's data, held against the
// evidence. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bootstrap/proof.h"

namespace watchdog {

// How much the human has taken upon himself.
enum class Word {
  kNewCluster,  // "this node has the latest commits": refused where the evidence says otherwise
  kForce,       // "start from here whatever is lost": refused only where there is nothing to start from
};

struct Confirmation {
  bool accepted = false;
  bool loses_nothing = false;  // the proof holds, and this node has as much as its winner
  // Accepted: what is, or may be, lost by it. Refused: why, and the better command. One line a finding.
  std::vector<std::string> findings;

  bool operator==(const Confirmation&) const = default;
};

// `own_id` among `testimonies`; `silent` are the peers that do not report, as the human calls them.
Confirmation Confirm(Word word, std::span<const Testimony> testimonies, std::span<const std::string> silent,
                     std::string_view own_id, const Proof& proof);

}  // namespace watchdog
