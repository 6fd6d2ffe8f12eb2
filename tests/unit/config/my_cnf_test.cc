#include "config/my_cnf.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

using Environment = std::map<std::string, std::string>;

std::string PasswordIn(const std::string& value, const Environment& environment = {}) {
  const OptionFile file = ParseOptionFile("[client]\nuser=u\npassword=" + value + "\n", environment);
  return file.client.password.value_or(Secret("(unset)")).Reveal();
}

std::string Problems(const OptionFile& file) {
  std::string text;
  for (const OptionFileProblem& p : file.problems) {
    text += std::to_string(p.line) + (p.fatal ? " fatal " : " warning ") + p.what + "\n";
  }
  return text;
}

TEST(ParseOptionFile, ReadsEveryKeyOfTheClientSection) {
  const OptionFile file = ParseOptionFile(
      "\xef\xbb\xbf# comment\r\n; comment\n[ client ] \nuser = monitor\npassword:secret\nhost=db\nport=3307\n"
      "socket=/run/my.sock\nenable-cleartext-plugin\ntls=skip-verify\nssl-ca=/ca\nssl-cert=/cert\nssl-key=/"
      "key\n"
      "ssl-skip-verfication\nfoo=bar\nskip-ssl\n",
      {});
  EXPECT_EQ(Problems(file), "");
  const ServerConnection server = Apply(file.client, {});
  EXPECT_EQ(server.user, "monitor");
  EXPECT_EQ(server.password.Reveal(), "secret");
  EXPECT_EQ(server.host, "db");
  EXPECT_EQ(server.port, 3307);
  EXPECT_EQ(server.unix_socket, "/run/my.sock");
  EXPECT_TRUE(server.enable_cleartext_plugin);
  EXPECT_TRUE(server.tls);
  EXPECT_TRUE(server.tls_skip_verify);
  EXPECT_EQ(server.tls_ca_file, "/ca");
  EXPECT_EQ(server.tls_cert_file, "/cert");
  EXPECT_EQ(server.tls_key_file, "/key");
}

TEST(ParseOptionFile, TakesTheRestOfTheLineAsValue) {
  const std::pair<const char*, const char*> kValues[] = {
      {"plain", "plain"},
      {"  spaces around  ", "spaces around"},
      {"a#b;c", "a#b;c"},
      {"a # b ; c", "a # b ; c"},
      {"#a", "#a"},
      {"a=b:c", "a=b:c"},
      {"'quoted'", "quoted"},
      {"\" leading and trailing \"", " leading and trailing "},
      {"\"a\"b\"", "a\"b"},
      {"\"a'", "\"a'"},
      {"\"", "\""},
      {"''", ""},
      {"", ""},
      {"'\"both\"'", "\"both\""},
      {"a\\", "a\\"},
      {"a\\n\\\"b", "a\\n\\\"b"},
      {"a$b$$c%d", "a$b$$c%d"},
      {"a$HOME-${FOO}#b;c", "a$HOME-${FOO}#b;c"},
      {"`a`", "`a`"},
      {"\"\"\"a\"\"\"", "\"\"a\"\""},
      {"[client]", "[client]"},
      {"\xc3\xa9", "\xc3\xa9"},
  };
  for (const auto& [written, meant] : kValues) EXPECT_EQ(PasswordIn(written), meant) << written;
}

// The promise to operators: in quotes, every password survives.
TEST(ParseOptionFile, KeepsEveryPrintableByteInEveryPositionInQuotes) {
  for (const char quote : {'\'', '"'}) {
    for (int a = ' '; a <= '~'; ++a) {
      for (int b = ' '; b <= '~'; ++b) {
        const char first = static_cast<char>(a);
        const char second = static_cast<char>(b);
        for (const std::string& password : {std::string{first, second}, std::string{first, 'x', second},
                                            std::string{'x', first, second, 'x'}}) {
          ASSERT_EQ(PasswordIn(quote + password + quote), password);
        }
      }
    }
  }
}

TEST(ParseOptionFile, KeepsEveryPrintableByteInEveryPositionWithoutQuotes) {
  for (int a = '!'; a <= '~'; ++a) {
    const char c = static_cast<char>(a);
    for (const std::string& password : {std::string{c}, std::string{c, 'x'}, std::string{'x', c},
                                        std::string{'x', c, 'x'}, std::string{'x', c, c, 'x'}}) {
      ASSERT_EQ(PasswordIn(password), password);
    }
  }
}

TEST(ParseOptionFile, TakesWholeValuesFromTheEnvironment) {
  const Environment environment = {{"DB_PASS", "se$cret"}, {"EMPTY", ""}};
  EXPECT_EQ(PasswordIn("${DB_PASS}", environment), "se$cret");
  EXPECT_EQ(PasswordIn("\"${DB_PASS}\"", environment), "se$cret");
  EXPECT_EQ(PasswordIn("'${DB_PASS}'", environment), "${DB_PASS}");
  EXPECT_EQ(PasswordIn("${EMPTY}", environment), "");
  EXPECT_EQ(PasswordIn("$DB_PASS", environment), "$DB_PASS");
  EXPECT_EQ(PasswordIn("${}", environment), "${}");
  EXPECT_EQ(PasswordIn("${1A}", environment), "${1A}");
  EXPECT_EQ(PasswordIn("${DB PASS}", environment), "${DB PASS}");
}

TEST(ParseOptionFile, WarnsOfVariablesInsideAValue) {
  const OptionFile file = ParseOptionFile("[client]\nuser=u\npassword=a${DB_PASS}\n", {{"DB_PASS", "x"}});
  EXPECT_EQ(file.client.password->Reveal(), "a${DB_PASS}");
  EXPECT_EQ(Problems(file), "3 warning password: the ${NAME} inside the value is taken literally\n");
}

TEST(ParseOptionFile, RefusesUnknownVariables) {
  const OptionFile file = ParseOptionFile("[client]\nuser=u\npassword=${hunter2}\n", {});
  EXPECT_EQ(Problems(file), "3 fatal password: the environment has no variable of that name\n");
}

TEST(ParseOptionFile, InheritsAlongTheDots) {
  const OptionFile file = ParseOptionFile(
      "[client.s1.deep]\nhost=deep\n[client]\nuser=u\npassword=p\n[client.s1]\nport=1\npassword=q\n[other]"
      "\nuser=o\n",
      {});
  EXPECT_EQ(Problems(file), "");
  const ServerOverlay& deep = file.others.at("client.s1.deep");
  EXPECT_EQ(deep.user, "u");
  EXPECT_EQ(deep.password->Reveal(), "q");
  EXPECT_EQ(deep.port, 1);
  EXPECT_EQ(deep.host, "deep");
  EXPECT_EQ(file.others.at("other").user, "o");
  EXPECT_FALSE(file.others.at("other").password);
  EXPECT_FALSE(file.others.contains("client"));
}

TEST(ParseOptionFile, LetsTheLastAssignmentAndARepeatedSectionWin) {
  const OptionFile file = ParseOptionFile("[client]\nuser=a\nuser=b\n[x]\n[client]\nuser=c\n", {});
  EXPECT_EQ(file.client.user, "c");
}

TEST(ParseOptionFile, KeepsNamesCaseSensitiveAndDashesApart) {
  const OptionFile file =
      ParseOptionFile("[client]\nUser=a\nssl_ca=/x\nloose-user=b\n[Client]\nuser=d\n", {});
  EXPECT_FALSE(file.client.user);
  EXPECT_FALSE(file.client.tls_ca_file);
}

TEST(ParseOptionFile, TellsEveryMistakeWithItsLine) {
  const OptionFile file = ParseOptionFile(
      "user=lost\n[client]\nport=0\nport=http\nenable-cleartext-plugin=maybe\npassword\ntls=preferred\n"
      "tls-min-version=TLSv1.2\nssl-cert=/c\npassword p\n!includedir /etc\n[broken\nuser=nobody\n",
      {});
  EXPECT_EQ(Problems(file),
            "1 warning line before the first section is ignored\n"
            "2 fatal [client] has only one of ssl-cert and ssl-key\n"
            "3 fatal port is not a port number (1 to 65535)\n"
            "4 fatal port is not a port number (1 to 65535)\n"
            "5 fatal enable-cleartext-plugin is neither true nor false\n"
            "6 fatal password has no value\n"
            "7 warning tls=preferred would fall back to plain text; taken as tls=skip-verify\n"
            "8 warning tls-min-version is not implemented yet and has no effect\n"
            "10 warning line without = is ignored\n"
            "11 warning !include and !includedir are not followed\n"
            "12 fatal section header without ], or too long\n");
  EXPECT_FALSE(file.client.user);
}

TEST(ParseOptionFile, OnlyWarnsOfMistakesInOtherSections) {
  const OptionFile file = ParseOptionFile("[client]\nuser=u\n[mysqld]\nport=many\n", {});
  EXPECT_EQ(Problems(file), "4 warning port is not a port number (1 to 65535)\n");
}

TEST(ParseOptionFile, TurnsTlsOnWhenAnAuthorityIsNamed) {
  EXPECT_EQ(ParseOptionFile("[client]\nssl-ca=/ca\n", {}).client.tls, true);
  EXPECT_EQ(ParseOptionFile("[client]\nssl-ca=/ca\ntls=false\n", {}).client.tls, false);
  EXPECT_EQ(ParseOptionFile("[client]\nssl-skip-verfication=true\n", {}).client.tls, std::nullopt);
  EXPECT_EQ(Problems(ParseOptionFile("[client]\nssl-cert=/c\nssl-key=/k\n", {})),
            "1 warning [client]: ssl-cert and ssl-key have no effect without ssl-ca\n");
}

TEST(Apply, LeavesWhatIsNotSaid) {
  ServerConnection base;
  base.user = "flag";
  base.password = Secret("env");
  base.port = 3310;
  ServerOverlay overlay;
  EXPECT_EQ(Apply(overlay, base), base);
  overlay.user = "";
  EXPECT_EQ(Apply(overlay, base).user, "flag");
  overlay.password = Secret();
  EXPECT_TRUE(Apply(overlay, base).password.empty());
}

}  // namespace
}  // namespace galera
