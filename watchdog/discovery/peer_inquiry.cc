#include "discovery/peer_inquiry.h"

#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "discovery/http_round.h"
#include "system/curl.h"

namespace watchdog {
namespace {

using galera::Curl;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kSyncedLine = "Galera Cluster Node status: synced";
constexpr char kEvidencePath[] = "/v1/evidence";
constexpr char kHealthPath[] = "/";

std::string_view FirstLine(std::string_view body) {
  body = body.substr(0, body.find('\n'));
  if (body.ends_with('\r')) body.remove_suffix(1);
  return body;
}

// One address asked, first for its evidence, then perhaps for its health.
struct Inquiry {
  Peer peer;
  const char* path = kEvidencePath;
  std::string nonce;  // empty: no signature is wanted
};

class InquiryRound {
 public:
  InquiryRound(const Curl& curl, std::uint16_t port, SteadyTime deadline, const SigningKey* key)
      : port_(port), key_(key), http_(curl, deadline, kEvidenceBytesMax) {}

  std::vector<Peer> Run(std::span<const NodeAddress> addresses, int cancel_fd);

 private:
  void Begin(Inquiry& inquiry);
  void Send(Inquiry& inquiry);
  void Take(Inquiry& inquiry, const HttpAnswer& answer);
  void TakeEvidence(Inquiry& inquiry, const HttpAnswer& answer);
  void TakeHealth(Peer& peer) const;

  const std::uint16_t port_;
  const SigningKey* key_;
  std::deque<Inquiry> inquiries_;
  HttpRound http_;
};

void InquiryRound::Send(Inquiry& inquiry) {
  const std::string query = inquiry.nonce.empty() ? "" : "?nonce=" + inquiry.nonce;
  const HttpRequest request{UrlOf(inquiry.peer.address, port_, inquiry.path + query)};
  const auto sent =
      http_.Send(request, [this, &inquiry](const HttpAnswer& answer) { Take(inquiry, answer); });
  if (!sent) inquiry.peer.failure = sent.error().message;
}

void InquiryRound::Begin(Inquiry& inquiry) {
  inquiry.peer.failure = "no answer in time";
  inquiry.peer.asked = steady_clock::now();
  if (key_ != nullptr) {
    auto nonce = RandomNonce();
    if (!nonce) {
      inquiry.peer.failure = nonce.error().message;
      return;
    }
    inquiry.nonce = std::move(*nonce);
  }
  Send(inquiry);
}

void InquiryRound::TakeHealth(Peer& peer) const {
  peer.failure = "gives no evidence, but is synced";
  if (key_ == nullptr) {
    peer.primary = Peer::Primary::kYes;
  } else {
    peer.failure += "; that is not signed with this cluster's secret, and does not count";
  }
}

void InquiryRound::TakeEvidence(Inquiry& inquiry, const HttpAnswer& answer) {
  Peer& peer = inquiry.peer;
  auto evidence = ParseEvidence(answer.body);
  if (!evidence) {
    peer.failure = evidence.error().message;
  } else if (key_ != nullptr && !key_->VerifiesAnswer(answer.signature, inquiry.nonce, answer.body)) {
    peer.failure = answer.signature.empty()
                       ? "evidence is not signed with this cluster's secret"
                       : "evidence is not signed with this cluster's secret: its signature is another's, or "
                         "of another answer";
    peer.uncounted = std::move(*evidence);
  } else {
    if (evidence->primary) peer.primary = *evidence->primary ? Peer::Primary::kYes : Peer::Primary::kNo;
    peer.evidence = std::move(*evidence);
    peer.failure.clear();
  }
}

void InquiryRound::Take(Inquiry& inquiry, const HttpAnswer& answer) {
  Peer& peer = inquiry.peer;
  if (answer.status != 0) peer.last_answer = steady_clock::now();
  const bool asked_for_evidence = inquiry.path == kEvidencePath;
  if (!answer.failure.empty()) {
    peer.failure = answer.failure;
  } else if (answer.status == 404 && asked_for_evidence) {
    inquiry.path = kHealthPath;
    inquiry.nonce.clear();
    Send(inquiry);
  } else if (answer.status == 200 && FirstLine(answer.body) == kSyncedLine) {
    TakeHealth(peer);
  } else if (!asked_for_evidence || answer.status != 200) {
    peer.failure = "answers " + std::to_string(answer.status) + " at " + inquiry.path;
  } else {
    TakeEvidence(inquiry, answer);
  }
}

std::vector<Peer> InquiryRound::Run(std::span<const NodeAddress> addresses, int cancel_fd) {
  for (const NodeAddress& address : addresses) {
    Inquiry& inquiry = inquiries_.emplace_back();
    inquiry.peer.address = address;
    Begin(inquiry);
  }
  http_.Run(cancel_fd);
  std::vector<Peer> out;
  for (Inquiry& inquiry : inquiries_) out.push_back(std::move(inquiry.peer));
  return out;
}

}  // namespace

std::vector<Peer> AskPeers(std::span<const NodeAddress> addresses, std::uint16_t port, milliseconds timeout,
                           int cancel_fd, const SigningKey* key) {
  const galera::Result<Curl>& curl = galera::LoadCurl();
  if (curl) return InquiryRound(*curl, port, steady_clock::now() + timeout, key).Run(addresses, cancel_fd);
  std::vector<Peer> nobody_asked;
  for (const NodeAddress& address : addresses) {
    Peer& peer = nobody_asked.emplace_back();
    peer.address = address;
    peer.failure = curl.error().message;
  }
  return nobody_asked;
}

}  // namespace watchdog
