#include "http/router.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace galera {
namespace {

Request Ask(std::string method, std::string path,
            std::vector<std::pair<std::string, std::string>> headers = {}) {
  Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  request.headers = std::move(headers);
  return request;
}

std::optional<std::string> HeaderOf(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return std::nullopt;
}

Handler Says(std::string text) {
  return [text](const Request&) {
    Response response;
    response.body = text;
    return response;
  };
}

Router SomeRouter() {
  std::vector<Route> routes;
  routes.push_back({"/get", {"GET"}, Says("get"), false});
  routes.push_back({"/any", {}, Says("any"), false});
  routes.push_back({"/own", {"POST", "OPTIONS"}, Says("own"), false});
  routes.push_back({"/big", {"GET"}, Says(std::string(5000, 'x')), true});
  routes.push_back({"/small", {"GET"}, Says("x"), true});
  routes.push_back(
      {"/throws", {"GET"}, [](const Request&) -> Response { throw std::runtime_error("secret"); }, false});
  routes.push_back({"/throws-int", {"GET"}, [](const Request&) -> Response { throw 7; }, false});
  routes.push_back({"/bad-status",
                    {"GET"},
                    [](const Request&) {
                      Response response;
                      response.status = 0;
                      return response;
                    },
                    false});
  return Router("test", std::move(routes));
}

TEST(Router, MatchesPathsExactly) {
  const Router router = SomeRouter();
  EXPECT_EQ(router.Handle(Ask("GET", "/get")).response.body, "get");
  EXPECT_EQ(router.Handle(Ask("GET", "/get")).route, 0u);
  for (const std::string path :
       {"/get/", "/get/foo", "/getfoo", "/ge", "/GET", "//get", "/./get", "/%67et", "", "/"}) {
    const Answer answer = router.Handle(Ask("GET", path));
    EXPECT_EQ(answer.response.status, 404) << path;
    EXPECT_EQ(answer.route, router.routes().size()) << path;
  }
}

TEST(Router, KnowsMethods) {
  const Router router = SomeRouter();
  EXPECT_EQ(router.Handle(Ask("HEAD", "/get")).response.body, "get");
  const Response refused = router.Handle(Ask("POST", "/get")).response;
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(HeaderOf(refused, "Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(router.Handle(Ask("get", "/get")).response.status, 405);
  EXPECT_EQ(router.Handle(Ask("HEAD", "/own")).response.status, 405);
  EXPECT_EQ(router.Handle(Ask("DELETE", "/any")).response.body, "any");
}

TEST(Router, AnswersOptions) {
  const Router router = SomeRouter();
  const Response options = router.Handle(Ask("OPTIONS", "/get")).response;
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(HeaderOf(options, "Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(router.Handle(Ask("OPTIONS", "/own")).response.body, "own");
  EXPECT_EQ(router.Handle(Ask("OPTIONS", "/nowhere")).response.status, 404);
}

TEST(Router, TurnsEveryThrowInto500WithoutDetails) {
  const Router router = SomeRouter();
  for (const std::string path : {"/throws", "/throws-int", "/bad-status"}) {
    const Answer answer = router.Handle(Ask("GET", path));
    EXPECT_EQ(answer.response.status, 500) << path;
    EXPECT_EQ(answer.response.body, "internal error\n") << path;
    EXPECT_LT(answer.route, router.routes().size()) << path;
  }
}

TEST(Router, CompressesOnlyWhenWorthItAndWanted) {
  const Router router = SomeRouter();
  const Response packed = router.Handle(Ask("GET", "/big", {{"accept-encoding", "gzip"}})).response;
  EXPECT_EQ(HeaderOf(packed, "Content-Encoding"), "gzip");
  EXPECT_EQ(HeaderOf(packed, "Vary"), "Accept-Encoding");
  EXPECT_LT(packed.body.size(), 200u);

  for (const Request& request :
       {Ask("GET", "/big"), Ask("GET", "/big", {{"Accept-Encoding", "gzip;q=0"}}),
        Ask("GET", "/small", {{"Accept-Encoding", "gzip"}}),
        Ask("GET", "/big", {{"Accept-Encoding", "gzip;q=0.4"}, {"Accept-Encoding", "identity;q=0.5"}})}) {
    const Response plain = router.Handle(request).response;
    EXPECT_FALSE(HeaderOf(plain, "Content-Encoding")) << request.path;
    EXPECT_EQ(HeaderOf(plain, "Vary"), "Accept-Encoding");
  }
  EXPECT_FALSE(HeaderOf(router.Handle(Ask("GET", "/get", {{"Accept-Encoding", "gzip"}})).response, "Vary"));
}

}  // namespace
}  // namespace galera
