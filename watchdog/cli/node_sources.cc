#include "cli/node_sources.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "cli/sources.h"
#include "discovery/own_addresses.h"
#include "system/file.h"

namespace watchdog {
namespace {

constexpr std::array<const char*, 2> kMariabackup = {"/usr/bin/mariabackup", "/usr/bin/mariadb-backup"};

}  // namespace

SettingsInput RealSettingsInput(const std::vector<std::string>& arguments) {
  SettingsInput input;
  input.arguments = arguments;
  input.environment = RealSources({}).environment;
  input.read_file = [](const std::string& path) { return galera::ReadFile(path); };
  for (const char* program : kMariabackup) {
    if (access(program, X_OK) == 0) input.mariabackup_installed = true;
  }
  input.host_name = HostName();
  return input;
}

std::string HostName() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

void PrintSettingProblems(const std::vector<SettingProblem>& problems) {
  for (const SettingProblem& problem : problems) {
    std::fprintf(stderr, "%s: %s: %s\n", problem.fatal ? "error" : "warning", problem.variable.c_str(),
                 problem.message.c_str());
  }
}

std::string DrainFileOf(const NodeSettings& settings) {
  const char* const given = std::getenv("GALERA_WARDEN_HEALTH_DRAIN_FILE");
  return given != nullptr && *given != '\0' ? given : settings.run_directory + "/drain";
}

galera::Result<NodeAddress> OwnAddressOf(const NodeSettings& settings) {
  const auto interfaces = ReadOwnAddresses();
  if (!interfaces) return interfaces.error();
  return SelectNodeAddress(settings.node_address, *interfaces);
}

galera::Result<std::shared_ptr<const SigningKey>> ClusterKeyOf(const NodeSettings& settings) {
  std::shared_ptr<const SigningKey> key;
  if (settings.cluster_secret.empty()) return key;
  const auto derived = SigningKey::Derive(settings.cluster_secret.Reveal(), settings.cluster_name);
  if (!derived) return derived.error();
  key = std::make_shared<const SigningKey>(*derived);
  return key;
}

std::string RandomNodeId() {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::random_device random;
  std::string id;
  for (int i = 0; i < 16; ++i) id += kDigits[random() % 16];
  return id;
}

}  // namespace watchdog
