#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <random>

#include "first_start/lone_server.h"
#include "first_start/scene.h"
#include "first_start/sql_text.h"
#include "galera/utf8.h"

namespace watchdog {
namespace {

void AppendUtf8(std::uint32_t point, std::string* text) {
  const auto add = [&](std::uint32_t byte) { *text += static_cast<char>(byte); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0 | point >> 6);
    add(0x80 | (point & 63));
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12);
    add(0x80 | (point >> 6 & 63));
    add(0x80 | (point & 63));
  } else {
    add(0xF0 | point >> 18);
    add(0x80 | (point >> 12 & 63));
    add(0x80 | (point >> 6 & 63));
    add(0x80 | (point & 63));
  }
}

// Every printable byte alone and all together, then any characters at all.
std::vector<std::string> Passwords() {
  std::vector<std::string> passwords;
  std::string all;
  for (char c = ' '; c <= '~'; ++c) {
    passwords.emplace_back(1, c);
    all += c;
  }
  passwords.push_back(all);
  passwords.insert(passwords.end(),
                   {"'", "''", "\\'", "\\", "\\\\", "\";\n", "x'; DROP USER root@localhost; --", "\t\r\n\b",
                    " lead and trail ", "#", "${HOME}", "%n"});
  std::mt19937 engine(20240607);
  const auto random = [&] { return static_cast<std::uint32_t>(engine()); };
  for (int i = 0; i < 60; ++i) {
    std::string text;
    for (unsigned length = 1 + random() % 20; length > 0; --length) {
      const std::uint32_t limit = std::array<std::uint32_t, 4>{0x80, 0x800, 0xD800, 0x110000}[random() % 4];
      const std::uint32_t point = 1 + random() % (limit - 1);
      if (point < 0xD800 || point > 0xDFFF) AppendUtf8(point, &text);
    }
    if (!text.empty()) passwords.push_back(text);
  }
  return passwords;
}

Account Named(std::size_t number) {
  Account account;
  account.user = "user " + std::to_string(number) + " '\"`\\";
  account.host = "localhost";
  return account;
}

std::string Hex(const std::string& text) {
  std::string out;
  for (const char c : text) {
    char pair[3];
    std::snprintf(pair, sizeof pair, "%02x", static_cast<unsigned char>(c));
    out += pair;
  }
  return out;
}

TEST(SqlText, LetsEveryPasswordLogInUnderEverySqlMode) {
  Scene scene;
  Account root;
  root.user = "root";
  root.host = "localhost";
  root.password = galera::Secret("r");
  scene.settings.accounts = {root};
  ASSERT_TRUE(scene.Run());
  LoneServer server(scene.root());
  ASSERT_TRUE(server.LogIn("root", "r"));
  for (const Statement& statement : SessionStatements()) EXPECT_EQ(server.Ask(statement.text), "");
  const std::vector<std::string> passwords = Passwords();
  for (std::size_t i = 0; i < passwords.size(); ++i) {
    const Login login{Login::Kind::kPassword, galera::Secret(passwords[i]), false};
    const auto statements = AccountStatements(Named(i), login);
    ASSERT_TRUE(statements) << Hex(passwords[i]);
    for (const Statement& statement : *statements)
      ASSERT_EQ(server.Ask(statement.text), "") << Hex(passwords[i]);
  }
  // Values come back as they went, in both readings of the backslash.
  for (const bool plain : {true, false}) {
    for (const char* mode : {"", ",ANSI_QUOTES", ",ORACLE", ",TRADITIONAL"}) {
      ASSERT_EQ(
          server.Ask("SET sql_mode = '" + std::string(plain ? "NO_BACKSLASH_ESCAPES" : "") + mode + "'"), "");
      for (const std::string& password : passwords) {
        const std::string quoted = QuoteString(password, plain ? Backslash::kPlain : Backslash::kEscapes);
        EXPECT_EQ(server.Ask("SELECT LOWER(HEX(" + quoted + "))"), Hex(password)) << mode;
      }
    }
  }
  for (std::size_t i = 0; i < passwords.size(); ++i) {
    const galera::Status in = server.LogIn(Named(i).user, passwords[i]);
    ASSERT_TRUE(in) << Hex(passwords[i]) << ": " << in.error().message;
    EXPECT_FALSE(server.LogIn(Named(i).user, passwords[i] + "x"));
  }
}

// The option file of the scripts: root's password goes through `mariadb` itself.
TEST(ClientOptionText, LetsTheClientLogInWithAnyPassword) {
  Scene scene;
  Account root;
  root.user = "root";
  root.host = "localhost";
  root.password = galera::Secret("r");
  scene.settings.accounts = {root};
  ASSERT_TRUE(scene.Run());
  LoneServer server(scene.root());
  for (const std::string& password :
       {std::string("#a;b'c\"d\\e f"), std::string("\\n\\t\\s"), std::string("'quoted'"),
        std::string("\"x\""), std::string("\t\r\n\b"), std::string(" blanks "),
        std::string("\xf0\x9f\x94\x91 !includedir /"), std::string("a\\"), std::string("\xc3\xa4")}) {
    ASSERT_TRUE(server.LogIn("root", "r"));
    for (const Statement& statement : SessionStatements()) EXPECT_EQ(server.Ask(statement.text), "");
    Account client = Named(1);
    client.user = "client";
    const auto statements =
        AccountStatements(client, {Login::Kind::kPassword, galera::Secret(password), false});
    ASSERT_TRUE(statements);
    for (const Statement& statement : *statements) ASSERT_EQ(server.Ask(statement.text), "");
    scene.Write("my.cnf", ClientOptionText("client", galera::Secret(password), scene.At("data/lone.sock")));
    galera::ProgramSpec spec;
    spec.argv = {"mariadb", "--defaults-file=" + scene.At("my.cnf"), "-e", "SELECT 1"};
    const galera::Status in = galera::RunToSuccess(spec, {}, scene.options.deadline);
    EXPECT_TRUE(in) << Hex(password) << ": " << in.error().message;
  }
}

}  // namespace
}  // namespace watchdog
