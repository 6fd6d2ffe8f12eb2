// SQL of a first start, as text. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "galera/result.h"
#include "settings/node_settings.h"

namespace watchdog {

// `text` may hold a secret and goes to the server only; `label` is for people.
struct Statement {
  std::string text;
  std::string label;
};

// Whether the session's sql_mode lets a backslash escape what follows.
enum class Backslash { kEscapes, kPlain };  // kPlain: NO_BACKSLASH_ESCAPES

// In single quotes, which mean the same with and without ANSI_QUOTES. For a
// session in utf8mb4: there, no byte of a longer character looks like a quote.
std::string QuoteString(std::string_view text, Backslash backslash = Backslash::kPlain);
// In backticks, which work in every sql_mode.
std::string QuoteIdentifier(std::string_view name);

// Brings the session to what QuoteString takes for granted: first of all.
std::vector<Statement> SessionStatements();

// What an account logs in with.
struct Login {
  enum class Kind { kPassword, kHash, kNone };  // kNone: the socket only, or nothing at all
  Kind kind = Kind::kPassword;
  galera::Secret text;       // the password, empty for none; or its mysql_native_password hash, "*…"
  bool unix_socket = false;  // also lets the system user of that name in
};

// The login that `account` asks for, a random password aside.
Login LoginOf(const Account& account);

// Idempotent: an account that is there gets this login and these grants, and
// keeps what else it was granted. kInvalid, without the secret in the message,
// for a name or password that is empty, too long, not UTF-8 or holds a zero byte.
galera::Result<std::vector<Statement>> AccountStatements(const Account& account, const Login& login);

std::vector<Statement> DatabaseStatements(const std::vector<std::string>& databases);

// Anonymous accounts, the test database and everybody's rights on it.
std::vector<Statement> CleanUpStatements();

// An option file with which MariaDB's clients log in at `socket`.
std::string ClientOptionText(std::string_view user, const galera::Secret& password, std::string_view socket);

}  // namespace watchdog
