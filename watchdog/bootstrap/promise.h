// Promises: before a node bootstraps, every member of the proof (bootstrap/proof.h)
// promises it not to bootstrap itself, nor to let itself be bootstrapped, for
// some time. So no two of them act on proofs of different moments. Pure: time and
// randomness are arguments.
//
// A promise holds until its time is over, or until the node that it was given to
// is seen to have given up, or a primary component is seen. One that restarts
// forgets what it promised; it has a new node_id then, by which whoever it
// promised to knows, and it sees that other one `acting`.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bootstrap/proof.h"
#include "galera/result.h"

namespace watchdog {

inline constexpr std::chrono::seconds kPromiseMax{120};

struct PromiseRequest {
  std::string actor;    // node_id of who asks
  std::string name;     // its wsrep_node_name
  std::string address;  // where it is, for people, and as a last key
  std::string ticket;   // of the evidence of the node that is asked
  Position position;    // from which it would bootstrap
  std::chrono::seconds duration{0};
  bool forced = false;  // a human has taken the loss upon himself: who has more does not refuse for that
};

using Fields = std::vector<std::pair<std::string, std::string>>;

// As the fields of a query; `nonce` is for the answer's signature.
Fields PromiseFields(const PromiseRequest& request, const std::string& nonce);

struct ReceivedPromiseRequest {
  PromiseRequest request;
  std::string nonce;  // empty: none was given
};
// Takes any input. kInvalid (what is wrong) for a field that is missing, there
// twice, unknown, longer than 255 bytes or with control characters in it, a
// zero UUID, a negative seqno, less than 1 second or more than the maximum.
galera::Result<ReceivedPromiseRequest> ReadPromiseFields(const Fields& fields);

// How the node that is asked is placed.
struct PromiseSituation {
  std::string node_id;  // its own
  std::optional<bool>
      sees_primary;  // whether a peer that it sees is in a primary component; nullopt: not known
  std::optional<bool> in_primary;    // whether it is in one itself; nullopt: not known
  bool server_runs = false;          // its mariadbd, which may form a component with others at any time
  bool acting = false;               // it is about to bootstrap, or has begun to
  std::optional<Position> position;  // of its data; nullopt: none, or not known
  // Set while it stands for the bootstrap itself, and asks the others for promises: of
  // two who do so at once the better one gets them all.
  struct Candidacy {
    Position position;
    std::string name;
    std::string address;
  };
  std::optional<Candidacy> candidacy;
};

struct Promise {
  using Time = std::chrono::steady_clock::time_point;
  std::string actor;  // node_id
  std::string name;   // for people
  Time given;
  Time until;
};

struct PromiseRefusal {
  enum class Kind {
    kStaleTicket,      // replayed, or another request came first: look at the evidence again
    kOurselves,        // the actor is the node that is asked
    kPromisedToOther,  // for `reason`'s number of seconds more
    kPrimarySeen,      // here, or at a peer
    kPrimaryUnknown,   // it can't say that there is none
    kServerRuns,       // its mariadbd runs
    kActing,           // it bootstraps itself
    kOtherHistory,     // its data has another state UUID
    kHasMore,          // it has transactions that the actor lacks
    kBetterCandidate,  // it stands itself, with more, or with the same and a lower name
  };
  Kind kind = Kind::kStaleTicket;
  std::string reason;  // one line, for people
};

std::string_view Name(PromiseRefusal::Kind kind);

// What one node promised. Not thread-safe; node/promise_desk.h is.
class PromiseBook {
 public:
  using Time = Promise::Time;

  explicit PromiseBook(std::string first_ticket) : ticket_(std::move(first_ticket)) {}

  // What the next request has to name. Each counts once, also when the request is refused.
  const std::string& ticket() const { return ticket_; }
  // What is promised at `now`.
  std::optional<Promise> Held(Time now) const;

  // nullopt: granted, Held() has it. The same actor may ask again, to have it longer.
  // `next_ticket` is the ticket from now on, unless the request's was stale.
  std::optional<PromiseRefusal> Consider(const PromiseRequest& request, const PromiseSituation& situation,
                                         Time now, std::string next_ticket);

  // What was asked of others at `asked`; what is older than the promise says nothing of it.
  void ActorSeen(const std::string& node_id, bool acting, Time asked);
  void PrimarySeen(Time asked);

 private:
  std::string ticket_;
  std::optional<Promise> promise_;
};

}  // namespace watchdog
