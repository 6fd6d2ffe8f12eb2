#include "first_start/sql_text.h"

#include <algorithm>
#include <utility>

#include "config/quotation.h"
#include "galera/text.h"
#include "galera/utf8.h"

namespace watchdog {
namespace {

constexpr std::size_t kUserBytesMax = 128;
constexpr std::size_t kHostBytesMax = 255;
constexpr std::size_t kPasswordBytesMax = 1024;
constexpr std::string_view kGrantOption = " with grant option";

std::string HostOf(const Account& account) { return account.host.empty() ? "%" : account.host; }

bool Fits(std::string_view text, std::size_t bytes_max) {
  return text.size() <= bytes_max && text.find('\0') == std::string_view::npos && galera::IsUtf8(text);
}

bool IsHash(std::string_view text) {
  const auto hexadecimal = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
  };
  return text.size() == 41 && text[0] == '*' && std::all_of(text.begin() + 1, text.end(), hexadecimal);
}

std::string Identification(const Login& login) {
  const std::string& text = login.text.Reveal();
  switch (login.kind) {
    case Login::Kind::kNone:
      // Without unix_socket: a hash that no password has.
      return login.unix_socket ? "IDENTIFIED VIA unix_socket"
                               : "IDENTIFIED VIA mysql_native_password USING 'invalid'";
    case Login::Kind::kPassword:
      return login.unix_socket ? "IDENTIFIED VIA unix_socket OR mysql_native_password USING PASSWORD(" +
                                     QuoteString(text) + ")"
                               : "IDENTIFIED BY " + QuoteString(text);
    case Login::Kind::kHash:
      return std::string("IDENTIFIED VIA ") + (login.unix_socket ? "unix_socket OR " : "") +
             "mysql_native_password USING " + QuoteString(text);
  }
  return {};
}

galera::Status Check(const Account& account, const Login& login) {
  const std::string who = "account " + galera::Quote(account.user) + "@" + galera::Quote(HostOf(account));
  const auto invalid = [&](const char* what) {
    return galera::Error{galera::ErrorCode::kInvalid, who + ": " + what};
  };
  if (account.user.empty()) return invalid("the user has no name: give one");
  if (!Fits(account.user, kUserBytesMax) || !Fits(account.host, kHostBytesMax)) {
    return invalid("the name is too long, not UTF-8 or holds a zero byte: choose another");
  }
  const std::string& text = login.text.Reveal();
  if (login.kind == Login::Kind::kHash && !IsHash(text)) {
    return invalid(
        "the password's hash is not * and 40 hexadecimal digits: take that of SELECT PASSWORD('...')");
  }
  if (!Fits(text, kPasswordBytesMax)) {
    return invalid("the password is too long, not UTF-8 or holds a zero byte: choose another");
  }
  return {};
}

}  // namespace

std::string QuoteString(std::string_view text, Backslash backslash) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += '\'';
    if (c == '\\' && backslash == Backslash::kEscapes) quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string QuoteIdentifier(std::string_view name) {
  std::string quoted = "`";
  for (const char c : name) {
    if (c == '`') quoted += '`';
    quoted += c;
  }
  return quoted + "`";
}

std::vector<Statement> SessionStatements() {
  // The session lives as long as the first start, whatever the configuration says of idle ones.
  return {{"SET NAMES utf8mb4", "set the character set"},
          {"SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'", "set sql_mode"},
          {"SET SESSION wait_timeout = 86400", "set wait_timeout"}};
}

Login LoginOf(const Account& account) {
  if (!account.password_hash.empty()) return {Login::Kind::kHash, account.password_hash, account.unix_socket};
  if (account.password.empty() && account.unix_socket) return {Login::Kind::kNone, {}, true};
  return {Login::Kind::kPassword, account.password, account.unix_socket};
}

galera::Result<std::vector<Statement>> AccountStatements(const Account& account, const Login& login) {
  if (const galera::Status valid = Check(account, login); !valid) return valid.error();
  const std::string name = QuoteString(account.user) + "@" + QuoteString(HostOf(account));
  const std::string login_text = Identification(login);
  // OR REPLACE would take away what a script has granted before a restart.
  std::vector<Statement> statements = {
      {"CREATE USER IF NOT EXISTS " + name + " " + login_text, "create account " + name},
      {"ALTER USER " + name + " " + login_text + " ACCOUNT UNLOCK", "set the login of account " + name}};
  for (const std::string& grant : account.grants) {
    std::string_view rights = galera::TrimBlanks(grant);
    const bool passes_on = galera::ToLower(rights).ends_with(kGrantOption);
    if (passes_on) rights.remove_suffix(kGrantOption.size());
    std::string sql = "GRANT ";
    sql.append(rights).append(" TO ").append(name);
    if (passes_on) sql += kGrantOption;
    std::string label = "grant ";
    label.append(grant).append(" to ").append(name);
    statements.push_back({std::move(sql), std::move(label)});
  }
  return statements;
}

std::vector<Statement> DatabaseStatements(const std::vector<std::string>& databases) {
  std::vector<Statement> statements;
  statements.reserve(databases.size());
  for (const std::string& name : databases) {
    statements.push_back(
        {"CREATE DATABASE IF NOT EXISTS " + QuoteIdentifier(name), "create database " + name});
  }
  return statements;
}

std::vector<Statement> CleanUpStatements() {
  return {
      {"DELETE FROM mysql.global_priv WHERE User = ''", "drop anonymous accounts"},
      {"DELETE FROM mysql.db WHERE User = '' OR Db IN ('test', 'test\\_%')", "drop rights on test databases"},
      {"DROP DATABASE IF EXISTS test", "drop database test"},
      {"FLUSH PRIVILEGES", "flush privileges"}};
}

std::string ClientOptionText(std::string_view user, const galera::Secret& password, std::string_view socket) {
  const auto quoted = [](std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
      switch (c) {
        case '\n':
          out += "\\n";
          break;
        case '\r':
          out += "\\r";
          break;
        case '\t':
          out += "\\t";
          break;
        case '\b':
          out += "\\b";
          break;
        case '\\':
        case '"':
        case '\'':
          out += '\\';
          [[fallthrough]];
        default:
          out += c;
      }
    }
    return out + "\"";
  };
  // From 11.4 on clients want TLS unless told; the temporary server has none, and no network.
  return "[client]\nuser=" + quoted(user) + "\npassword=" + quoted(password.Reveal()) +
         "\nsocket=" + quoted(socket) + "\nloose-default-character-set=utf8mb4\nloose-skip-ssl\n";
}

}  // namespace watchdog
