#include "upgrade/upgrade.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include "first_start/temporary_server.h"
#include "galera/text.h"
#include "mariadbd_config/launch_arguments.h"
#include "system/file.h"
#include "system/log.h"
#include "upgrade/upgrade_decision.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

// The second name is that of later series.
constexpr std::array<const char*, 2> kToolRecords = {"mysql_upgrade_info", "mariadb_upgrade_info"};
constexpr char kOwnRecord[] = "galera-warden-version";
constexpr std::chrono::seconds kVersionTimeout{10};

std::string InData(const NodeSettings& settings, const char* name) {
  return settings.data_directory + "/" + name;
}

std::string VersionIn(const std::string& path) {
  const auto text = galera::ReadFile(path);
  if (!text.ok()) return "";
  const std::string version(galera::TrimBlanks(text->substr(0, text->find('\n'))));
  return ParseVersionSeries(version) ? version : "";
}

// Removed in the end, whatever came between.
class PrivateDirectory {
 public:
  explicit PrivateDirectory(std::string path) : path_(std::move(path)) {}
  ~PrivateDirectory() { Remove(); }
  PrivateDirectory(const PrivateDirectory&) = delete;
  PrivateDirectory& operator=(const PrivateDirectory&) = delete;

  Status Make(const std::optional<galera::SystemUser>& owner) {
    Remove();
    if (mkdir(path_.c_str(), 0700) != 0 || (owner && chown(path_.c_str(), owner->uid, owner->gid) != 0)) {
      return Error{ErrorCode::kDenied, "make " + path_ + ": " + std::generic_category().message(errno)};
    }
    const std::string init_file = path_ + "/" + std::string(kInitFileName);
    return galera::ReplaceFile(init_file, "", 0644);
  }
  const std::string& path() const { return path_; }

 private:
  void Remove() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string path_;
};

Result<std::optional<galera::SystemUser>> ServerUser(const NodeSettings& settings) {
  if (geteuid() != 0) return std::optional<galera::SystemUser>();
  auto user = galera::FindSystemUser(settings.system_user);
  if (!user) return user.error();
  return std::optional(std::move(*user));
}

void SayLine(std::string_view line) {
  if (line.starts_with("Phase ")) {
    galera::LogInfo("upgrade of system tables", {{"output", std::string(line)}});
  } else {
    galera::LogDebug("upgrade of system tables", {{"output", std::string(line)}});
  }
}

}  // namespace

std::string ReadDataVersion(const NodeSettings& settings) {
  for (const char* name : kToolRecords) {
    if (std::string version = VersionIn(InData(settings, name)); !version.empty()) return version;
  }
  return VersionIn(InData(settings, kOwnRecord));
}

Status RecordDataVersion(const NodeSettings& settings, const std::string& version) {
  if (version.empty() || !ReadDataVersion(settings).empty()) return Status();
  return galera::ReplaceFile(InData(settings, kOwnRecord), version + "\n", 0644);
}

Result<std::string> ReadServerVersion(const NodeSettings& settings, const std::stop_token& stop) {
  galera::ProgramSpec spec;
  spec.argv = {settings.mariadbd_program.empty() ? "mariadbd" : settings.mariadbd_program, "--no-defaults",
               "--version"};
  std::optional<std::string> version;
  const auto look = [&version](std::string_view line) {
    if (!version) version = VersionInBanner(line);  // warnings may come before
  };
  const auto deadline = std::chrono::steady_clock::now() + kVersionTimeout;
  if (Status ran = galera::RunToSuccess(spec, look, deadline, stop); !ran) return ran.error();
  if (version) return *version;
  return Error{ErrorCode::kRefused, "mariadbd --version says no version"};
}

Status RunUpgrade(const NodeSettings& settings, const std::string& config_file, galera::SteadyTime deadline,
                  const std::stop_token& stop) {
  const auto user = ServerUser(settings);
  if (!user) return user.error();
  PrivateDirectory folder(settings.run_directory + "/upgrade");
  if (Status made = folder.Make(*user); !made) return made;
  ServerPlace place{settings.data_directory,     folder.path(), config_file,
                    settings.mariadbd_arguments, *user,         -1};
  // The password of root need not be known; nobody but us reaches the socket.
  place.arguments.emplace_back("--skip-grant-tables");
  galera::ServerConnection login;
  login.user = "root";
  login.unix_socket = folder.path() + "/" + std::string(kSocketName);
  auto server = TemporaryServer::Start(place, login, SayLine, deadline, stop);
  if (!server) return server.error();
  galera::ProgramSpec spec;
  // From 11.4 on clients want TLS unless told; the temporary server has none, and no network.
  spec.argv = {"mariadb-upgrade", "--no-defaults", "--user=root", "--socket=" + login.unix_socket,
               "--skip-ssl"};
  spec.environment_hidden = HiddenVariables();
  spec.working_directory = "/";
  spec.run_as = *user;
  if (Status ran = galera::RunToSuccess(spec, SayLine, deadline, stop); !ran) {
    server->Abandon();
    return ran;
  }
  return server->ShutDown(deadline, stop);
}

}  // namespace watchdog
