#include "cluster_page/cluster_page.h"

#include <gtest/gtest.h>

#include <string>

#include "settings/sha256.h"

namespace watchdog {
namespace {

std::string HeaderOf(const galera::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

std::string Between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  if (from == std::string::npos) return "";
  const std::size_t at = from + begin.size();
  return text.substr(at, text.find(end, at) - at);
}

// Not the way embed.cmake goes: bit by bit.
std::string Base64OfHex(const std::string& hex) {
  static const std::string kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits;
  for (const char c : hex) {
    const int digit = c <= '9' ? c - '0' : c - 'a' + 10;
    for (int bit = 3; bit >= 0; --bit) bits += ((digit >> bit) & 1) != 0 ? '1' : '0';
  }
  while (bits.size() % 6 != 0) bits += '0';
  std::string out;
  for (std::size_t at = 0; at < bits.size(); at += 6)
    out += kLetters[std::stoul(bits.substr(at, 6), nullptr, 2)];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

TEST(ClusterPage, LinksAndEscapes) {
  const std::string page = ClusterPage("/m\"<x>", "1.0&2").body;
  EXPECT_NE(page.find("href=\"/m&quot;&lt;x&gt;\""), std::string::npos);
  EXPECT_NE(page.find("1.0&amp;2"), std::string::npos);
  for (const char* link : {"/api/v1/cluster", "/-/healthy", "/-/ready"})
    EXPECT_NE(page.find("href=\"" + std::string(link) + "\""), std::string::npos) << link;
}

TEST(ClusterPage, LeavesNoBlank) {
  EXPECT_EQ(ClusterPage("/metrics", "1").body.find("{{"), std::string::npos);
  EXPECT_NE(ClusterPage("/{{SCRIPT}}", "1").body.find("href=\"/{{SCRIPT}}\""), std::string::npos);
}

TEST(ClusterPage, AllowsItsOwnStyleAndScriptByTheirHashes) {
  const galera::Response response = ClusterPage("/metrics", "1");
  const std::string policy = HeaderOf(response, "Content-Security-Policy");
  const auto hash = [&](const char* begin, const char* end) {
    return "'sha256-" + Base64OfHex(*Sha256Hex(Between(response.body, begin, end))) + "'";
  };
  EXPECT_NE(policy.find("script-src " + hash("<script>", "</script>") + ";"), std::string::npos) << policy;
  EXPECT_NE(policy.find("style-src " + hash("<style>", "</style>") + ";"), std::string::npos) << policy;
  for (const char* rule : {"default-src 'none'", "connect-src 'self'", "base-uri 'none'",
                           "form-action 'none'", "frame-ancestors 'none'"})
    EXPECT_NE(policy.find(rule), std::string::npos) << rule;
}

TEST(ClusterPage, TellsBrowsersToGuessAndRememberNothing) {
  const galera::Response response = ClusterPage("/metrics", "1");
  EXPECT_EQ(HeaderOf(response, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(HeaderOf(response, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(HeaderOf(response, "Cache-Control"), "no-cache");
  EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
}

TEST(ClusterPage, IsSmallAndWhole) {
  const std::string page = ClusterPage("/metrics", "1").body;
  EXPECT_LT(page.size(), 100'000u);
  EXPECT_EQ(page.find(" src="), std::string::npos);
  EXPECT_EQ(page.find("@import"), std::string::npos);
  EXPECT_EQ(page.find("innerHTML"), std::string::npos);
}

}  // namespace
}  // namespace watchdog
