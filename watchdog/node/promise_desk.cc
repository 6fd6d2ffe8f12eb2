#include "node/promise_desk.h"

#include <algorithm>
#include <utility>

#include "evidence/signature.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

// Without random numbers there is no ticket, and nothing is promised: an empty one is none.
std::string NewTicket() {
  auto ticket = RandomNonce();
  return ticket ? std::move(*ticket) : "";
}

}  // namespace

PromiseDesk::PromiseDesk(std::string node_id) : book_(NewTicket()) {
  situation_.node_id = std::move(node_id);
}

void PromiseDesk::SeePeers(const PeerPicture& picture) {
  const std::lock_guard lock(mutex_);
  bool primary = false;
  for (const Peer& peer : picture.peers) {
    if (peer.primary == Peer::Primary::kYes) {
      primary = true;
      book_.PrimarySeen(peer.asked);
    }
    if (peer.evidence) book_.ActorSeen(peer.evidence->node_id, peer.evidence->acting, peer.asked);
  }
  situation_.sees_primary = primary;
  looked_ = picture.time;
}

void PromiseDesk::SetPosition(std::optional<Position> position) {
  const std::lock_guard lock(mutex_);
  situation_.position = std::move(position);
}

Status PromiseDesk::Stand(Candidacy candidacy, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (const auto held = book_.Held(now)) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(held->until - now).count();
    return Error{ErrorCode::kRefused, "promised to " + (held->name.empty() ? held->actor : held->name) +
                                          " for " + std::to_string(left) + " s more"};
  }
  situation_.candidacy = std::move(candidacy);
  return {};
}

Status PromiseDesk::Act(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (!situation_.candidacy) return Error{ErrorCode::kRefused, "this node does not stand for a bootstrap"};
  if (const auto held = book_.Held(now)) {
    return Error{ErrorCode::kRefused,
                 "promised to " + (held->name.empty() ? held->actor : held->name) + " meanwhile"};
  }
  situation_.acting = true;
  return {};
}

void PromiseDesk::StepBack() {
  const std::lock_guard lock(mutex_);
  situation_.acting = false;
  situation_.candidacy.reset();
}

Status PromiseDesk::LetServerRun(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (const auto held = book_.Held(now)) {
    return Error{ErrorCode::kRefused, "promised to " + (held->name.empty() ? held->actor : held->name) +
                                          ", which starts a cluster"};
  }
  situation_.server_runs = true;
  return {};
}

void PromiseDesk::SetServerRuns(bool runs) {
  const std::lock_guard lock(mutex_);
  situation_.server_runs = runs;
}

std::optional<Promise> PromiseDesk::Held(SteadyTime now) const {
  const std::lock_guard lock(mutex_);
  return book_.Held(now);
}

std::optional<bool> PromiseDesk::SeesPrimary(SteadyTime now) const {
  if (!looked_ || now - *looked_ > kPictureAgeMax) return std::nullopt;
  return situation_.sees_primary;
}

Result<std::optional<PromiseRefusal>> PromiseDesk::Consider(const PromiseRequest& request,
                                                            std::optional<bool> primary, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    requests_ = 0;
  }
  if (requests_ == kRequestsASecond) return Error{ErrorCode::kUnavailable, "too many requests in one second"};
  ++requests_;
  PromiseSituation situation = situation_;
  situation.in_primary = primary;
  situation.sees_primary = SeesPrimary(now);
  return book_.Consider(request, situation, now, NewTicket());
}

void PromiseDesk::AddTo(Evidence& evidence, SteadyTime now) const {
  const std::lock_guard lock(mutex_);
  evidence.sees_primary = SeesPrimary(now);
  evidence.ticket = book_.ticket();
  evidence.acting = situation_.acting || situation_.candidacy.has_value();
  evidence.promised_to.clear();
  evidence.promise_ends_ms.reset();
  if (const auto held = book_.Held(now)) {
    evidence.promised_to = held->actor;
    evidence.promise_ends_ms = std::chrono::ceil<std::chrono::milliseconds>(held->until - now).count();
  }
}

}  // namespace watchdog
