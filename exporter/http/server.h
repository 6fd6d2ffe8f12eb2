// A plain HTTP/1.1 server with exact routes, one wall for exceptions, bounds
// on everything, and counters. Runs on Debian's civetweb; nothing of civetweb
// shows here, so that another backend can take its place.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/config.h"
#include "galera/result.h"

namespace galera {

struct Request {
  std::string method;
  std::string path;                                        // as sent, without the query
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  std::vector<std::pair<std::string, std::string>> headers;

  std::optional<std::string_view> Header(std::string_view name) const;  // any case; the first one
};

struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beyond type and length
};

// Called from several threads at once, on a stack of 100 KiB (civetweb's; keep
// locals small and recursion shallow). May throw: the client gets a 500.
using Handler = std::function<Response(const Request&)>;

inline constexpr char kAnyPath[] = "*";

struct Route {
  std::string path;                  // matched exactly; kAnyPath takes what no other route has
  std::vector<std::string> methods;  // GET also answers HEAD; none: every method
  Handler handler;
  bool compress = false;  // gzip when the client's Accept-Encoding prefers it
};

// What has been answered, by route and code. Unknown paths count under the
// route "other", so that a scanner can't create series.
struct HttpCount {
  std::string server;
  std::string route;
  int code = 0;
  std::uint64_t answers = 0;
};

struct HttpServerOptions {
  std::string name;  // "metrics", "ready", "synced": in logs and counters
  std::vector<ListenAddress> listen;
  int threads = 16;
  bool keep_alive = false;
  // For the whole request line and headers to arrive, and for a client to
  // take what is sent.
  std::chrono::milliseconds request_timeout{3000};
};

// Bounds: 16 KiB of request line and headers (400); no request bodies beyond
// 64 KiB (413) or without Content-Length (411), smaller ones are thrown away;
// `threads` connections at once, idle ones included, and others wait for up to
// request_timeout: so give each purpose a server of its own.
// Keep-alive ends after a request with a body and while every thread is taken.
class HttpServer {
 public:
  // kInvalid with a sentence for the operator when an address can't be used:
  // port taken, IPv6 (not in Debian 12's civetweb), unknown host. Then nothing
  // is left open. An empty host is 0.0.0.0. Side effects on the process: SIGPIPE
  // is ignored from then on (reset it before exec). The server's threads have
  // every signal blocked but faults.
  static Result<std::unique_ptr<HttpServer>> Start(const HttpServerOptions& options,
                                                   std::vector<Route> routes);

  // Stops: new requests get 503; running handlers end and their answers get
  // 0.4 s to leave. Takes 2 s at most beyond that (idle connections), usually
  // a few milliseconds.
  virtual ~HttpServer() = default;
  virtual std::vector<std::uint16_t> ports() const = 0;  // the ports in use, in the order of `listen`
  // Reads the counts; may be called from any thread, also when the server is gone.
  virtual std::function<std::vector<HttpCount>()> Counts() const = 0;
};

}  // namespace galera
