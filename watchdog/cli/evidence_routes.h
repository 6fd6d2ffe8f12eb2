// What wardens ask of each other on :8081: evidence, and promises.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "evidence/signature.h"
#include "galera/health.h"
#include "http/server.h"
#include "node/evidence_board.h"
#include "node/promise_desk.h"

namespace watchdog {

struct EvidenceSource {
  const EvidenceBoard& board;
  PromiseDesk& desk;
  std::function<std::shared_ptr<const galera::Snapshot>()> snapshot;  // null: none yet
  std::shared_ptr<const SigningKey> key;                              // null: nothing is signed
  std::function<std::optional<PagingNews>()> paging = {};             // may be empty
  std::function<std::optional<NodeNow>()> now = {};                   // may be empty
};

// What this node says of itself now.
Evidence EvidenceNow(const EvidenceSource& source, std::chrono::steady_clock::time_point now);

// GET /v1/evidence?nonce=HEX32: the evidence, signed for the nonce; without one,
// for people, unsigned. 400 for a nonce that is none.
//
// POST /v1/promise?FIELDS (bootstrap/promise.h): 403 without a right signature over
// CanonicalQuery() where there is a key, before anything else is looked at; 400
// for wrong fields; 429 beyond 20 a second; 409 and a reason in one line when it is
// refused; else 200 and the evidence, signed for the request's nonce.
//
// What the source names must outlive the routes.
std::vector<galera::Route> EvidenceRoutes(const EvidenceSource& source);

// The first of them alone.
galera::Route EvidenceRoute(const EvidenceSource& source);

}  // namespace watchdog
