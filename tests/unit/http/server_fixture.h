// A running server on 127.0.0.1 and any free port, for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/server.h"
#include "http_client/http_client.h"

namespace galera {

using std::chrono::milliseconds;

inline HttpServerOptions LocalOptions() {
  HttpServerOptions options;
  options.name = "test";
  options.listen = {{"127.0.0.1", 0}};
  options.threads = 4;
  options.request_timeout = milliseconds(10000);
  return options;
}

inline Response Text(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

inline Route TextRoute(std::string path, std::string body) {
  return {std::move(path), {"GET"}, [body](const Request&) { return Text(body); }, false};
}

inline std::unique_ptr<HttpServer> MustStart(const HttpServerOptions& options, std::vector<Route> routes) {
  auto server = HttpServer::Start(options, std::move(routes));
  EXPECT_TRUE(server.ok()) << (server.ok() ? "" : server.error().message);
  return server.ok() ? std::move(*server) : nullptr;
}

// Answers counted for a route and code.
inline std::uint64_t CountOf(const HttpServer& server, const std::string& route, int code) {
  for (const HttpCount& count : server.Counts()()) {
    if (count.route == route && count.code == code) return count.answers;
  }
  return 0;
}

}  // namespace galera
