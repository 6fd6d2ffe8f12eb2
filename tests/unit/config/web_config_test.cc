#include "config/web_config.h"

#include <gtest/gtest.h>

#include "loading.h"

namespace galera {
namespace {

TEST(CheckWebConfig, TakesFilesThatAskForNothing) {
  for (const char* text :
       {"", "# nothing\n", "{}\n", "tls_server_config:\n", "tls_server_config: {}\nbasic_auth_users: {}\n",
        "http_server_config:\n  http2: true\n"}) {
    EXPECT_TRUE(CheckWebConfig("web.yml", text).empty()) << text;
  }
}

TEST(CheckWebConfig, RefusesWhatWouldLeaveThePortOpen) {
  const std::pair<const char*, const char*> kRefused[] = {
      {"tls_server_config:\n  cert_file: a\n  key_file: b\n",
       "web.yml:2:3: tls_server_config: TLS can't be served"},
      {"basic_auth_users:\n  prometheus: $2y$10$hunter2\n", "would leave the port open"},
      {"rate_limit: {interval: 1s, burst: 1}\n", "rate_limit: is not implemented yet"},
      {"http_server_config:\n  headers:\n    X-Frame-Options: deny\n", "would drop the headers"},
      {"basic_auth_user: x\n", "unknown key \"basic_auth_user\""},
      {"tls_server_config_x: 1\n", "unknown key"},
      {"[\n", "list in a place"},
  };
  for (const auto& [text, part] : kRefused) {
    const std::vector<Problem> problems = CheckWebConfig("web.yml", text);
    ASSERT_EQ(problems.size(), 1U) << text;
    EXPECT_TRUE(problems[0].fatal);
    EXPECT_NE(Describe(problems[0]).find(part), std::string::npos) << Describe(problems[0]);
    EXPECT_EQ(Describe(problems[0]).find("hunter2"), std::string::npos);
    EXPECT_FALSE(problems[0].remedy.empty());
  }
}

TEST(LoadConfig, LooksIntoTheWebConfig) {
  const World world{{"--mysqld.username=u", "--web.config.file=web.yml"},
                    {},
                    {{"web.yml", "tls_server_config: {cert_file: x}"}}};
  EXPECT_FATAL(Load(world), "stunnel");
  EXPECT_FATAL(LoadFlags({"--web.config.file=missing.yml"}),
               "--web.config.file: cannot read missing.yml: no such file");
  ASSERT_LOADS(LoadFlags({"--web.config.file="}));
}

}  // namespace
}  // namespace galera
