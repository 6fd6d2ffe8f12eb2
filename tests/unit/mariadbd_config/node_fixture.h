// A node as most tests want it, and programs to ask what MariaDB makes of a file.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "mariadbd_config/server_config.h"

namespace watchdog {

inline NodeSettings Settings() {
  NodeSettings settings;
  settings.cluster_name = "orders";
  settings.node_name = "db1";
  settings.run_directory = "/run/gw";
  Account account;
  account.user = "sst";
  account.host = "localhost";
  account.password = galera::Secret("p#;\"s'$ \\w");
  settings.sst_account = account;
  return settings;
}

inline ServerFacts Facts() {
  ServerFacts facts;
  facts.node_address = "10.0.0.1";
  facts.group_addresses = {"10.0.0.2:4567", "10.0.0.3:4567"};
  facts.mariabackup_installed = facts.pv_installed = facts.stunnel_installed = true;
  facts.notify_command = "/run/gw/notify 9105";
  facts.mariadb_version = "10.11.19";
  return facts;
}

// The value in the file, "<none>" without the line, "<bare>" without a value.
inline std::string Value(const OptionFile& file, const std::string& section, const std::string& name) {
  const OptionLine* line = file.Find(section, name);
  if (line == nullptr) return "<none>";
  return line->value.value_or("<bare>");
}

inline OptionFile Built(const NodeSettings& settings, const ServerFacts& facts) {
  const auto file = BuildServerConfig(settings, facts);
  if (file.ok()) return *file;
  ADD_FAILURE() << file.error().message;
  return {};
}

// The message of the refusal; empty if there was none.
inline std::string Refusal(const NodeSettings& settings, const ServerFacts& facts) {
  const auto file = BuildServerConfig(settings, facts);
  return file.ok() ? std::string() : file.error().message;
}

class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string path = std::filesystem::temp_directory_path() / "mariadbd_config_XXXXXX";
    if (mkdtemp(path.data()) == nullptr) std::abort();
    path_ = path;
  }
  ~ScratchDirectory() { std::filesystem::remove_all(path_); }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// What a shell command prints, or "<not run>".
inline std::string Output(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "<not run>";
  std::string out;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe))
    out.append(buffer.data(), count);
  pclose(pipe);
  return out;
}

}  // namespace watchdog
