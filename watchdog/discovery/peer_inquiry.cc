#include "discovery/peer_inquiry.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "system/curl.h"

namespace watchdog {
namespace {

using galera::Curl;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kSyncedLine = "Galera Cluster Node status: synced";
constexpr char kEvidencePath[] = "/v1/evidence";

struct MultiCleanup {
  const Curl* curl;
  void operator()(CURLM* multi) const { curl->multi_cleanup(multi); }
};
struct EasyCleanup {
  const Curl* curl = nullptr;
  void operator()(CURL* easy) const { curl->easy_cleanup(easy); }
};

std::string_view FirstLine(std::string_view body) {
  body = body.substr(0, body.find('\n'));
  if (body.ends_with('\r')) body.remove_suffix(1);
  return body;
}

// One address asked, first for its evidence, then perhaps for its health.
struct Inquiry {
  Peer peer;
  const char* path = kEvidencePath;
  std::string body;
  bool too_large = false;

  std::unique_ptr<CURL, EasyCleanup> easy;
};

class InquiryRound {
 public:
  InquiryRound(const Curl& curl, std::uint16_t port, SteadyTime deadline)
      : curl_(curl), port_(port), deadline_(deadline), multi_(curl.multi_init(), {&curl}) {}
  ~InquiryRound() {
    for (Inquiry& inquiry : inquiries_) Detach(inquiry);
  }
  InquiryRound(const InquiryRound&) = delete;
  InquiryRound& operator=(const InquiryRound&) = delete;

  std::vector<Peer> Run(std::span<const NodeAddress> addresses, int cancel_fd);

 private:
  void Send(Inquiry& inquiry);
  void SetUp(Inquiry& inquiry, const std::string& url);
  void Work(int cancel_fd);
  void TakeFinished();
  void Take(Inquiry& inquiry, CURLcode result);
  void TakeEvidence(Inquiry& inquiry, long status);
  void Detach(Inquiry& inquiry);
  long Left() const {
    return static_cast<long>(std::chrono::ceil<milliseconds>(deadline_ - steady_clock::now()).count());
  }

  static std::size_t OnBody(const char* bytes, std::size_t size, std::size_t count, void* inquiry);

  const Curl& curl_;
  const std::uint16_t port_;
  const SteadyTime deadline_;
  std::unique_ptr<CURLM, MultiCleanup> multi_;
  std::deque<Inquiry> inquiries_;  // where curl points to
  std::size_t pending_ = 0;
};

std::size_t InquiryRound::OnBody(const char* bytes, std::size_t size, std::size_t count, void* inquiry) {
  auto& asked = *static_cast<Inquiry*>(inquiry);
  const std::size_t arrived = size * count;
  if (arrived > kEvidenceBytesMax - asked.body.size()) {
    asked.too_large = true;
    return 0;
  }
  asked.body.append(bytes, arrived);
  return arrived;
}

void InquiryRound::SetUp(Inquiry& inquiry, const std::string& url) {
  CURL* easy = inquiry.easy.get();
  curl_.easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_.easy_setopt(easy, CURLOPT_PRIVATE, &inquiry);
  curl_.easy_setopt(easy, CURLOPT_WRITEDATA, &inquiry);
  curl_.easy_setopt(easy, CURLOPT_WRITEFUNCTION, OnBody);
  curl_.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_.easy_setopt(easy, CURLOPT_PROXY, "");
  curl_.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_.easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_.easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_.easy_setopt(easy, CURLOPT_USERAGENT, "galera-warden");
  curl_.easy_setopt(easy, CURLOPT_TIMEOUT_MS, std::max(Left(), 1L));
}

void InquiryRound::Send(Inquiry& inquiry) {
  inquiry.body.clear();
  inquiry.easy = {curl_.easy_init(), EasyCleanup{&curl_}};
  if (inquiry.easy == nullptr) {
    inquiry.peer.failure = "curl: no memory";
    return;
  }
  SetUp(inquiry, "http://" + HostText(inquiry.peer.address) + ":" + std::to_string(port_) + inquiry.path);
  if (curl_.multi_add_handle(multi_.get(), inquiry.easy.get()) != CURLM_OK) {
    inquiry.easy.reset();
    inquiry.peer.failure = "curl: can't ask";
    return;
  }
  ++pending_;
}

void InquiryRound::Detach(Inquiry& inquiry) {
  if (inquiry.easy == nullptr) return;
  curl_.multi_remove_handle(multi_.get(), inquiry.easy.get());
  inquiry.easy.reset();
}

void InquiryRound::TakeEvidence(Inquiry& inquiry, long status) {
  Peer& peer = inquiry.peer;
  const bool answers_health = status == 200 && FirstLine(inquiry.body) == kSyncedLine;
  if (answers_health) {
    peer.primary = Peer::Primary::kYes;
    peer.failure = "gives no evidence, but is synced";
  } else if (inquiry.path != kEvidencePath || status != 200) {
    peer.failure = "answers " + std::to_string(status) + " at " + inquiry.path;
  } else if (auto evidence = ParseEvidence(inquiry.body)) {
    if (evidence->primary) peer.primary = *evidence->primary ? Peer::Primary::kYes : Peer::Primary::kNo;
    peer.evidence = std::move(*evidence);
  } else {
    peer.failure = evidence.error().message;
  }
}

void InquiryRound::Take(Inquiry& inquiry, CURLcode result) {
  long status = 0;
  curl_.easy_getinfo(inquiry.easy.get(), CURLINFO_RESPONSE_CODE, &status);
  Detach(inquiry);
  --pending_;
  if (status != 0) inquiry.peer.last_answer = steady_clock::now();
  if (inquiry.too_large) {
    inquiry.peer.failure = "answers more than 64 KiB";
  } else if (result != CURLE_OK) {
    inquiry.peer.failure = curl_.easy_strerror(result);
  } else if (status == 404 && inquiry.path == kEvidencePath) {
    inquiry.path = "/";
    Send(inquiry);
  } else {
    TakeEvidence(inquiry, status);
  }
}

void InquiryRound::TakeFinished() {
  int left = 0;
  while (const CURLMsg* message = curl_.multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode result = message->data.result;
    char* inquiry = nullptr;
    curl_.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &inquiry);
    if (inquiry != nullptr) Take(*reinterpret_cast<Inquiry*>(inquiry), result);
  }
}

void InquiryRound::Work(int cancel_fd) {
  while (pending_ > 0) {
    int running = 0;
    if (curl_.multi_perform(multi_.get(), &running) != CURLM_OK) return;
    TakeFinished();
    const long left = Left();
    if (pending_ == 0 || left <= 0) return;
    curl_waitfd cancel{cancel_fd, CURL_WAIT_POLLIN, 0};
    const unsigned extra = cancel_fd >= 0 ? 1 : 0;
    if (curl_.multi_poll(multi_.get(), &cancel, extra, static_cast<int>(left), nullptr) != CURLM_OK) return;
    if (cancel.revents != 0) return;
  }
}

std::vector<Peer> InquiryRound::Run(std::span<const NodeAddress> addresses, int cancel_fd) {
  for (const NodeAddress& address : addresses) {
    Inquiry& inquiry = inquiries_.emplace_back();
    inquiry.peer.address = address;
    inquiry.peer.failure = "no answer in time";
    if (multi_ != nullptr) Send(inquiry);
  }
  Work(cancel_fd);
  std::vector<Peer> out;
  for (Inquiry& inquiry : inquiries_) {
    Detach(inquiry);
    if (inquiry.peer.evidence) inquiry.peer.failure.clear();
    out.push_back(std::move(inquiry.peer));
  }
  return out;
}

}  // namespace

std::vector<Peer> AskPeers(std::span<const NodeAddress> addresses, std::uint16_t port, milliseconds timeout,
                           int cancel_fd) {
  const galera::Result<Curl>& curl = galera::LoadCurl();
  if (curl) return InquiryRound(*curl, port, steady_clock::now() + timeout).Run(addresses, cancel_fd);
  std::vector<Peer> nobody_asked;
  for (const NodeAddress& address : addresses) {
    Peer& peer = nobody_asked.emplace_back();
    peer.address = address;
    peer.failure = curl.error().message;
  }
  return nobody_asked;
}

}  // namespace watchdog
