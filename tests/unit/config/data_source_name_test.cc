#include "config/data_source_name.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

ServerConnection Parsed(std::string_view text) {
  const auto dsn = ParseDataSourceName(text);
  EXPECT_TRUE(dsn) << text << ": " << dsn.error().message;
  return dsn ? dsn->server : ServerConnection{};
}

TEST(ParseDataSourceName, ReadsTheFormsOfTheGoDriver) {
  struct Case {
    const char* text;
    const char* user;
    const char* password;
    const char* host;
    std::uint16_t port;
    const char* socket;
  };
  const Case kAccepted[] = {
      {"u:p@tcp(db:3307)/", "u", "p", "db", 3307, ""},
      {"u:p@(db:3307)/", "u", "p", "db", 3307, ""},
      {"u:p@(db)/", "u", "p", "db", 3306, ""},
      {"u:p@tcp([::1]:3307)/x", "u", "p", "::1", 3307, ""},
      {"u:p@tcp([::1])/x", "u", "p", "::1", 3306, ""},
      {"u:p@unix(/run/my.sock)/", "u", "p", "127.0.0.1", 3306, "/run/my.sock"},
      {"u@/", "u", "", "127.0.0.1", 3306, ""},
      {"u:@tcp()/", "u", "", "127.0.0.1", 3306, ""},
      {"u:p@w:/x@(h:1)/", "u", "p@w:/x", "h", 1, ""},
      {"u:@@:@(h:1)/db", "u", "@@:", "h", 1, ""},
      {"u:(p)?&@(h:1)/", "u", "(p)?&", "h", 1, ""},
  };
  for (const Case& c : kAccepted) {
    const ServerConnection server = Parsed(c.text);
    EXPECT_EQ(server.user, c.user) << c.text;
    EXPECT_EQ(server.password.Reveal(), c.password) << c.text;
    EXPECT_EQ(server.host, c.host) << c.text;
    EXPECT_EQ(server.port, c.port) << c.text;
    EXPECT_EQ(server.unix_socket, c.socket) << c.text;
  }
}

TEST(ParseDataSourceName, ReadsItsParameters) {
  EXPECT_TRUE(Parsed("u:p@/?tls=true").tls);
  EXPECT_FALSE(Parsed("u:p@/?tls=true").tls_skip_verify);
  EXPECT_TRUE(Parsed("u:p@/?a=b&tls=skip-verify").tls_skip_verify);
  EXPECT_TRUE(Parsed("u:p@/?allowCleartextPasswords=true").enable_cleartext_plugin);
  EXPECT_EQ(ParseDataSourceName("u:p@/db?timeout=1s&x=y")->ignored_parameters,
            (std::vector<std::string>{"timeout", "x"}));
}

TEST(ParseDataSourceName, RefusesWithoutShowingThePassword) {
  for (const char* text :
       {"", "u:hunter2", "u:hunter2@tcp(db:3306)", "u:hunter2@udp(db:1)/", "u:hunter2@tcp(db:3306/",
        ":hunter2@tcp(db:3306)/", "u:hunter2@tcp(hunter2)x/", "u:hunter2@tcp(db:hunter2)/",
        "u:hunter2@unix(hunter2)/", "u:hunter2@/?tls=hunter2", "tcp(db:3306)/", "u:x@/hunter2@tcp(/",
        "u:p@/?allowCleartextPasswords=hunter2"}) {
    const auto dsn = ParseDataSourceName(text);
    ASSERT_FALSE(dsn) << text;
    EXPECT_EQ(dsn.error().message.find("hunter2"), std::string::npos) << dsn.error().message;
  }
}

}  // namespace
}  // namespace galera
