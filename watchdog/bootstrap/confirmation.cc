#include "bootstrap/confirmation.h"

#include <algorithm>
#include <utility>

namespace watchdog {
namespace {

using Data = Testimony::Data;

std::string Shown(const Testimony& testimony) {
  return testimony.name.empty() ? testimony.address : testimony.name;
}

// Why no cluster can be started from it, whatever the word; empty: it can.
std::string NothingToStartFrom(const Testimony& own, Word word) {
  switch (own.data) {
    case Data::kPosition:
      return "";
    case Data::kEmpty:
      return "this node has no data: it joins as soon as there is a primary component";
    case Data::kCutShort:
      return "a state transfer into this node was cut short: what is there is part of a copy. Choose another "
             "node; this one then joins by full state transfer";
    case Data::kUnknown:
      return "this node's position is not known: see the log for why";
    case Data::kTainted:
      if (word == Word::kForce && own.position) return "";
      return own.position
                 ? "grastate.dat has a zero UUID: this node was voted out, or was killed inside a DDL "
                   "statement. Choose another node; confirm-force-bootstrap starts from it all the same"
                 : "grastate.dat has a zero UUID, and InnoDB has no position: nothing to start from";
  }
  return "";
}

std::string Transactions(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " transaction" : " transactions");
}

// What `other` has that a cluster started from `own` has not; empty: nothing known.
std::string Excess(const Testimony& own, const Testimony& other) {
  if (!other.position) return "";
  if (other.position->uuid != own.position->uuid)
    return Shown(other) + " has data of another cluster, " + other.position->Text();
  const std::int64_t more = other.position->seqno - own.position->seqno;
  return more > 0 ? Shown(other) + " has " + Transactions(more) + " that this node lacks" : "";
}

// The command that the human wants instead.
std::string Better(const Testimony& own, std::span<const Testimony> testimonies, const Proof& proof) {
  if (proof.holds) return "touch confirm-new-cluster on " + proof.winner_name + ": it has every commit";
  const Testimony* most = &own;
  for (const Testimony& other : testimonies) {
    if (other.data != Data::kPosition || !other.position) continue;
    if (other.position->uuid != own.position->uuid) {
      return "two clusters' data are here: take the nodes apart, or confirm-force-bootstrap on the one whose "
             "data shall win";
    }
    if (other.position->seqno > most->position->seqno) most = &other;
  }
  if (most != &own)
    return "touch confirm-new-cluster on " + Shown(*most) + " instead, or confirm-force-bootstrap here";
  return "confirm-force-bootstrap starts from here all the same";
}

}  // namespace

Confirmation Confirm(Word word, std::span<const Testimony> testimonies, std::span<const std::string> silent,
                     std::string_view own_id, const Proof& proof) {
  Confirmation confirmation;
  const auto found = std::find_if(testimonies.begin(), testimonies.end(),
                                  [&](const Testimony& t) { return t.node_id == own_id; });
  if (found == testimonies.end()) {
    confirmation.findings = {"this node's own position is not known yet"};
    return confirmation;
  }
  const Testimony& own = *found;
  if (std::string nothing = NothingToStartFrom(own, word); !nothing.empty()) {
    confirmation.findings = {std::move(nothing)};
    return confirmation;
  }
  for (const Testimony& other : testimonies) {
    if (other.node_id == own_id) continue;
    if (std::string excess = Excess(own, other); !excess.empty()) {
      confirmation.findings.push_back(std::move(excess));
    } else if (other.data == Data::kUnknown) {
      confirmation.findings.push_back(Shown(other) + " has data whose position is not known");
    }
  }
  std::sort(confirmation.findings.begin(), confirmation.findings.end());
  const auto contradicts = [&](const Testimony& other) {
    return other.node_id != own_id && !Excess(own, other).empty();
  };
  confirmation.accepted =
      word == Word::kForce || std::none_of(testimonies.begin(), testimonies.end(), contradicts);
  if (!confirmation.accepted) {
    confirmation.findings.push_back(Better(own, testimonies, proof));
    return confirmation;
  }
  for (const std::string& peer : silent)
    confirmation.findings.push_back(peer + " does not report: what only it has is lost");
  confirmation.loses_nothing = proof.holds && own.data == Data::kPosition && own.position &&
                               own.position->seqno == proof.position->seqno;
  if (confirmation.loses_nothing) confirmation.findings.clear();
  return confirmation;
}

}  // namespace watchdog
