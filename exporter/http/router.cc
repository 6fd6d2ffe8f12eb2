#include "http/router.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <utility>

#include "galera/text.h"
#include "http/accept_encoding.h"
#include "http/gzip.h"
#include "system/log.h"

namespace galera {
namespace {

bool Has(const std::vector<std::string>& methods, std::string_view method) {
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

bool Allows(const Route& route, std::string_view method) {
  if (route.methods.empty() || Has(route.methods, method)) return true;
  return method == "HEAD" && Has(route.methods, "GET");
}

std::string AllowHeader(const Route& route) {
  if (route.methods.empty()) return "GET, HEAD, POST, PUT, DELETE, OPTIONS";
  std::string allow;
  for (const std::string& method : route.methods) allow += method + ", ";
  if (Has(route.methods, "GET") && !Has(route.methods, "HEAD")) allow += "HEAD, ";
  if (!Has(route.methods, "OPTIONS")) allow += "OPTIONS, ";
  allow.resize(allow.size() - 2);
  return allow;
}

std::string AcceptEncoding(const Request& request) {
  std::string all;
  for (const auto& [name, value] : request.headers) {
    if (EqualsIgnoringCase(name, "Accept-Encoding")) all += (all.empty() ? "" : ",") + value;
  }
  return all;
}

void Compress(const Request& request, Response* response) {
  response->headers.emplace_back("Vary", "Accept-Encoding");
  if (response->body.size() < kGzipMinBytes || !PrefersGzip(AcceptEncoding(request))) return;
  auto packed = Gzip(response->body);
  if (!packed) return;
  response->body = std::move(*packed);
  response->headers.emplace_back("Content-Encoding", "gzip");
}

// A handler that fails at every one of thousands of probes a second must not fill the disk.
bool MayLogNow() {
  using Clock = std::chrono::steady_clock;
  static std::atomic<Clock::rep> next{0};
  const Clock::rep now = Clock::now().time_since_epoch().count();
  Clock::rep due = next.load(std::memory_order_relaxed);
  const Clock::rep second = std::chrono::duration_cast<Clock::duration>(std::chrono::seconds(1)).count();
  return now >= due && next.compare_exchange_strong(due, now + second, std::memory_order_relaxed);
}

}  // namespace

Router::Router(std::string server, std::vector<Route> routes)
    : server_(std::move(server)), routes_(std::move(routes)) {}

Answer Router::Handle(const Request& request) const {
  Answer answer;
  const auto with_path = [this](std::string_view path) {
    return std::find_if(routes_.begin(), routes_.end(),
                        [&](const Route& route) { return route.path == path; });
  };
  auto found = with_path(request.path);
  if (found == routes_.end()) found = with_path(kAnyPath);
  answer.route = static_cast<std::size_t>(found - routes_.begin());
  if (found == routes_.end()) {
    answer.response.status = 404;
    answer.response.body = "not found\n";
  } else if (request.method == "OPTIONS" && !Has(found->methods, "OPTIONS")) {
    answer.response.status = 204;
    answer.response.headers.emplace_back("Allow", AllowHeader(*found));
  } else if (!Allows(*found, request.method)) {
    answer.response.status = 405;
    answer.response.body = "method not allowed\n";
    answer.response.headers.emplace_back("Allow", AllowHeader(*found));
  } else {
    answer.response = Run(*found, request);
  }
  return answer;
}

Response Router::Run(const Route& route, const Request& request) const {
  std::string problem;
  try {
    Response response = route.handler(request);
    if (response.status >= 200 && response.status <= 599) {
      if (route.compress && response.status == 200) Compress(request, &response);
      return response;
    }
    problem = "status " + std::to_string(response.status);
  } catch (const std::exception& e) {
    problem = e.what();
  } catch (...) {
    problem = "not a std::exception";
  }
  if (MayLogNow()) {
    LogError("an HTTP handler failed", {{"server", server_}, {"route", route.path}, {"error", problem}});
  }
  Response response;
  response.status = 500;
  response.body = "internal error\n";
  return response;
}

}  // namespace galera
