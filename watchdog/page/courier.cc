#include "page/courier.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "galera/text.h"
#include "page/payload_email.h"

namespace watchdog {
namespace {

using galera::Curl;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kBodyKept = 4096;
constexpr std::size_t kRetryAfterMax = 64;
constexpr long kConnectionIdleSeconds = 60;
constexpr long kConnectionLifeSeconds = 300;  // then the name is resolved anew
constexpr std::size_t kSecretPartMin = 6;

struct EasyCleanup {
  const Curl* curl;
  void operator()(CURL* easy) const { curl->easy_cleanup(easy); }
};
struct ListCleanup {
  const Curl* curl;
  void operator()(curl_slist* list) const { curl->slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListCleanup>;

void Append(const Curl& curl, List& list, const std::string& line) {
  if (curl_slist* longer = curl.slist_append(list.get(), line.c_str())) {
    (void)list.release();
    list.reset(longer);
  }
}

bool IsMail(const Receiver& receiver) { return receiver.kind == Receiver::Kind::kEmail; }

bool IsUsable(const Receiver& receiver, const std::string& url) {
  const auto begins = [&url](std::string_view scheme) {
    return galera::EqualsIgnoringCase(std::string_view(url).substr(0, scheme.size()), scheme);
  };
  return IsMail(receiver) ? begins("smtp://") || begins("smtps://") : begins("http://") || begins("https://");
}

Reply Failed(Reply::Transport transport, std::string why) {
  Reply reply;
  reply.transport = transport;
  reply.failure = std::move(why);
  return reply;
}

}  // namespace

// One request, with all that curl keeps pointers to.
struct Courier::Exchange {
  Exchange(const Curl& curl_functions, const Receiver& to, const Payload& what, const std::string& agent)
      : curl(curl_functions),
        receiver(to),
        payload(what),
        user_agent(agent),
        headers(nullptr, {&curl}),
        recipients(nullptr, {&curl}),
        easy(curl.easy_init(), {&curl}) {}

  void SetUp(const std::string& url);
  void SetUpHttp();
  void SetUpMail();

  template <typename Value>
  void Set(CURLoption option, Value value) {
    curl.easy_setopt(easy.get(), option, value);
  }
  void SetText(CURLoption option, const std::string& text) {
    if (!text.empty()) Set(option, text.c_str());
  }

  static std::size_t OnBody(const char* bytes, std::size_t size, std::size_t count, void* exchange);
  static std::size_t OnHeader(const char* bytes, std::size_t size, std::size_t count, void* exchange);
  static std::size_t OnUpload(char* bytes, std::size_t size, std::size_t count, void* exchange);

  const Curl& curl;
  const Receiver& receiver;
  const Payload& payload;
  const std::string& user_agent;
  std::size_t uploaded = 0;
  std::string body;
  std::string retry_after;
  List headers;
  List recipients;
  std::unique_ptr<CURL, EasyCleanup> easy;  // goes first
};

std::size_t Courier::Exchange::OnBody(const char* bytes, std::size_t size, std::size_t count,
                                      void* exchange) {
  std::string& kept = static_cast<Exchange*>(exchange)->body;
  kept.append(bytes, std::min(size * count, kBodyKept - kept.size()));
  return size * count;
}

std::size_t Courier::Exchange::OnHeader(const char* bytes, std::size_t size, std::size_t count,
                                        void* exchange) {
  auto& self = *static_cast<Exchange*>(exchange);
  constexpr std::string_view kRetryAfter = "Retry-After:";
  std::string_view line(bytes, size * count);
  // SMTP has no headers: what comes here are its replies.
  if (IsMail(self.receiver)) {
    if (line.starts_with('4') || line.starts_with('5')) self.body.assign(line.substr(0, kBodyKept));
  } else if (galera::EqualsIgnoringCase(line.substr(0, kRetryAfter.size()), kRetryAfter)) {
    line = line.substr(kRetryAfter.size());
    line = galera::TrimBlanks(line.substr(0, line.find_first_of("\r\n")));
    self.retry_after = line.substr(0, kRetryAfterMax);
  }
  return size * count;
}

std::size_t Courier::Exchange::OnUpload(char* bytes, std::size_t size, std::size_t count, void* exchange) {
  auto& self = *static_cast<Exchange*>(exchange);
  const std::string& text = self.payload.body;
  const std::size_t now = std::min(size * count, text.size() - self.uploaded);
  std::copy_n(text.data() + self.uploaded, now, bytes);
  self.uploaded += now;
  return now;
}

void Courier::Exchange::SetUpHttp() {
  Append(curl, headers, "Expect:");
  if (!payload.content_type.empty()) Append(curl, headers, "Content-Type: " + payload.content_type);
  for (const auto& [name, value] : payload.headers) {
    std::string line = name;
    line.append(": ").append(value);
    Append(curl, headers, line);
  }
  if (!receiver.bearer_token.empty())
    Append(curl, headers, "Authorization: Bearer " + receiver.bearer_token.Reveal());
  Set(CURLOPT_HTTPHEADER, headers.get());
  Set(CURLOPT_USERAGENT, user_agent.c_str());
  Set(CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
  Set(CURLOPT_FOLLOWLOCATION, 0L);
  Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(CURLOPT_PROTOCOLS_STR, "http,https");
  if (receiver.kind == Receiver::Kind::kHeartbeat) return;
  Set(CURLOPT_POST, 1L);
  Set(CURLOPT_POSTFIELDS, payload.body.c_str());
  Set(CURLOPT_POSTFIELDSIZE, static_cast<long>(payload.body.size()));
}

void Courier::Exchange::SetUpMail() {
  SetText(CURLOPT_MAIL_FROM, "<" + BareAddress(receiver.from) + ">");
  for (const std::string& to : receiver.to) Append(curl, recipients, "<" + BareAddress(to) + ">");
  Set(CURLOPT_MAIL_RCPT, recipients.get());
  // One address that is gone keeps nobody else from being told.
  Set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  Set(CURLOPT_UPLOAD, 1L);
  Set(CURLOPT_READFUNCTION, OnUpload);
  Set(CURLOPT_READDATA, this);
  Set(CURLOPT_USE_SSL, static_cast<long>(receiver.require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  Set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
}

void Courier::Exchange::SetUp(const std::string& url) {
  Set(CURLOPT_URL, url.c_str());
  if (IsMail(receiver)) {
    SetUpMail();
  } else {
    SetUpHttp();
  }
  SetText(CURLOPT_USERNAME, receiver.username);
  if (!receiver.username.empty()) Set(CURLOPT_PASSWORD, receiver.password.Reveal().c_str());
  SetText(CURLOPT_CAINFO, receiver.ca_file);
  SetText(CURLOPT_PROXY, receiver.proxy);
  Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  Set(CURLOPT_WRITEDATA, this);
  Set(CURLOPT_WRITEFUNCTION, OnBody);
  Set(CURLOPT_HEADERDATA, this);
  Set(CURLOPT_HEADERFUNCTION, OnHeader);
  Set(CURLOPT_NOSIGNAL, 1L);
  Set(CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  Set(CURLOPT_MAXAGE_CONN, kConnectionIdleSeconds);
#if LIBCURL_VERSION_NUM >= 0x075000
  Set(CURLOPT_MAXLIFETIME_CONN, kConnectionLifeSeconds);
#endif
  const auto timeout = std::max(receiver.timeout, milliseconds(1));
  Set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  Set(CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::clamp(receiver.connect_timeout, milliseconds(1), timeout).count()));
#if LIBCURL_VERSION_NUM >= 0x075700
  // A resolver that hangs is not waited for.
  Set(CURLOPT_QUICK_EXIT, 1L);
#endif
}

Courier::Courier(Receiver receiver, std::string user_agent)
    : receiver_(std::move(receiver)), user_agent_(std::move(user_agent)) {}

Courier::~Courier() = default;

void Courier::Stop() {
  stopped_ = true;
  const std::lock_guard lock(mutex_);
  if (multi_ != nullptr) multi_.get_deleter().curl->multi_wakeup(multi_.get());
}

Reply Courier::Send(std::size_t url, const Payload& payload) {
  const galera::Result<Curl>& curl = galera::LoadCurl();
  if (!curl) return Failed(Reply::Transport::kUnreachable, curl.error().message);
  const galera::Secret address = AddressOf(receiver_, url);
  if (!IsUsable(receiver_, address.Reveal())) {
    return Failed(Reply::Transport::kUnusable, IsMail(receiver_) ? "the URL is neither smtp:// nor smtps://"
                                                                 : "the URL is neither http:// nor https://");
  }
  {
    const std::lock_guard lock(mutex_);
    if (multi_ == nullptr) multi_ = {curl->multi_init(), {&*curl}};
  }
  Exchange exchange(*curl, receiver_, payload, user_agent_);
  if (multi_ == nullptr || exchange.easy == nullptr)
    return Failed(Reply::Transport::kUnreachable, "curl: no memory");
  exchange.SetUp(address.Reveal());
  if (curl->multi_add_handle(multi_.get(), exchange.easy.get()) != CURLM_OK)
    return Failed(Reply::Transport::kUnreachable, "curl: can't send");
  Reply reply = Run(*curl, exchange);
  curl->multi_remove_handle(multi_.get(), exchange.easy.get());
  reply.failure = WithoutSecrets(std::move(reply.failure));
  reply.body = WithoutSecrets(std::move(reply.body));
  return reply;
}

Reply Courier::Run(const Curl& curl, Exchange& exchange) {
  // curl keeps the time itself; this is for the case that it does not.
  const auto end = steady_clock::now() + receiver_.timeout + milliseconds(500);
  while (!stopped_) {
    int running = 0;
    if (curl.multi_perform(multi_.get(), &running) != CURLM_OK) break;
    int left = 0;
    const CURLMsg* message = curl.multi_info_read(multi_.get(), &left);
    if (message != nullptr && message->msg == CURLMSG_DONE) return Take(curl, exchange, message->data.result);
    if (steady_clock::now() >= end) return Failed(Reply::Transport::kUnreachable, "no answer in time");
    if (curl.multi_poll(multi_.get(), nullptr, 0, 1000, nullptr) != CURLM_OK) break;
  }
  return Failed(stopped_ ? Reply::Transport::kStopped : Reply::Transport::kUnreachable, "broken off");
}

Reply Courier::Take(const Curl& curl, const Exchange& exchange, CURLcode result) const {
  Reply reply;
  long status = 0;
  curl.easy_getinfo(exchange.easy.get(), CURLINFO_RESPONSE_CODE, &status);
  reply.smtp = IsMail(receiver_);
  reply.status = static_cast<int>(status);
  reply.retry_after = exchange.retry_after;
  reply.body = exchange.body;
  // A mail server says no in the middle; what HTTP began and did not end is no answer.
  const bool said_no = reply.smtp && reply.status >= 400 && result != CURLE_OPERATION_TIMEDOUT;
  if (result == CURLE_OK || said_no) {
    reply.transport = Reply::Transport::kAnswered;
  } else if (result == CURLE_URL_MALFORMAT || result == CURLE_UNSUPPORTED_PROTOCOL) {
    reply.transport = Reply::Transport::kUnusable;
    reply.failure = "the URL can't be used";
  } else {
    reply.transport = Reply::Transport::kUnreachable;
    reply.failure = result == CURLE_OPERATION_TIMEDOUT ? "no answer in time" : curl.easy_strerror(result);
  }
  return reply;
}

// A receiver, or a proxy before it, may show what it was sent.
std::string Courier::WithoutSecrets(std::string text) const {
  std::vector<std::string> secrets = {receiver_.routing_key.Reveal(), receiver_.password.Reveal(),
                                      receiver_.bearer_token.Reveal()};
  for (const galera::Secret& url : receiver_.urls) {
    // Each part behind the host may be the key: of a path, of a query.
    const std::string& whole = url.Reveal();
    const std::size_t scheme = whole.find("://");
    std::size_t at =
        std::min(whole.find_first_of("/?#", scheme == std::string::npos ? 0 : scheme + 3), whole.size());
    while (at < whole.size()) {
      const std::size_t end = std::min(whole.find_first_of("/?#&=", at + 1), whole.size());
      if (end - at > kSecretPartMin) secrets.push_back(whole.substr(at + 1, end - at - 1));
      at = end;
    }
    const std::size_t sign = whole.find('@');
    if (scheme != std::string::npos && sign != std::string::npos && sign > scheme) {
      const std::string login = whole.substr(scheme + 3, sign - scheme - 3);
      secrets.push_back(login.substr(login.find(':') + 1));
    }
  }
  const bool shows = text.find("Authorization") != std::string::npos ||
                     std::ranges::any_of(secrets, [&text](const std::string& secret) {
                       return !secret.empty() && text.find(secret) != std::string::npos;
                     });
  return shows ? "(not shown: it holds a secret)" : text;
}

}  // namespace watchdog
