// Reads the option file (.my.cnf) the way mysqld_exporter does, not the way
// MariaDB's own clients do.
//
//   [client]                     what we log in with
//   [client.servers]             another account; inherits from [client]
//   key=value  or  key: value    names are case sensitive, '-' is not '_'
//   key                          a switch; same as key=true
//   # ; at the start of a line   comments; nowhere else
//
// The value is the rest of the line without the spaces around it. One pair of
// quotes around all of it ('...' or "...") is removed, and nothing inside is
// special: a password with any printable byte survives, and is safe in quotes.
// A value that is nothing but ${NAME} (bare or in double quotes) is taken from
// the environment. No !include, no loose-, no line continuation.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace galera {

// What one section says about the server; what it leaves out is unset.
struct ServerOverlay {
  std::optional<std::string> user;
  std::optional<Secret> password;
  std::optional<std::string> host;
  std::optional<std::uint16_t> port;
  std::optional<std::string> unix_socket;
  std::optional<bool> enable_cleartext_plugin;
  std::optional<bool> tls;
  std::optional<bool> tls_skip_verify;
  std::optional<std::string> tls_ca_file;
  std::optional<std::string> tls_cert_file;
  std::optional<std::string> tls_key_file;
};

// Something wrong in the file. Never holds a value of a key.
struct OptionFileProblem {
  int line = 0;
  std::string what;
  std::string remedy;
  bool fatal = true;
};

struct OptionFile {
  ServerOverlay client;  // [client]
  // Every other section, by name, with what it inherits from the sections
  // before its dots. These become the auth modules of /probe.
  std::map<std::string, ServerOverlay> others;
  std::map<std::string, int> lines;  // section -> line of its header
  std::vector<OptionFileProblem> problems;
};

// Never fails as a whole: reads on after every problem. `environment` answers
// ${NAME}. What is wrong in a section other than [client] is a warning.
OptionFile ParseOptionFile(std::string_view text, const std::map<std::string, std::string>& environment);

// `server` with everything that the overlay sets. An empty user does not count.
ServerConnection Apply(const ServerOverlay& overlay, ServerConnection server);

}  // namespace galera
