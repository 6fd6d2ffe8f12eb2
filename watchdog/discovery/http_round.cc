#include "discovery/http_round.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "evidence/signature.h"
#include "galera/text.h"

namespace watchdog {

using galera::Curl;
using galera::Error;
using galera::ErrorCode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t kHeadBytesMax = std::size_t{16} * 1024;

struct EasyCleanup {
  const Curl* curl = nullptr;
  void operator()(CURL* easy) const { curl->easy_cleanup(easy); }
};
struct ListCleanup {
  const Curl* curl = nullptr;
  void operator()(curl_slist* list) const { curl->slist_free_all(list); }
};

}  // namespace

struct HttpRound::Call {
  std::size_t body_bytes_max = 0;
  Taker take;
  HttpAnswer answer = {};
  std::size_t head_bytes = 0;
  bool too_large = false;

  std::unique_ptr<curl_slist, ListCleanup> headers = {};
  std::unique_ptr<CURL, EasyCleanup> easy = {};
};

std::string UrlOf(const NodeAddress& address, std::uint16_t port, const std::string& path) {
  return "http://" + HostText(address) + ":" + std::to_string(port) + path;
}

HttpRound::HttpRound(const Curl& curl, Deadline deadline, std::size_t body_bytes_max)
    : curl_(curl), deadline_(deadline), body_bytes_max_(body_bytes_max), multi_(curl.multi_init(), {&curl}) {}

HttpRound::~HttpRound() {
  for (Call& call : calls_) Detach(call);
}

long HttpRound::Left() const {
  return static_cast<long>(std::chrono::ceil<milliseconds>(deadline_ - steady_clock::now()).count());
}

std::size_t HttpRound::OnBody(const char* bytes, std::size_t size, std::size_t count, void* call) {
  auto& asked = *static_cast<Call*>(call);
  const std::size_t arrived = size * count;
  if (arrived > asked.body_bytes_max - asked.answer.body.size()) {
    asked.too_large = true;
    return 0;
  }
  asked.answer.body.append(bytes, arrived);
  return arrived;
}

std::size_t HttpRound::OnHead(const char* bytes, std::size_t size, std::size_t count, void* call) {
  auto& asked = *static_cast<Call*>(call);
  const std::size_t arrived = size * count;
  if (arrived > kHeadBytesMax - asked.head_bytes) {
    asked.too_large = true;
    return 0;
  }
  asked.head_bytes += arrived;
  std::string_view line(bytes, arrived);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !galera::EqualsIgnoringCase(line.substr(0, colon), kSignatureHeader))
    return arrived;
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  asked.answer.signature = galera::TrimBlanks(line.substr(colon + 1));
  return arrived;
}

void HttpRound::SetUp(Call& call, const HttpRequest& request) {
  CURL* easy = call.easy.get();
  curl_.easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  if (request.post) {
    curl_.easy_setopt(easy, CURLOPT_POST, 1L);
    curl_.easy_setopt(easy, CURLOPT_POSTFIELDSIZE, 0L);
    curl_.easy_setopt(easy, CURLOPT_POSTFIELDS, "");
  }
  if (!request.signature.empty()) {
    const std::string header = std::string(kSignatureHeader) + ": " + request.signature;
    call.headers = {curl_.slist_append(nullptr, header.c_str()), ListCleanup{&curl_}};
    curl_.easy_setopt(easy, CURLOPT_HTTPHEADER, call.headers.get());
  }
  curl_.easy_setopt(easy, CURLOPT_PRIVATE, &call);
  curl_.easy_setopt(easy, CURLOPT_WRITEDATA, &call);
  curl_.easy_setopt(easy, CURLOPT_WRITEFUNCTION, OnBody);
  curl_.easy_setopt(easy, CURLOPT_HEADERDATA, &call);
  curl_.easy_setopt(easy, CURLOPT_HEADERFUNCTION, OnHead);
  curl_.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_.easy_setopt(easy, CURLOPT_PROXY, "");
  curl_.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_.easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_.easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_.easy_setopt(easy, CURLOPT_USERAGENT, "galera-warden");
  curl_.easy_setopt(easy, CURLOPT_TIMEOUT_MS, std::max(Left(), 1L));
}

galera::Status HttpRound::Send(const HttpRequest& request, Taker take) {
  Call& call = calls_.emplace_back(Call{body_bytes_max_, std::move(take)});
  call.easy = {curl_.easy_init(), EasyCleanup{&curl_}};
  if (multi_ == nullptr || call.easy == nullptr) return Error{ErrorCode::kUnavailable, "curl: no memory"};
  SetUp(call, request);
  if (curl_.multi_add_handle(multi_.get(), call.easy.get()) != CURLM_OK) {
    call.easy.reset();
    return Error{ErrorCode::kUnavailable, "curl: can't ask"};
  }
  ++pending_;
  return {};
}

void HttpRound::Detach(Call& call) {
  if (call.easy == nullptr) return;
  if (multi_ != nullptr) curl_.multi_remove_handle(multi_.get(), call.easy.get());
  call.easy.reset();
}

void HttpRound::Take(Call& call, CURLcode result) {
  curl_.easy_getinfo(call.easy.get(), CURLINFO_RESPONSE_CODE, &call.answer.status);
  Detach(call);
  --pending_;
  if (call.too_large) {
    call.answer.failure = "answers more than " + std::to_string(body_bytes_max_ / 1024) + " KiB";
  } else if (result == CURLE_OPERATION_TIMEDOUT) {
    call.answer.failure = "no answer in time";
  } else if (result != CURLE_OK) {
    call.answer.failure = curl_.easy_strerror(result);
  }
  call.take(std::move(call.answer));
}

void HttpRound::TakeFinished() {
  int left = 0;
  while (const CURLMsg* message = curl_.multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode result = message->data.result;
    char* call = nullptr;
    curl_.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
    if (call != nullptr) Take(*reinterpret_cast<Call*>(call), result);
  }
}

void HttpRound::Run(int cancel_fd) {
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

}  // namespace watchdog
