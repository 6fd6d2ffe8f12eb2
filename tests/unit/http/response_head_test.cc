#include "http/response_head.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

std::string Head(const Response& response, bool keep_alive = false) {
  std::string out;
  AppendHead(response, keep_alive, &out);
  return out;
}

TEST(AppendHead, WritesTheUsualHeaders) {
  Response response;
  response.body = "hello";
  EXPECT_EQ(Head(response),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\nDate: " +
                std::string(HttpDateNow()) + "\r\nConnection: close\r\n\r\n");
  EXPECT_NE(Head(response, true).find("Connection: keep-alive\r\n\r\n"), std::string::npos);
}

TEST(AppendHead, SaysNothingOfABodyWhereNoneMayBe) {
  Response response;
  response.status = 204;
  EXPECT_EQ(Head(response).find("Content-"), std::string::npos);
}

TEST(AppendHead, NeverLetsAHeaderSplitTheResponse) {
  Response response;
  response.headers = {{"X-A", "1\r\nSet-Cookie: x"}, {"X\nB", "1"}, {"X-C", "ok\tok"}};
  const std::string head = Head(response);
  EXPECT_EQ(head.find("Cookie"), std::string::npos);
  EXPECT_EQ(head.find("X\nB"), std::string::npos);
  EXPECT_NE(head.find("X-C: ok\tok\r\n"), std::string::npos);
}

TEST(AppendHead, NamesUnknownCodes) {
  Response response;
  response.status = 418;
  EXPECT_TRUE(Head(response).starts_with("HTTP/1.1 418 Status\r\n"));
}

TEST(HttpDateNow, IsAnImfDate) {
  const std::string_view date = HttpDateNow();
  EXPECT_EQ(date.size(), 29u);
  EXPECT_TRUE(date.ends_with(" GMT"));
}

}  // namespace
}  // namespace galera
