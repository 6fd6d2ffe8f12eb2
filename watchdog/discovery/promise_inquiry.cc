#include "discovery/promise_inquiry.h"

#include <algorithm>
#include <utility>

#include "discovery/http_round.h"
#include "galera/utf8.h"
#include "system/curl.h"

namespace watchdog {
namespace {

using galera::Result;
using galera::Status;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Kind = PromiseAnswer::Kind;

constexpr std::size_t kReasonBytesMax = 200;

// What a peer wrote, for our log.
std::string OneLine(std::string_view body) {
  body = body.substr(0, std::min(body.find('\n'), kReasonBytesMax));
  std::string line = galera::ValidUtf8(body);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return line;
}

struct Asked {
  const Peer* peer = nullptr;
  std::string nonce;
  PromiseAnswer answer;
};

class PromiseRound {
 public:
  PromiseRound(const galera::Curl& curl, std::uint16_t port, SteadyTime deadline,
               const PromiseRequest& request, const SigningKey* key)
      : port_(port), request_(request), key_(key), http_(curl, deadline, kEvidenceBytesMax) {}

  std::vector<PromiseAnswer> Run(std::span<const Peer> peers, int cancel_fd);

 private:
  Status Send(Asked& asked);
  void Take(Asked& asked, const HttpAnswer& answer) const;
  void TakeEvidence(Asked& asked, const HttpAnswer& answer) const;

  const std::uint16_t port_;
  const PromiseRequest& request_;
  const SigningKey* key_;
  std::deque<Asked> asked_;
  HttpRound http_;
};

Status PromiseRound::Send(Asked& asked) {
  auto nonce = RandomNonce();
  if (!nonce) return nonce.error();
  asked.nonce = std::move(*nonce);
  PromiseRequest request = request_;
  request.ticket = asked.peer->evidence->ticket;
  const std::string query = CanonicalQuery(PromiseFields(request, asked.nonce));
  HttpRequest http{UrlOf(asked.peer->address, port_, "/v1/promise?" + query), true};
  if (key_ != nullptr) {
    auto signature = key_->SignRequest(query);
    if (!signature) return signature.error();
    http.signature = std::move(*signature);
  }
  return http_.Send(http, [this, &asked](const HttpAnswer& answer) { Take(asked, answer); });
}

void PromiseRound::TakeEvidence(Asked& asked, const HttpAnswer& answer) const {
  PromiseAnswer& out = asked.answer;
  if (key_ != nullptr && !key_->VerifiesAnswer(answer.signature, asked.nonce, answer.body)) {
    out.reason = "its answer is not signed with this cluster's secret";
    return;
  }
  auto evidence = ParseEvidence(answer.body);
  if (!evidence) {
    out.reason = evidence.error().message;
  } else if (evidence->node_id != asked.peer->evidence->node_id) {
    out.reason = "another node, or one that started again, answers there";
  } else if (evidence->promised_to != request_.actor || evidence->promise_ends_ms.value_or(0) < 1000) {
    out.reason = "it does not say that it promised";
  } else if (evidence->primary.value_or(true) || evidence->sees_primary.value_or(true)) {
    out.reason = "it does not say that there is no primary component";
  } else {
    out.kind = Kind::kGranted;
    out.reason.clear();
    out.evidence = std::move(*evidence);
  }
}

void PromiseRound::Take(Asked& asked, const HttpAnswer& answer) const {
  PromiseAnswer& out = asked.answer;
  if (!answer.failure.empty()) {
    out.reason = answer.failure;
  } else if (answer.status == 200) {
    TakeEvidence(asked, answer);
  } else if (answer.status < 400 || answer.status > 499) {
    out.reason = "answers " + std::to_string(answer.status);
  } else if (answer.status == 404 || answer.status == 405) {
    out.kind = Kind::kRefused;
    out.reason = "answers " + std::to_string(answer.status) + ": it is too old to promise";
  } else {
    out.kind = Kind::kRefused;
    out.reason = OneLine(answer.body);
    if (out.reason.empty()) out.reason = "answers " + std::to_string(answer.status);
  }
}

std::vector<PromiseAnswer> PromiseRound::Run(std::span<const Peer> peers, int cancel_fd) {
  for (const Peer& peer : peers) {
    Asked& asked = asked_.emplace_back();
    asked.peer = &peer;
    asked.answer.address = peer.address;
    asked.answer.reason = "no answer in time";
    if (!peer.evidence) {
      asked.answer.reason = peer.failure.empty() ? "gives no evidence" : peer.failure;
    } else if (const Status sent = Send(asked); !sent) {
      asked.answer.reason = sent.error().message;
    }
  }
  http_.Run(cancel_fd);
  std::vector<PromiseAnswer> out;
  for (Asked& asked : asked_) out.push_back(std::move(asked.answer));
  return out;
}

}  // namespace

std::vector<PromiseAnswer> AskPromises(std::span<const Peer> peers, std::uint16_t port,
                                       const PromiseRequest& request, const SigningKey* key,
                                       milliseconds timeout, int cancel_fd) {
  const Result<galera::Curl>& curl = galera::LoadCurl();
  if (curl)
    return PromiseRound(*curl, port, steady_clock::now() + timeout, request, key).Run(peers, cancel_fd);
  std::vector<PromiseAnswer> nobody_asked;
  for (const Peer& peer : peers) {
    PromiseAnswer& answer = nobody_asked.emplace_back();
    answer.address = peer.address;
    answer.reason = curl.error().message;
  }
  return nobody_asked;
}

}  // namespace watchdog
