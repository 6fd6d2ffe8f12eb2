#include "registration/consul_agent.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "galera/text.h"
#include "system/curl.h"

namespace watchdog {
namespace {

using galera::Curl;
using galera::Error;
using galera::ErrorCode;
using galera::Result;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kBodyMax = std::size_t{1} << 20;

struct MultiCleanup {
  const Curl* curl;
  void operator()(CURLM* multi) const { curl->multi_cleanup(multi); }
};
struct EasyCleanup {
  const Curl* curl;
  void operator()(CURL* easy) const { curl->easy_cleanup(easy); }
};
struct ListCleanup {
  const Curl* curl;
  void operator()(curl_slist* list) const { curl->slist_free_all(list); }
};

// ":8500" at the end of "consul:8500" or "[::1]:8500"; empty if there is none.
std::string PortOf(const std::string& host_port) {
  const std::size_t bracket = host_port.find(']');
  const std::size_t colon = host_port.find(':', bracket == std::string::npos ? 0 : bracket);
  return colon == std::string::npos ? "" : host_port.substr(colon);
}

// One request, from its handles to its reply.
class Exchange {
 public:
  Exchange(const Curl& curl, const ConsulSettings& settings, const ConsulRequest& request)
      : curl_(curl),
        settings_(settings),
        request_(request),
        headers_(nullptr, {&curl}),
        connect_to_(nullptr, {&curl}),
        multi_(curl.multi_init(), {&curl}),
        easy_(curl.easy_init(), {&curl}) {}
  ~Exchange() {
    if (attached_) curl_.multi_remove_handle(multi_.get(), easy_.get());
  }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  Result<ConsulReply> Run(milliseconds timeout, int cancel_fd);

 private:
  void SetUp(milliseconds timeout);
  void SetUpAddress();
  void SetUpHeaders();
  void SetUpTls();
  void AddHeader(const std::string& line);
  Result<ConsulReply> Take(CURLcode result);

  template <typename Value>
  void Set(CURLoption option, Value value) {
    curl_.easy_setopt(easy_.get(), option, value);
  }
  void SetText(CURLoption option, const std::string& text) {
    if (!text.empty()) Set(option, text.c_str());
  }

  static std::size_t OnBody(const char* bytes, std::size_t size, std::size_t count, void* exchange);
  static std::size_t OnHeader(const char* bytes, std::size_t size, std::size_t count, void* exchange);

  const Curl& curl_;
  const ConsulSettings& settings_;
  const ConsulRequest& request_;
  // The last goes first: curl keeps pointers into the lists.
  std::unique_ptr<curl_slist, ListCleanup> headers_;
  std::unique_ptr<curl_slist, ListCleanup> connect_to_;
  std::unique_ptr<CURLM, MultiCleanup> multi_;
  std::unique_ptr<CURL, EasyCleanup> easy_;
  ConsulReply reply_;
  bool attached_ = false;
  bool too_large_ = false;
};

std::size_t Exchange::OnBody(const char* bytes, std::size_t size, std::size_t count, void* exchange) {
  auto& self = *static_cast<Exchange*>(exchange);
  const std::size_t arrived = size * count;
  if (arrived > kBodyMax - self.reply_.body.size()) {
    self.too_large_ = true;
    return 0;
  }
  self.reply_.body.append(bytes, arrived);
  return arrived;
}

std::size_t Exchange::OnHeader(const char* bytes, std::size_t size, std::size_t count, void* exchange) {
  constexpr std::string_view kFiltered = "X-Consul-Results-Filtered-By-ACLs:";
  std::string_view line(bytes, size * count);
  if (galera::EqualsIgnoringCase(line.substr(0, kFiltered.size()), kFiltered)) {
    line.remove_prefix(kFiltered.size());
    line = line.substr(0, line.find_first_of("\r\n"));
    static_cast<Exchange*>(exchange)->reply_.filtered =
        galera::EqualsIgnoringCase(galera::TrimBlanks(line), "true");
  }
  return size * count;
}

void Exchange::AddHeader(const std::string& line) {
  if (curl_slist* longer = curl_.slist_append(headers_.get(), line.c_str())) {
    (void)headers_.release();
    headers_.reset(longer);
  }
}

void Exchange::SetUpHeaders() {
  AddHeader("Expect:");
  if (!request_.body.empty()) AddHeader("Content-Type: application/json");
  if (!settings_.token.empty()) AddHeader("X-Consul-Token: " + settings_.token.Reveal());
  Set(CURLOPT_HTTPHEADER, headers_.get());
  if (settings_.login.empty()) return;
  Set(CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
  SetText(CURLOPT_USERPWD, settings_.login.Reveal());
}

void Exchange::SetUpAddress() {
  const ConsulAddress& address = settings_.address;
  std::string host_port = address.unix_socket.empty() ? address.host_port : "localhost";
  SetText(CURLOPT_UNIX_SOCKET_PATH, address.unix_socket);
  if (address.tls && !settings_.server_name.empty()) {
    // curl checks the name that the URL has, so the URL gets that one.
    const std::string port = PortOf(host_port);
    const std::string host = host_port.substr(0, host_port.size() - port.size());
    connect_to_.reset(curl_.slist_append(nullptr, ("::" + host + (port.empty() ? ":443" : port)).c_str()));
    Set(CURLOPT_CONNECT_TO, connect_to_.get());
    host_port = settings_.server_name + port;
  }
  const std::string scheme = address.tls ? "https://" : "http://";
  SetText(CURLOPT_URL, scheme + host_port + address.path_prefix + request_.path);
}

void Exchange::SetUpTls() {
  SetText(CURLOPT_CAINFO, settings_.ca_file);
  SetText(CURLOPT_CAPATH, settings_.ca_path);
  SetText(CURLOPT_SSLCERT, settings_.cert_file);
  SetText(CURLOPT_SSLKEY, settings_.key_file);
  if (settings_.verify) return;
  Set(CURLOPT_SSL_VERIFYPEER, 0L);
  Set(CURLOPT_SSL_VERIFYHOST, 0L);
}

void Exchange::SetUp(milliseconds timeout) {
  SetUpAddress();
  SetUpHeaders();
  if (settings_.address.tls) SetUpTls();
  if (request_.verb == ConsulRequest::Verb::kPut) {
    Set(CURLOPT_CUSTOMREQUEST, "PUT");
    Set(CURLOPT_POSTFIELDS, request_.body.c_str());
    Set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request_.body.size()));
  }
  Set(CURLOPT_WRITEDATA, this);
  Set(CURLOPT_WRITEFUNCTION, OnBody);
  Set(CURLOPT_HEADERDATA, this);
  Set(CURLOPT_HEADERFUNCTION, OnHeader);
  Set(CURLOPT_NOSIGNAL, 1L);
  Set(CURLOPT_PROXY, "");
  Set(CURLOPT_FOLLOWLOCATION, 0L);
  Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(CURLOPT_FORBID_REUSE, 1L);
  Set(CURLOPT_USERAGENT, "galera-warden");
  Set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max(timeout, milliseconds(1)).count()));
#if LIBCURL_VERSION_NUM >= 0x075700
  // A resolver that hangs is not waited for.
  Set(CURLOPT_QUICK_EXIT, 1L);
#endif
}

Result<ConsulReply> Exchange::Take(CURLcode result) {
  if (too_large_) return Error{ErrorCode::kUnavailable, "answers more than 1 MiB", 0};
  if (result == CURLE_OPERATION_TIMEDOUT) return Error{ErrorCode::kTimeout, "no answer in time", 0};
  if (result != CURLE_OK) return Error{ErrorCode::kUnavailable, curl_.easy_strerror(result), 0};
  long status = 0;
  curl_.easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  reply_.status = static_cast<int>(status);
  return std::move(reply_);
}

Result<ConsulReply> Exchange::Run(milliseconds timeout, int cancel_fd) {
  if (multi_ == nullptr || easy_ == nullptr) return Error{ErrorCode::kUnavailable, "curl: no memory", 0};
  const auto deadline = steady_clock::now() + timeout;
  SetUp(timeout);
  attached_ = curl_.multi_add_handle(multi_.get(), easy_.get()) == CURLM_OK;
  if (!attached_) return Error{ErrorCode::kUnavailable, "curl: can't ask", 0};
  for (;;) {
    int running = 0;
    if (curl_.multi_perform(multi_.get(), &running) != CURLM_OK) break;
    int left_messages = 0;
    const CURLMsg* message = curl_.multi_info_read(multi_.get(), &left_messages);
    if (message != nullptr && message->msg == CURLMSG_DONE) return Take(message->data.result);
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return Error{ErrorCode::kTimeout, "no answer in time", 0};
    curl_waitfd cancel{cancel_fd, CURL_WAIT_POLLIN, 0};
    const unsigned extra = cancel_fd >= 0 ? 1 : 0;
    if (curl_.multi_poll(multi_.get(), &cancel, extra, static_cast<int>(left.count()), nullptr) != CURLM_OK)
      break;
    if (cancel.revents != 0) return Error{ErrorCode::kUnavailable, "cancelled", 0};
  }
  return Error{ErrorCode::kUnavailable, "curl: can't wait", 0};
}

}  // namespace

Result<ConsulReply> ConsulAgent::Send(const ConsulRequest& request, milliseconds timeout,
                                      int cancel_fd) const {
  const Result<Curl>& curl = galera::LoadCurl();
  if (!curl) return Error{ErrorCode::kUnavailable, curl.error().message, 0};
  return Exchange(*curl, settings_, request).Run(timeout, cancel_fd);
}

std::string ConsulAgent::Describe(const ConsulReply& reply) const {
  // A proxy may show what it was sent.
  for (const galera::Secret* secret : {&settings_.token, &settings_.login}) {
    if (!secret->empty() && reply.body.find(secret->Reveal()) != std::string::npos) {
      return DescribeReply({reply.status, "", false});
    }
  }
  return DescribeReply(reply);
}

}  // namespace watchdog
