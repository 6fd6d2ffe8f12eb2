#include "http/civetweb_server.h"

#include <arpa/inet.h>
#include <civetweb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "config/listen_address.h"
#include "galera/text.h"
#include "http/answer_counters.h"
#include "http/listen_endpoint.h"
#include "http/query.h"
#include "http/response_head.h"
#include "http/router.h"
#include "system/log.h"

namespace galera {
namespace {

using Clock = std::chrono::steady_clock;

constexpr long long kBodyBytesMax = 65536;
constexpr std::size_t kSliceBytes = 65536;    // of a large body, in one write
constexpr std::size_t kOneWriteBytes = 4096;  // bodies up to this go out together with the head
// What a thread keeps for its next answer: with many threads, most of what an idle server holds.
constexpr std::size_t kScratchBytesMax = 4 * kOneWriteBytes;
constexpr auto kWriteGrace = std::chrono::milliseconds(400);
constexpr auto kWakeDelay = std::chrono::milliseconds(20);

// Threads started while one lives inherit a mask of all signals but faults:
// signals belong to the program's own threads.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS})
      sigdelset(&all, fault);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

// civetweb counts its users, but not safely for the first two at once.
class Library {
 public:
  Library() {
    const std::lock_guard lock(mutex());
    mg_init_library(MG_FEATURES_DEFAULT);
  }
  ~Library() {
    const std::lock_guard lock(mutex());
    mg_exit_library();
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex instance;
    return instance;
  }
};

class Counted {
 public:
  explicit Counted(std::atomic<int>* count) : count_(count) { count_->fetch_add(1); }
  ~Counted() { count_->fetch_sub(1); }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<int>* count_;
};

// Kept for a thread's life: most requests then cost few allocations.
struct Scratch {
  Request request;
  std::string out;
};

Response Plain(int status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

void Fill(const mg_request_info& info, Request* request) {
  request->method = info.request_method;
  request->path = info.local_uri_raw;
  request->query.clear();
  if (info.query_string != nullptr && *info.query_string != '\0')
    request->query = DecodeQuery(info.query_string);
  request->headers.clear();
  for (int i = 0; i < info.num_headers; ++i) {
    // civetweb leaves blanks at the end of a value.
    request->headers.emplace_back(info.http_headers[i].name, TrimBlanks(info.http_headers[i].value));
  }
}

// What the client asks for. Stricter than civetweb, which takes any prefix of
// "keep-alive" and would go on after a Connection: close that comes second.
bool ClientKeepsAlive(const mg_request_info& info) {
  bool keep = std::string_view(info.http_version) == "1.1";
  for (int i = 0; i < info.num_headers; ++i) {
    const std::string_view name = info.http_headers[i].name;
    // A body is read after the answer only as far as it is there; the rest
    // would be taken for the next request.
    if (EqualsIgnoringCase(name, "Content-Length")) return false;
    if (EqualsIgnoringCase(name, "Transfer-Encoding")) return false;
    if (!EqualsIgnoringCase(name, "Connection")) continue;
    std::string_view rest = info.http_headers[i].value;
    while (!rest.empty()) {
      const std::string_view option = NextPart(&rest, ',');
      if (!EqualsIgnoringCase(option, "keep-alive")) return false;
      keep = true;
    }
  }
  return keep;
}

// Every option that matters, whatever the library's defaults. Left unset, which
// means off: document_root and all else about files, logs, CGI and TLS.
std::vector<std::pair<const char*, std::string>> Settings(const HttpServerOptions& options,
                                                          const std::string& listening_ports) {
  const std::string timeout = std::to_string(options.request_timeout.count());
  return {
      {"listening_ports", listening_ports},
      {"num_threads", std::to_string(options.threads)},
      {"connection_queue", "64"},  // accepted, waiting for a thread
      {"listen_backlog", "128"},
      {"tcp_nodelay", "1"},
      {"max_request_size", "16384"},  // request line and headers
      {"request_timeout_ms", timeout},
      {"keep_alive_timeout_ms", timeout},
      {"enable_keep_alive", options.keep_alive ? "yes" : "no"},
      {"linger_timeout_ms", "-2"},  // leave SO_LINGER alone
      {"decode_url", "no"},         // paths are compared as sent
      {"decode_query_string", "no"},
      {"enable_auth_domain_check", "no"},
      {"authentication_domain", "galera-warden"},
      {"access_control_allow_origin", ""},  // no CORS
      {"access_control_allow_methods", ""},
      {"access_control_allow_headers", ""},
      {"allow_sendfile_call", "no"},
      {"enable_directory_listing", "no"},
      {"allow_index_script_resource", "no"},
      {"index_files", ""},
      {"cgi_pattern", ""},
      {"ssi_pattern", ""},
      {"static_file_max_age", "0"},
      {"enable_websocket_ping_pong", "no"},
  };
}

class CivetwebServer final : public HttpServer {
 public:
  CivetwebServer(const HttpServerOptions& options, std::vector<Route> routes)
      : options_(options),
        router_(options.name, std::move(routes)),
        counters_(std::make_shared<AnswerCounters>(options.name, Paths(router_))) {}
  ~CivetwebServer() override { Stop(); }
  CivetwebServer(const CivetwebServer&) = delete;
  CivetwebServer& operator=(const CivetwebServer&) = delete;

  Status Open();
  std::vector<std::uint16_t> ports() const override { return ports_; }
  std::function<std::vector<HttpCount>()> Counts() const override {
    return [counters = counters_] { return counters->Snapshot(); };
  }

 private:
  static std::vector<std::string> Paths(const Router& router);
  static CivetwebServer* Of(const mg_connection* connection);

  // Callbacks. Nothing may be thrown through civetweb's C frames.
  static int OnRequest(mg_connection* connection) noexcept;
  static int OnError(mg_connection* connection, int status, const char* message) noexcept;
  static int OnMessage(const mg_connection* connection, const char* message) noexcept;
  static int OnConnected(const mg_connection* connection, void** data) noexcept;
  static void OnClosed(const mg_connection* connection) noexcept;

  Answer Decide(const mg_request_info& info, const Request& request);
  int Serve(mg_connection* connection);
  bool Send(mg_connection* connection, const Response& response, bool keep_alive, bool with_body,
            std::string* out);
  void DiscardBody(mg_connection* connection, long long bytes) const;
  Error WhyNotStarted();
  void WaitForAnswers() const;
  void WakeAcceptor(const std::atomic<bool>& stopped) const;
  void Stop();

  // Constant after Open().
  const HttpServerOptions options_;
  const Router router_;
  const Library library_;
  mg_context* context_ = nullptr;
  std::vector<std::string> endpoints_;  // numeric, in the order of options_.listen
  std::vector<std::uint16_t> ports_;

  // Do their own synchronisation.
  const std::shared_ptr<AnswerCounters> counters_;
  std::atomic<bool> started_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<int> connections_{0};  // that a thread is serving
  std::atomic<int> handling_{0};     // inside a handler
  std::atomic<int> answering_{0};    // inside a handler or writing its answer
  std::mutex start_mutex_;
  std::string start_messages_;  // protected by start_mutex_
};

std::vector<std::string> CivetwebServer::Paths(const Router& router) {
  std::vector<std::string> paths;
  for (const Route& route : router.routes()) paths.push_back(route.path);
  return paths;
}

CivetwebServer* CivetwebServer::Of(const mg_connection* connection) {
  return static_cast<CivetwebServer*>(mg_get_user_data(mg_get_context(connection)));
}

Status CivetwebServer::Open() {
  const bool with_ipv6 = mg_check_feature(MG_FEATURES_IPV6) != 0;
  std::string listening_ports;
  for (const ListenAddress& address : options_.listen) {
    auto endpoint = ResolveListenAddress(address, with_ipv6);
    if (!endpoint) return endpoint.error();
    listening_ports += (listening_ports.empty() ? "" : ",") + *endpoint;
    endpoints_.push_back(std::move(*endpoint));
  }
  if (endpoints_.empty()) {
    return Error{ErrorCode::kInvalid, "the server '" + options_.name + "' has no address to listen on"};
  }

  const auto settings = Settings(options_, listening_ports);
  std::vector<const char*> flat;
  for (const auto& [name, value] : settings) flat.insert(flat.end(), {name, value.c_str()});
  flat.push_back(nullptr);

  mg_callbacks callbacks{};
  callbacks.begin_request = OnRequest;
  callbacks.http_error = OnError;
  callbacks.log_message = OnMessage;
  callbacks.init_connection = OnConnected;
  callbacks.connection_closed = OnClosed;
  {
    const SignalsBlocked blocked;
    context_ = mg_start(&callbacks, this, flat.data());
  }
  if (context_ == nullptr) return WhyNotStarted();
  started_ = true;

  std::vector<mg_server_port> used(endpoints_.size());
  const int count = mg_get_server_ports(context_, static_cast<int>(used.size()), used.data());
  for (int i = 0; i < count; ++i)
    ports_.push_back(static_cast<std::uint16_t>(used[static_cast<std::size_t>(i)].port));
  return {};
}

// civetweb has closed what it had opened. Asking the kernel again gives an
// error to explain; civetweb's own words are the fallback (two equal addresses).
Error CivetwebServer::WhyNotStarted() {
  for (std::size_t i = 0; i < endpoints_.size(); ++i) {
    const Status status = CheckBindable(options_.listen[i], endpoints_[i]);
    if (!status) return status.error();
  }
  std::string all;
  for (const ListenAddress& address : options_.listen) all += (all.empty() ? "" : ", ") + ToString(address);
  const std::lock_guard lock(start_mutex_);
  return {ErrorCode::kInvalid, "cannot listen on " + all + ": " + start_messages_};
}

int CivetwebServer::OnMessage(const mg_connection* connection, const char* message) noexcept {
  try {
    CivetwebServer* self = Of(connection);
    if (self != nullptr && !self->started_) {
      const std::lock_guard lock(self->start_mutex_);
      self->start_messages_.append(self->start_messages_.empty() ? "" : "; ").append(message);
    }
    LogDebug("civetweb", {{"message", message}});
  } catch (...) {  // a lost debug line
  }
  return 1;  // civetweb itself writes nothing
}

int CivetwebServer::OnConnected(const mg_connection* connection, void**) noexcept {
  Of(connection)->connections_.fetch_add(1, std::memory_order_relaxed);
  return 0;
}

void CivetwebServer::OnClosed(const mg_connection* connection) noexcept {
  Of(connection)->connections_.fetch_sub(1, std::memory_order_relaxed);
}

int CivetwebServer::OnRequest(mg_connection* connection) noexcept {
  try {
    return Of(connection)->Serve(connection);
  } catch (...) {  // no memory for the answer
    mg_disable_connection_keep_alive(connection);
    return 500;
  }
}

// Answers that civetweb decides on: bad or late requests.
int CivetwebServer::OnError(mg_connection* connection, int status, const char*) noexcept {
  try {
    CivetwebServer* self = Of(connection);
    self->counters_->Count(self->router_.routes().size(), status);
    mg_disable_connection_keep_alive(connection);
    std::string out;
    self->Send(connection, Plain(status, "bad or incomplete request\n"), false, true, &out);
  } catch (...) {  // no memory: the client sees the connection close
  }
  return 0;
}

Answer CivetwebServer::Decide(const mg_request_info& info, const Request& request) {
  const std::size_t other = router_.routes().size();
  if (stopping_) return {Plain(503, "stopping\n"), other};
  if (request.Header("Transfer-Encoding")) {
    return {Plain(411, "a request body needs a Content-Length\n"), other};
  }
  if (info.content_length > kBodyBytesMax) return {Plain(413, "the request body is too large\n"), other};
  const Counted handling(&handling_);
  return router_.Handle(request);
}

int CivetwebServer::Serve(mg_connection* connection) {
  const mg_request_info& info = *mg_get_request_info(connection);
  thread_local Scratch scratch;
  Fill(info, &scratch.request);
  int status = 0;
  {
    const Counted answering(&answering_);
    const Answer answer = Decide(info, scratch.request);
    status = answer.response.status;
    counters_->Count(answer.route, status);
    // With every thread taken, a connection that stays would starve those in the queue.
    const bool keep_alive = options_.keep_alive && !stopping_ && ClientKeepsAlive(info) &&
                            connections_.load(std::memory_order_relaxed) < options_.threads;
    const bool sent =
        Send(connection, answer.response, keep_alive, scratch.request.method != "HEAD", &scratch.out);
    if (!keep_alive || !sent) mg_disable_connection_keep_alive(connection);
  }
  if (info.content_length > 0 && info.content_length <= kBodyBytesMax) {
    DiscardBody(connection, info.content_length);
  }
  if (scratch.out.capacity() > kScratchBytesMax) scratch.out = std::string();
  return status;
}

// False if the client did not take all of it in time. civetweb's own timeout
// starts anew with each byte taken, so large bodies go in slices under ours.
bool CivetwebServer::Send(mg_connection* connection, const Response& response, bool keep_alive,
                          bool with_body, std::string* out) {
  const auto deadline = Clock::now() + options_.request_timeout;
  out->clear();
  AppendHead(response, keep_alive, out);
  std::string_view rest;
  if (with_body && response.status != 204 && response.status != 304) {
    rest = response.body;
    if (rest.size() <= kOneWriteBytes) out->append(std::exchange(rest, {}));
  }
  if (mg_write(connection, out->data(), out->size()) != static_cast<int>(out->size())) return false;
  while (!rest.empty()) {
    if (Clock::now() >= deadline) return false;
    const std::string_view slice = rest.substr(0, kSliceBytes);
    if (mg_write(connection, slice.data(), slice.size()) != static_cast<int>(slice.size())) return false;
    rest.remove_prefix(slice.size());
  }
  return true;
}

// Closing on unread bytes resets the connection and may cost the client our
// answer. Byte by byte, because a longer read lets a drip-feeder hold the
// thread; what came with the headers (the usual case) costs no system call.
void CivetwebServer::DiscardBody(mg_connection* connection, long long bytes) const {
  const auto deadline = Clock::now() + options_.request_timeout;
  char byte = 0;
  while (bytes-- > 0 && !stopping_ && Clock::now() < deadline) {
    if (mg_read(connection, &byte, 1) != 1) return;
  }
}

// Handlers must end before their threads can; answers get a short grace.
void CivetwebServer::WaitForAnswers() const {
  auto last_handled = Clock::now();
  while (answering_ > 0 && Clock::now() - last_handled < kWriteGrace) {
    if (handling_ > 0) last_handled = Clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

// civetweb looks at its stop flag only every 2 s, or when a client connects.
// Not before mg_stop has set the flag: it would lose the descriptor of a
// connection that it had queued, but no thread had taken.
void CivetwebServer::WakeAcceptor(const std::atomic<bool>& stopped) const {
  std::this_thread::sleep_for(kWakeDelay);
  while (!stopped) {
    for (std::size_t i = 0; i < ports_.size(); ++i) {
      sockaddr_in where{};
      where.sin_family = AF_INET;
      where.sin_port = htons(ports_[i]);
      const std::string host = endpoints_[i].substr(0, endpoints_[i].find(':'));
      if (inet_pton(AF_INET, host.c_str(), &where.sin_addr) != 1) continue;
      const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      if (fd < 0) continue;
      static_cast<void>(connect(fd, reinterpret_cast<const sockaddr*>(&where), sizeof(where)));
      close(fd);
    }
    std::this_thread::sleep_for(kWakeDelay);
  }
}

void CivetwebServer::Stop() {
  if (context_ == nullptr) return;
  stopping_ = true;
  WaitForAnswers();
  std::atomic<bool> stopped{false};
  std::thread waker;
  try {
    const SignalsBlocked blocked;
    waker = std::thread([this, &stopped] { WakeAcceptor(stopped); });
  } catch (const std::exception&) {  // no thread to be had: it takes up to 2 s
  }
  mg_stop(context_);
  stopped = true;
  if (waker.joinable()) waker.join();
}

}  // namespace

Result<std::unique_ptr<HttpServer>> StartCivetwebServer(const HttpServerOptions& options,
                                                        std::vector<Route> routes) {
  auto server = std::make_unique<CivetwebServer>(options, std::move(routes));
  const Status status = server->Open();
  if (!status) return status.error();
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace galera
