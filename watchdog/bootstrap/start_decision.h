// How this node goes on, given what its directory, its peers and a human say.
// Pure: asked again at every beat until the answer is to start something.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bootstrap/confirmation.h"
#include "bootstrap/proof.h"
#include "settings/node_settings.h"

namespace watchdog {

// What a human has said, by files or beforehand (AUTO_RECOVERY_MODE).
struct HumanAnswers {
  bool hold = false;           // hold-start: do nothing until it is gone
  bool skip_upgrades = false;  // skip-upgrades: no mariadb-upgrade
  bool skip_wait = false;      // skip-gcomm-wait: join with the peers that are seen now
  bool new_cluster = false;    // confirm-new-cluster, new-cluster
  bool force = false;          // confirm-force-bootstrap
  bool resume = false;         // confirm-resume: start normally
  bool recover = false;        // confirm-recover: show the recovered position
  bool roll_back = false;      // confirm-heuristic-rollback: give undecided transactions up
  bool beforehand = false;     // by AUTO_RECOVERY_MODE, not by a human who looks at it now
  std::string source;          // the file or variable that said so
};

// What is known of the peers on first start: watchdog/discovery's founder.h.
enum class FounderAnswer { kWait, kFound, kJoin };

struct StartView {
  Mode mode = Mode::kNode;
  bool wsrep_on = true;
  bool peers_named = false;
  bool data_present = false;  // a server's data, of whatever quality; else an empty or absent directory
  HumanAnswers answers;
  bool looked = false;                    // at all peers at least once; true where there are none to look for
  std::vector<std::string> silent;        // who does not say whether it is in a primary component
  std::optional<std::string> primary_at;  // a peer that is in a primary component now
  std::optional<int> ordinal;             // of a Kubernetes pod
  FounderAnswer founder = FounderAnswer::kWait;
  std::string founder_reason;

  // With data.
  RecoveryPolicy policy = RecoveryPolicy::kConfirm;
  std::string own_id;  // our node_id
  std::vector<Testimony>
      testimonies;                    // ours, once our position was looked for, and those of peers that count
  std::optional<std::string> acting;  // a peer that is about to start a cluster
  std::optional<std::string> promised_to;  // whom we promised not to start one
  // Why our own position is not known, for a human; empty: it is, or was not looked for yet.
  std::string unknown_position;
  bool undecided = false;  // that is because of transactions that a crash left prepared (node/recovery.h)
  bool fresh = false;      // the data never was in a cluster: nothing can be behind or ahead of it
  bool patience = false;   // it is too early to wake a human: others may still report
};

enum class StartKind {
  kHold,       // wait for a human to let us go on
  kWait,       // wait for peers
  kPause,      // data here, and no primary component anywhere: ask a human
  kFound,      // an empty directory: first start, then a new cluster
  kBootstrap,  // data here: a new primary component from the recovered position
  kResume,     // data here: start normally, so that Galera itself restores the last view
  kJoin,       // join the peers
  kAlone,      // without Galera
};

struct StartDecision {
  StartKind kind = StartKind::kWait;
  std::string reason;  // one line
  // kBootstrap: nothing that a client was told of is lost. Else by a human's word alone, and the history
  // branches (evidence/view_record.h).
  bool proven = false;
  // kBootstrap by a human's word: what is, or may be, lost. kPause: why his word is refused, and the better
  // command; that word is over.
  std::vector<std::string> findings;
  bool refused = false;  // a word was given, and is refused
  Proof proof;           // with data, once it was looked for; for the table that a human is shown
};

// Never founds or bootstraps while a peer is in a primary component, or before it
// has looked. With data whose position is not known it starts nothing, and joins
// nobody. With data here it bootstraps by proof (policy kProven), or by a
// human's word that the evidence does not contradict. A word given beforehand
// holds on the first pod only, or where there are no peers, for all nodes have it;
// and not while a peer is silent, which may be in a primary component.
StartDecision DecideStart(const StartView& view);

// What DecideStart would say to that word now; `proof` is the one of its decision.
Confirmation Preview(Word word, const StartView& view, const Proof& proof);

}  // namespace watchdog
