// Where requests for promises arrive (bootstrap/promise.h), and where this node's
// own bootstrap is checked against what it promised. Shared by the node's run and
// HTTP threads: any thread may call any member.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "bootstrap/promise.h"
#include "discovery/peer_picture.h"
#include "evidence/evidence.h"
#include "galera/result.h"

namespace watchdog {

class PromiseDesk {
 public:
  // What was learnt of the peers longer ago is not known any more.
  static constexpr std::chrono::seconds kPictureAgeMax{5};
  static constexpr int kRequestsASecond = 20;

  using Candidacy = PromiseSituation::Candidacy;

  // `node_id`: of our evidence.
  explicit PromiseDesk(std::string node_id);

  // ---- the node's run ----

  // After each look around. Ends a promise whose actor has given up, or that a
  // primary component has overtaken.
  void SeePeers(const PeerPicture& picture);
  // What this node has now, mariadbd running or not; nullopt: nothing, or not known.
  void SetPosition(std::optional<Position> position);

  // Before the first request to others: from now on the evidence says `acting`, and
  // of two who stand the better one is promised. kRefused (to whom, how long)
  // while it is promised to another.
  galera::Status Stand(Candidacy candidacy, SteadyTime now);
  // With all promises in hand, immediately before mariadbd is started: from now on nothing
  // is promised to anybody. kRefused if it does not stand, or a better one was promised to
  // meanwhile: step back then.
  galera::Status Act(SteadyTime now);
  // It gave up, or a primary component is there.
  void StepBack();
  // Before a mariadbd is started that joins no primary component: nothing is promised to anybody
  // from now on. kRefused while this node is promised to another.
  galera::Status LetServerRun(SteadyTime now);
  void SetServerRuns(bool runs);

  std::optional<Promise> Held(SteadyTime now) const;  // what this node has promised

  // ---- HTTP ----

  // nullopt: granted. kUnavailable: too many requests in this second, and none was considered.
  // `primary`: whether this node is in a primary component, as its evidence says now.
  galera::Result<std::optional<PromiseRefusal>> Consider(const PromiseRequest& request,
                                                         std::optional<bool> primary, SteadyTime now);

  // sees_primary, ticket, promised_to, promise_ends_ms, acting.
  void AddTo(Evidence& evidence, SteadyTime now) const;

 private:
  std::optional<bool> SeesPrimary(SteadyTime now) const;

  mutable std::mutex mutex_;
  // All protected by mutex_.
  PromiseBook book_;
  PromiseSituation situation_;
  std::optional<SteadyTime> looked_;  // when the last picture was made
  SteadyTime second_;                 // the second that `requests_` are of
  int requests_ = 0;
};

}  // namespace watchdog
