#include "node/launch.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>

#include "discovery/own_addresses.h"
#include "discovery/peer_spec.h"
#include "evidence/view_record_file.h"
#include "mariadbd_config/memory_limit.h"
#include "mariadbd_config/server_config.h"
#include "node/notify_socket.h"
#include "system/file.h"
#include "system/log.h"
#include "system/program.h"

namespace watchdog {
namespace {

using galera::ErrorCode;
using galera::Result;
using galera::Status;

constexpr std::array<const char*, 3> kProviders = {
    "/usr/lib/galera/libgalera_smm.so", "/usr/lib/libgalera_smm.so", "/usr/lib64/galera-4/libgalera_smm.so"};
constexpr std::array<const char*, 2> kMemoryLimits = {"/sys/fs/cgroup/memory.max",
                                                      "/sys/fs/cgroup/memory/memory.limit_in_bytes"};

bool Installed(const char* program) { return !galera::LocateProgram(program).empty(); }

std::optional<std::uint64_t> MemoryLimit() {
  for (const char* path : kMemoryLimits) {
    if (const auto text = galera::ReadFile(path); text.ok()) return ParseCgroupMemoryLimit(*text);
  }
  return std::nullopt;
}

// mariadbd calls it through a shell, as its own user. Empty where that one can't
// reach our program: each call would be an error in its log.
std::string NotifyCommand(const NodeSettings& settings, const RecordOwner& owner) {
  std::error_code failed;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (failed || !std::filesystem::exists(program, failed)) return "";
  for (std::filesystem::path part = program; !part.empty(); part = part.parent_path()) {
    struct stat info {};
    if (geteuid() == 0 && (stat(part.c_str(), &info) != 0 || (info.st_mode & S_IXOTH) == 0)) return "";
    if (part == part.parent_path()) break;
  }
  return ShellQuoted(program.string()) + " notify " + ShellQuoted(NotifySocketPath(settings)) +
         " --data-directory " + ShellQuoted(settings.data_directory) + " --cluster-name " +
         ShellQuoted(owner.cluster_name) + " --node-name " + ShellQuoted(owner.node_name) +
         " --node-address " + ShellQuoted(owner.node_address);
}

ServerFacts Facts(const NodeSettings& settings, const NodeAddress& own, std::vector<std::string> peers) {
  ServerFacts facts;
  facts.node_address = own.text;
  facts.group_addresses = std::move(peers);
  facts.memory_limit_bytes = MemoryLimit();
  facts.notify_command = settings.wsrep_on ? NotifyCommand(settings, RecordOwnerOf(settings, own)) : "";
  facts.mariabackup_installed = Installed("mariabackup") || Installed("mariadb-backup");
  facts.pv_installed = Installed("pv");
  facts.stunnel_installed = Installed("stunnel");
  if (std::string provider = LocateProvider(); !provider.empty()) facts.provider = std::move(provider);
  return facts;
}

// Measured on 10.11.19: one member with another character in its name, and mariadbd
// runs the notify command on no member ("Unsafe characters in cluster member").
bool IsNotified(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

std::string WhyNoRecord(const NodeSettings& settings, const ServerFacts& facts) {
  if (!settings.wsrep_on) return "";
  if (facts.notify_command.empty()) return "mariadbd's user can't reach this program";
  if (IsNotified(RecordOwnerOf(settings, {}).node_name)) return "";
  return "mariadbd calls no notify command, on any node, for a name with other characters than letters, "
         "digits, '.', '_' and '-': choose another wsrep_node_name";
}

// mariadbd reads it as its own user, nobody else does.
Status GiveToServer(const std::string& path, const NodeSettings& settings, bool group_only) {
  if (geteuid() != 0) return Status();
  const auto user = galera::FindSystemUser(settings.system_user);
  if (!user) return user.error();
  const uid_t owner = group_only ? 0 : user->uid;
  if (chown(path.c_str(), owner, user->gid) == 0) return Status();
  return galera::Error{ErrorCode::kDenied, "change the owner of " + path + " to " + settings.system_user};
}

// mariadbd would find out only after it has opened its data, and aborts.
Status CheckSocketDirectory(const std::string& directory, const NodeSettings& settings) {
  struct stat info {};
  if (geteuid() != 0 || stat(directory.c_str(), &info) != 0) return Status();
  const auto user = galera::FindSystemUser(settings.system_user);
  if (!user) return user.error();
  const bool owns = info.st_uid == user->uid;
  const bool in_group = info.st_gid == user->gid || std::find(user->groups.begin(), user->groups.end(),
                                                              info.st_gid) != user->groups.end();
  const mode_t needed = owns ? S_IWUSR | S_IXUSR : in_group ? S_IWGRP | S_IXGRP : S_IWOTH | S_IXOTH;
  if (user->uid == 0 || (info.st_mode & needed) == needed) return Status();
  return galera::Error{ErrorCode::kDenied, "mariadbd runs as " + settings.system_user +
                                               " and can't make its socket in " + directory +
                                               ": chown it, or choose another socket"};
}

}  // namespace

RecordOwner RecordOwnerOf(const NodeSettings& settings, const NodeAddress& own) {
  // What mariadbd takes for its name where none is given.
  std::array<char, 256> host{};
  std::string name = settings.node_name;
  if (name.empty() && gethostname(host.data(), host.size() - 1) == 0) name = host.data();
  return {settings.cluster_name, name, own.text};
}

std::string LocateProvider() {
  for (const char* provider : kProviders) {
    if (galera::FileExists(provider)) return provider;
  }
  return {};
}

std::string ServerConfigFile(const NodeSettings& settings) {
  return settings.run_directory + "/mariadbd.cnf";
}

Status MakeRunDirectories(const NodeSettings& settings) {
  if (Status s = galera::MakeDirectories(settings.run_directory, 0755); !s) return s;
  if (Status s = GiveToServer(settings.run_directory, settings, false); !s) return s;
  const std::string socket_directory = settings.sql_socket.substr(0, settings.sql_socket.rfind('/'));
  if (galera::FileExists(socket_directory)) return CheckSocketDirectory(socket_directory, settings);
  if (Status s = galera::MakeDirectories(socket_directory, 0755); !s) return s;
  return GiveToServer(socket_directory, settings, false);
}

Status WriteServerConfig(const NodeSettings& settings, const NodeAddress& own,
                         const std::vector<NodeAddress>& peers) {
  std::vector<std::string> addresses;
  for (const NodeAddress& peer : peers) {
    const std::uint16_t port = peer.port != 0 ? peer.port : settings.ports.group;
    addresses.push_back(HostText(peer) + ":" + std::to_string(port));
  }
  const auto file = BuildServerConfig(settings, Facts(settings, own, std::move(addresses)));
  if (!file) return file.error();
  const auto text = Render(*file);
  if (!text) return text.error();
  const std::string path = ServerConfigFile(settings);
  if (Status s = galera::ReplaceFile(path, *text, 0640); !s) return s;
  return GiveToServer(path, settings, true);
}

Result<Launch> PrepareLaunch(const NodeSettings& settings, bool new_cluster, const std::string& position) {
  const ServerFacts facts = Facts(settings, {}, {});
  if (const std::string why = WhyNoRecord(settings, facts); !why.empty()) {
    galera::LogWarn("no record of views: nothing can be proven after a power cut, and a human will be asked",
                    {{"reason", why}});
    if (Status s = RemoveViewRecord(settings.data_directory); !s) return s.error();
  }
  Launch launch;
  launch.argv =
      MariadbdArguments(settings, ServerConfigFile(settings), {new_cluster, position, geteuid() == 0});
  const char* const path = std::getenv("PATH");
  const auto environment = PlanEnvironment(settings, facts, path == nullptr ? "" : path);
  if (!environment) return environment.error();
  for (const LaunchFile& file : environment->files) {
    if (Status s = galera::MakeDirectories(file.path.substr(0, file.path.rfind('/')), 0755); !s)
      return s.error();
    if (Status s = galera::ReplaceFile(file.path, file.text, file.executable ? 0755 : 0644); !s)
      return s.error();
  }
  launch.environment = environment->variables;
  return launch;
}

Result<std::string> ServerConfigToShow(const NodeSettings& settings) {
  const auto interfaces = ReadOwnAddresses();
  if (!interfaces) return interfaces.error();
  const auto own = SelectNodeAddress(settings.node_address, *interfaces);
  if (!own) return own.error();
  // Names stay names here: what they resolve to is known at the start only.
  std::vector<std::string> peers;
  for (const PeerSpec& spec : ParsePeerSpecs(settings.peers, settings.ports.group).specs) {
    if (IsListed(spec.kind)) {
      peers.push_back(spec.text);
      continue;
    }
    peers.push_back((spec.address ? HostText(*spec.address) : spec.name) + ":" + std::to_string(spec.port));
  }
  const auto file = BuildServerConfig(settings, Facts(settings, *own, std::move(peers)));
  if (!file) return file.error();
  return RenderMasked(*file);
}

}  // namespace watchdog
