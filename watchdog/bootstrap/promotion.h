// Whether a node whose mariadbd runs in no primary component may be told to form one where it
// stands (pc.bootstrap=YES), held against the evidence. Pure.
//
// Nobody promises anything to it, nor needs to: a node whose mariadbd runs promises
// nobody (bootstrap/promise.h), so no other bootstraps while this one is in sight. What is left is a
// mariadbd elsewhere that runs apart from this one's: it may form a component by itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bootstrap/confirmation.h"
#include "bootstrap/proof.h"
#include "evidence/evidence.h"

namespace watchdog {

struct PromotionView {
  Word word = Word::kNewCluster;
  Evidence own;  // of this node's warden, now
  std::string own_address;
  std::vector<Testimony> testimonies;     // of peers of our cluster that count, without ours
  std::vector<std::string> silent;        // who does not say whether it is in a primary component
  std::optional<std::string> primary_at;  // a peer that is in one
  std::optional<std::string> seen_by;     // a peer that sees another in one
  std::vector<std::string> claims;        // peers that say so, and don't count: unsigned
  std::optional<std::string> acting;      // a peer that is about to start a cluster
  std::vector<std::string> running;       // peers that report, and whose mariadbd runs
  std::optional<std::uint64_t> members;   // of the component that this node is in; nullopt: not known
};

struct PromotionDecision {
  enum class Kind {
    kAlreadyPrimary,  // there is nothing to do
    kNoServer,        // its mariadbd does not run
    kUnknown,         // whether it is in a primary component: wait
    kRefused,
    kAccepted,
  };
  Kind kind = Kind::kUnknown;
  std::string reason;          // one line; empty if it is accepted
  bool loses_nothing = false;  // that is proven
  // Accepted: what is, or may be, lost. Refused: why, and the better command. One line a finding.
  std::vector<std::string> findings;
  std::optional<Position> position;  // of this node, if it is accepted

  bool operator==(const PromotionDecision&) const = default;
};

// From our own evidence alone, before anybody else is asked: nullopt if it may go on.
std::optional<PromotionDecision> JudgeOwnServer(const Evidence& own);

PromotionDecision DecidePromotion(const PromotionView& view);

}  // namespace watchdog
