#include "cli/status_arguments.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::milliseconds;

std::string UrlOf(const std::string& target) {
  const auto url = StatusUrl(target);
  return url ? *url : "wrong: " + url.error().message;
}

TEST(StatusUrl, TakesHostsAndAddressesOfPages) {
  EXPECT_EQ(UrlOf("db1"), "http://db1:9104/api/v1/cluster");
  EXPECT_EQ(UrlOf("db1:9105"), "http://db1:9105/api/v1/cluster");
  EXPECT_EQ(UrlOf("10.0.0.1/"), "http://10.0.0.1:9104/api/v1/cluster");
  EXPECT_EQ(UrlOf("::1"), "http://[::1]:9104/api/v1/cluster");
  EXPECT_EQ(UrlOf("[fd00::2]"), "http://[fd00::2]:9104/api/v1/cluster");
  EXPECT_EQ(UrlOf("[fd00::2]:9105"), "http://[fd00::2]:9105/api/v1/cluster");
  EXPECT_EQ(UrlOf("http://db1:9104/"), "http://db1:9104/api/v1/cluster");
  EXPECT_EQ(UrlOf("https://ops.example.org/n1"), "https://ops.example.org/n1/api/v1/cluster");
  EXPECT_EQ(UrlOf("http://db1:9104/api/v1/cluster"), "http://db1:9104/api/v1/cluster");
}

TEST(StatusUrl, RefusesWhatIsNone) {
  for (const char* target :
       {"", "/", "a b", "file:///etc/passwd", "gopher://db1/", "db1:0", "db1:65536", "db1:x", ":9104",
        "db1/x", "http://", "http:///x", "http://db1/?a=b", "http://db1/#a", "http://db1/a b", "db1\n"})
    EXPECT_TRUE(UrlOf(target).starts_with("wrong: ")) << target << " " << UrlOf(target);
  EXPECT_TRUE(UrlOf("ops:hush@db1").starts_with("wrong: a name or a password")) << UrlOf("ops:hush@db1");
  EXPECT_EQ(UrlOf("http://ops:hush@db1:9104/").find("hush"), std::string::npos);
  EXPECT_TRUE(UrlOf(std::string(2001, 'a')).starts_with("wrong: "));
}

TEST(StatusArguments, TakesFlagsAnywhere) {
  const auto parsed = ParseStatusArguments({"--json", "db1", "--timeout=0.5", "--watch=10", "--color=never"});
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_TRUE(parsed->json);
  EXPECT_EQ(parsed->url, "http://db1:9104/api/v1/cluster");
  EXPECT_EQ(parsed->timeout, milliseconds(500));
  EXPECT_EQ(parsed->watch, milliseconds(10000));
  EXPECT_EQ(parsed->colour, ColourWish::kNever);
}

TEST(StatusArguments, HasDefaults) {
  const auto parsed = ParseStatusArguments({});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->url, "");
  EXPECT_EQ(parsed->timeout, milliseconds(5000));
  EXPECT_FALSE(parsed->watch);
  EXPECT_EQ(parsed->colour, ColourWish::kAuto);
  EXPECT_EQ(ParseStatusArguments({"--watch"})->watch, milliseconds(2000));
  EXPECT_TRUE(ParseStatusArguments({"--frobnicate", "--help"})->help);
}

TEST(StatusArguments, SaysWhatIsWrong) {
  const auto wrong = [](const std::vector<std::string>& words) {
    const auto parsed = ParseStatusArguments(words);
    return parsed ? "" : parsed.error().message;
  };
  EXPECT_NE(wrong({"--wacht"}).find("did you mean --watch?"), std::string::npos) << wrong({"--wacht"});
  EXPECT_NE(wrong({"--watch=0.1"}).find("is not between 500 ms and 3600 s"), std::string::npos)
      << wrong({"--watch=0.1"});
  EXPECT_NE(wrong({"--watch=2s"}).find("write seconds"), std::string::npos) << wrong({"--watch=2s"});
  EXPECT_NE(wrong({"--timeout"}), "");
  EXPECT_NE(wrong({"--timeout=61"}), "");
  EXPECT_NE(wrong({"--color="}), "");
  EXPECT_NE(wrong({"db1", "db2"}).find("one warden is asked"), std::string::npos);
}

galera::YamlEntry Listen(std::vector<std::string> values) {
  galera::YamlEntry entry;
  entry.path = "web.listen_address";
  entry.values = std::move(values);
  return entry;
}

TEST(LocalStatusUrl, IsWhereTheWardenIsConfiguredToBe) {
  const std::string usual = "http://127.0.0.1:9104/api/v1/cluster";
  const auto variable = [](const std::string& value) {
    return LocalStatusUrl({{"GALERA_WARDEN_WEB_LISTEN_ADDRESS", value}}, {Listen({"10.0.0.1:9105", ":1"})});
  };
  EXPECT_EQ(LocalStatusUrl({}, {}), usual);
  EXPECT_EQ(LocalStatusUrl({}, {Listen({"10.0.0.1:9105", ":1"})}), "http://10.0.0.1:9105/api/v1/cluster");
  EXPECT_EQ(variable(""), "http://10.0.0.1:9105/api/v1/cluster");
  EXPECT_EQ(variable(":9106"), "http://127.0.0.1:9106/api/v1/cluster");
  EXPECT_EQ(variable("0.0.0.0:9106,10.0.0.1:9107"), "http://127.0.0.1:9106/api/v1/cluster");
  EXPECT_EQ(variable("[::]:9106"), "http://[::1]:9106/api/v1/cluster");
  // What is wrong is for check-config to say.
  EXPECT_EQ(variable("nonsense"), usual);
  EXPECT_EQ(variable("127.0.0.1:0"), usual);
}

}  // namespace
}  // namespace watchdog
