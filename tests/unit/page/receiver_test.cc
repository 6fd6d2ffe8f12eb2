#include "page/receiver.h"

#include <gtest/gtest.h>

#include "page/payload.h"

namespace watchdog {
namespace {

TEST(ShownUrl, IsSchemeHostAndPortAtMost) {
  constexpr std::pair<const char*, const char*> kCases[] = {
      {"https://hooks.slack.com/services/T0/B0/secret", "https://hooks.slack.com"},
      {"http://10.0.0.1:8080?token=secret", "http://10.0.0.1:8080"},
      {"http://[::1]:8080/secret#secret", "http://[::1]:8080"},
      {"https://user:secret@example.org/x", "https://example.org"},
      {"https://user:sec@ret@example.org/x", "https://example.org"},
      {"https://user:sec/ret@example.org", "https://?"},  // not written as it should be: shows nothing
      {"https://user:123/45@example.org", "https://?"},
      {"https://user:secret", "https://?"},
      {"https://secret%40host\\@example.org/", "https://?"},
      {"smtps://mail.example.org:465", "smtps://mail.example.org:465"},
      {"hooks.slack.com/services/secret", "?"},
      {"se cret://host", "?"},
      {"https://", "https://?"},
      {"", "?"},
  };
  for (const auto& [url, shown] : kCases) EXPECT_EQ(ShownUrl(galera::Secret(url)), shown) << url;
}

std::string Address(Receiver::Kind kind, const std::string& url) {
  Receiver receiver;
  receiver.kind = kind;
  if (!url.empty()) receiver.urls = {galera::Secret(url)};
  return AddressOf(receiver, 0).Reveal();
}

TEST(AddressOf, AddsThePathOfTheApiWhereItIsLeftOut) {
  using Kind = Receiver::Kind;
  EXPECT_EQ(Address(Kind::kAlertmanager, "http://am:9093"), "http://am:9093/api/v2/alerts");
  EXPECT_EQ(Address(Kind::kAlertmanager, "http://am:9093/"), "http://am:9093/api/v2/alerts");
  EXPECT_EQ(Address(Kind::kAlertmanager, "http://am/prefix/?a=b"), "http://am/prefix/api/v2/alerts?a=b");
  EXPECT_EQ(Address(Kind::kAlertmanager, "http://am/api/v2/alerts"), "http://am/api/v2/alerts");
  EXPECT_EQ(Address(Kind::kPagerDuty, ""), "https://events.pagerduty.com/v2/enqueue");
  EXPECT_EQ(Address(Kind::kPagerDuty, "https://events.eu.pagerduty.com"),
            "https://events.eu.pagerduty.com/v2/enqueue");
  EXPECT_EQ(Address(Kind::kPagerDuty, "http://relay/other"), "http://relay/other");
  EXPECT_EQ(Address(Kind::kWebhook, "http://hook/a?b#c"), "http://hook/a?b#c");
}

}  // namespace
}  // namespace watchdog
