#include "first_start/sql_text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace watchdog {
namespace {

std::string AllText(const Account& account, const Login& login) {
  const auto statements = AccountStatements(account, login);
  std::string text;
  if (!statements) return statements.error().message;
  for (const Statement& statement : *statements) text += statement.text + "\n";
  return text;
}

Account App() {
  Account account;
  account.user = "app";
  account.host = "10.%";
  return account;
}

TEST(QuoteString, DoublesQuotesAndEscapesBackslashesWhereTheyMeanSomething) {
  EXPECT_EQ(QuoteString(R"(a'b\c"`)"), R"('a''b\c"`')");
  EXPECT_EQ(QuoteString(R"(a'b\c"`)", Backslash::kEscapes), R"('a''b\\c"`')");
  EXPECT_EQ(QuoteString(R"(\')", Backslash::kEscapes), R"('\\''')");
  EXPECT_EQ(QuoteIdentifier("a`b'\""), "`a``b'\"`");
}

TEST(AccountStatements, AreIdempotent) {
  Account account = App();
  account.grants = {"ALL ON `app`.*", "SELECT ON *.* WITH GRANT OPTION"};
  EXPECT_EQ(AllText(account, {Login::Kind::kPassword, galera::Secret("it's"), false}),
            "CREATE USER IF NOT EXISTS 'app'@'10.%' IDENTIFIED BY 'it''s'\n"
            "ALTER USER 'app'@'10.%' IDENTIFIED BY 'it''s' ACCOUNT UNLOCK\n"
            "GRANT ALL ON `app`.* TO 'app'@'10.%'\n"
            "GRANT SELECT ON *.* TO 'app'@'10.%' with grant option\n");
}

TEST(AccountStatements, KnowEveryLogin) {
  const std::string hash = "*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29";
  const auto identified = [](const Login& login) {
    const std::string text = AllText(App(), login);
    const std::size_t begin = text.find("IDENTIFIED");
    return text.substr(begin, text.find('\n') - begin);
  };
  EXPECT_EQ(identified({Login::Kind::kNone, {}, true}), "IDENTIFIED VIA unix_socket");
  EXPECT_EQ(identified({Login::Kind::kPassword, galera::Secret("x"), true}),
            "IDENTIFIED VIA unix_socket OR mysql_native_password USING PASSWORD('x')");
  EXPECT_EQ(identified({Login::Kind::kHash, galera::Secret(hash), false}),
            "IDENTIFIED VIA mysql_native_password USING '" + hash + "'");
  EXPECT_EQ(identified({Login::Kind::kHash, galera::Secret(hash), true}),
            "IDENTIFIED VIA unix_socket OR mysql_native_password USING '" + hash + "'");
}

TEST(AccountStatements, RefuseWhatCannotBeAnAccountAndNeverShowTheSecret) {
  const auto message = [](const Account& account, const Login& login) {
    const auto statements = AccountStatements(account, login);
    return statements ? std::string("accepted") : statements.error().message;
  };
  Account nobody;
  EXPECT_NE(message(nobody, {}).find("no name"), std::string::npos);
  Account longer = App();
  longer.user.assign(129, 'a');
  EXPECT_NE(message(longer, {}).find("too long"), std::string::npos);
  for (const std::string& secret :
       {std::string("s3cr\0t", 6), std::string("s3cr\xff"), "s3cr" + std::string(2000, 'a')}) {
    const std::string told = message(App(), {Login::Kind::kPassword, galera::Secret(secret), false});
    EXPECT_NE(told.find("password"), std::string::npos);
    EXPECT_EQ(told.find("s3cr"), std::string::npos);
  }
  const std::string told = message(App(), {Login::Kind::kHash, galera::Secret("*s3cr"), false});
  EXPECT_NE(told.find("40 hexadecimal"), std::string::npos);
  EXPECT_EQ(told.find("s3cr"), std::string::npos);
}

TEST(AccountStatements, LabelWithoutTheSecret) {
  Account account = App();
  account.grants = {"ALL ON *.*"};
  const auto statements =
      AccountStatements(account, {Login::Kind::kPassword, galera::Secret("s3cr3t"), true});
  ASSERT_TRUE(statements);
  for (const Statement& statement : *statements) EXPECT_EQ(statement.label.find("s3cr3t"), std::string::npos);
}

TEST(LoginOf, TakesHashThenPasswordThenSocket) {
  Account account = App();
  EXPECT_EQ(LoginOf(account).kind, Login::Kind::kPassword);
  account.unix_socket = true;
  EXPECT_EQ(LoginOf(account).kind, Login::Kind::kNone);
  account.password = galera::Secret("x");
  EXPECT_EQ(LoginOf(account).kind, Login::Kind::kPassword);
  account.password_hash = galera::Secret("*x");
  EXPECT_EQ(LoginOf(account).kind, Login::Kind::kHash);
}

TEST(ClientOptionText, EscapesWhatAnOptionFileTreatsSpecially) {
  EXPECT_EQ(ClientOptionText("root", galera::Secret("a#'\"\\\n b"), "/s"),
            "[client]\nuser=\"root\"\npassword=\"a#\\'\\\"\\\\\\n b\"\nsocket=\"/s\"\n"
            "loose-default-character-set=utf8mb4\nloose-skip-ssl\n");
}

}  // namespace
}  // namespace watchdog
