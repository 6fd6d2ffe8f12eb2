#include "settings/consul_settings.h"

#include "settings/consul_address.h"
#include "settings_world.h"

namespace watchdog {
namespace {

TEST(ParseConsulAddress, TakesWhatConsulsOwnProgramsTake) {
  struct Case {
    const char* text;
    ConsulAddress address;
    const char* shown;
  };
  const Case cases[] = {
      {"127.0.0.1:8500", {}, "http://127.0.0.1:8500"},
      {"consul", {false, "consul", "", ""}, "http://consul"},
      {"http://consul.example.org:8500/",
       {false, "consul.example.org:8500", "", ""},
       "http://consul.example.org:8500"},
      {"HTTPS://consul:8501", {true, "consul:8501", "", ""}, "https://consul:8501"},
      {"https://proxy/a/consul", {true, "proxy", "/a/consul", ""}, "https://proxy/a/consul"},
      {"[::1]:8500", {false, "[::1]:8500", "", ""}, "http://[::1]:8500"},
      {"http://[::1]", {false, "[::1]", "", ""}, "http://[::1]"},
      {"unix:///run/consul.sock", {false, "", "", "/run/consul.sock"}, "unix:///run/consul.sock"},
  };
  for (const Case& c : cases) {
    const auto parsed = ParseConsulAddress(c.text);
    ASSERT_TRUE(parsed) << c.text << ": " << parsed.error().message;
    EXPECT_EQ(*parsed, c.address) << c.text;
    EXPECT_EQ(parsed->Text(), c.shown);
  }
}

TEST(ParseConsulAddress, RefusesWhatIsNone) {
  for (const char* text : {"", " ", ":8500", "http://", "consul:0", "consul:65536", "consul:x",
                           "ftp://consul", "unix://run/x", "unix://", "[::1", "[]:8500", "[::1]8500", "::1",
                           "a b", "a/b", "http://a/b?c", "http://a/b c", "a\nb"}) {
    EXPECT_FALSE(ParseConsulAddress(text)) << text;
  }
  EXPECT_FALSE(ParseConsulAddress("unix:///" + std::string(107, 'x')));
}

TEST(ParseConsulAddress, APasswordInItIsNotShown) {
  const auto parsed = ParseConsulAddress("http://user:hush@consul:8500");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().message.find("hush"), std::string::npos) << parsed.error().message;
  EXPECT_NE(parsed.error().message.find("CONSUL_HTTP_AUTH"), std::string::npos);
}

std::string AddressFrom(const std::map<std::string, std::string>& environment) {
  const LoadedSettings loaded = LoadEnvironment(environment);
  return loaded.settings ? loaded.settings->consul.address.Text() : AllProblems(loaded);
}

TEST(ConsulSettings, TheAddressWinsOverTheHost) {
  EXPECT_EQ(AddressFrom({}), "http://127.0.0.1:8500");
  EXPECT_EQ(AddressFrom({{"CONSUL", "consul"}}), "http://consul:8500");
  EXPECT_EQ(AddressFrom({{"CONSUL", "consul:85"}}), "http://consul:85");
  EXPECT_EQ(AddressFrom({{"CONSUL", "[::1]"}}), "http://[::1]:8500");
  EXPECT_EQ(AddressFrom({{"CONSUL", "consul"}, {"CONSUL_HTTP_ADDR", "agent:8501"}}), "http://agent:8501");
}

TEST(ConsulSettings, TlsIsTurnedOnAndNeverOff) {
  EXPECT_EQ(AddressFrom({{"CONSUL_HTTP_ADDR", "http://agent:8501"}, {"CONSUL_HTTP_SSL", "true"}}),
            "https://agent:8501");
  EXPECT_EQ(AddressFrom({{"CONSUL_HTTP_ADDR", "https://agent:8501"}, {"CONSUL_HTTP_SSL", "0"}}),
            "https://agent:8501");
}

TEST(ConsulSettings, WhatIsWrongIsSaidWithTheVariablesName) {
  const std::pair<const char*, const char*> wrong[] = {
      {"CONSUL_HTTP_ADDR", "ftp://x"},
      {"CONSUL", "a b"},
      {"CONSUL_HTTP_SSL", "maybe"},
      {"CONSUL_HTTP_SSL_VERIFY", "maybe"},
      {"CONSUL_HTTP_TOKEN", "a\r\nX-Header: b"},
      {"CONSUL_HTTP_AUTH", "a:b\n"},
      {"CONSUL_CLIENT_CERT", "/cert"},
      {"CONSUL_CLIENT_KEY", "/key"},
      {"GALERA_WARDEN_NODE_CONSUL_SERVICE", "a b"},
      {"GALERA_WARDEN_NODE_CONSUL_SERVICE", "a/b"},
      {"GALERA_WARDEN_NODE_CONSUL_TTL", "2s"},
      {"GALERA_WARDEN_NODE_CONSUL_TTL", "61m"},
      {"GALERA_WARDEN_NODE_CONSUL_TTL", "x"},
      {"GALERA_WARDEN_NODE_CONSUL_DEREGISTER_AFTER", "59s"},
      {"GALERA_WARDEN_NODE_CONSUL_SERVICES", "galera"},
  };
  for (const auto& [name, value] : wrong) {
    const LoadedSettings loaded = LoadEnvironment({{name, value}});
    EXPECT_FALSE(loaded.settings) << name << "=" << value;
    EXPECT_NE(AllProblems(loaded).find(std::string("fatal ") + name + ": "), std::string::npos)
        << AllProblems(loaded);
  }
}

TEST(ConsulSettings, ATokenIsNeverShown) {
  const LoadedSettings loaded =
      LoadEnvironment({{"CONSUL_HTTP_TOKEN", "hush\n"}, {"CONSUL_HTTP_AUTH", "user:hush\n"}});
  EXPECT_EQ(AllProblems(loaded).find("hush"), std::string::npos) << AllProblems(loaded);
}

TEST(ConsulSettings, WhatOnlyTheEnterpriseVersionKnowsIsWarnedOf) {
  const LoadedSettings loaded = LoadEnvironment({{"CONSUL_NAMESPACE", "db"}});
  EXPECT_TRUE(loaded.settings);
  EXPECT_NE(AllProblems(loaded).find("warning CONSUL_NAMESPACE: has no effect"), std::string::npos);
}

TEST(ConsulSettings, NeverForgetIsZero) {
  const LoadedSettings loaded = LoadEnvironment({{"GALERA_WARDEN_NODE_CONSUL_DEREGISTER_AFTER", "0s"}});
  ASSERT_TRUE(loaded.settings) << AllProblems(loaded);
  EXPECT_EQ(loaded.settings->consul.deregister_after.count(), 0);
}

}  // namespace
}  // namespace watchdog
