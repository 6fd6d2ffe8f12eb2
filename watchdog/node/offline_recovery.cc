#include "node/offline_recovery.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "bootstrap/testimony.h"
#include "evidence/directory_lock.h"
#include "galera/text.h"
#include "mariadbd_config/launch_arguments.h"
#include "node/launch.h"
#include "node/recovery.h"
#include "system/file.h"
#include "system/program.h"

namespace watchdog {
namespace {

namespace fs = std::filesystem;
using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

constexpr std::uint64_t kBytesSpare = std::uint64_t{256} << 20;  // what InnoDB makes anew
constexpr int kDepthMax = 8;  // of a data directory: a database, its tables

// Galera's cache is large, and of no use to InnoDB; temporary tables are made anew.
bool IsLeftOut(const fs::path& path) {
  const std::string name = path.filename().string();
  return name == "galera.cache" || name.starts_with("gcache.page.") || name.starts_with("ibtmp") ||
         name.starts_with(".galera-warden-lock");
}

// A directory of our own, gone with this.
class Workshop {
 public:
  static Result<Workshop> Make(const std::string& below) {
    std::string path = below + "/galera-warden-inspect-XXXXXX";
    if (mkdtemp(path.data()) == nullptr) {
      return Error{ErrorCode::kDenied, "make a directory in " + below + ": " +
                                           std::generic_category().message(errno) + ": name another one"};
    }
    return Workshop(std::move(path));
  }
  Workshop(Workshop&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Workshop& operator=(Workshop&&) = delete;
  ~Workshop() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  std::string At(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  explicit Workshop(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

Error NoCopy(const fs::path& path, const std::string& why) {
  return {ErrorCode::kRefused, "no copy is made of " + path.string() + ": " + why +
                                   "; use --recover with the node's own --defaults-file"};
}

// What a recovery of a copy would change, or miss, outside of the copy.
Result<std::uint64_t> MeasureCopy(const std::string& directory) {
  std::uint64_t bytes = 0;
  std::error_code failed;
  fs::recursive_directory_iterator at(directory, failed);
  for (; !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
    const fs::path& path = at->path();
    if (at.depth() > kDepthMax) return NoCopy(path, "too deep for a data directory");
    if (at->is_symlink(failed)) return NoCopy(path, "a link");
    if (path.extension() == ".isl") return NoCopy(path, "a table that lies elsewhere");
    if (at->is_regular_file(failed) && !IsLeftOut(path)) bytes += at->file_size(failed);
  }
  if (failed) return Error{ErrorCode::kDenied, "read " + directory + ": " + failed.message()};
  return bytes;
}

Status CheckRoom(const std::string& place, std::uint64_t bytes) {
  struct statvfs space {};
  if (statvfs(place.c_str(), &space) != 0) return Status();
  const std::uint64_t free = static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize;
  if (free >= bytes + kBytesSpare) return Status();
  return Error{ErrorCode::kUnavailable,
               place + " has " + std::to_string(free >> 20) + " MiB free, a copy needs " +
                   std::to_string((bytes + kBytesSpare) >> 20) + " MiB: name another place"};
}

Status CopyWhole(const std::string& from, const std::string& to, const std::stop_token& stop) {
  std::error_code failed;
  fs::create_directory(to, failed);
  fs::recursive_directory_iterator at(from, failed);
  for (; !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
    if (stop.stop_requested()) return Error{ErrorCode::kUnavailable, "copy " + from + ": interrupted"};
    const fs::path target = fs::path(to) / at->path().lexically_relative(from);
    if (at->is_directory(failed)) {
      fs::create_directory(target, failed);
    } else if (at->is_regular_file(failed) && !IsLeftOut(at->path())) {
      fs::copy_file(at->path(), target, failed);
    }
    if (failed) return Error{ErrorCode::kDenied, "copy " + at->path().string() + ": " + failed.message()};
  }
  if (failed) return Error{ErrorCode::kDenied, "copy " + from + ": " + failed.message()};
  return Status();
}

Status GiveAway(const std::string& path, const std::string& user) {
  if (geteuid() != 0) return Status();
  const auto found = galera::FindSystemUser(user);
  if (!found) return found.error();
  const auto give = [&](const std::string& one) { return lchown(one.c_str(), found->uid, found->gid) == 0; };
  bool given = give(path);
  std::error_code failed;
  for (const auto& entry : fs::recursive_directory_iterator(path, failed))
    given = give(entry.path()) && given;
  if (given && !failed) return Status();
  return Error{ErrorCode::kDenied, "give " + path + " to " + user};
}

struct BinaryLog {
  std::string base;        // for --log-bin; empty: none that can be used
  bool elsewhere = false;  // there is one, outside of the directory
};

// By the index that mariadbd keeps of it.
BinaryLog FindBinaryLog(const std::string& directory) {
  BinaryLog found;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(directory, failed)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".index") || name.find("relay") != std::string::npos) continue;
    const std::string base = name.substr(0, name.size() - std::string_view(".index").size());
    const auto text = galera::ReadFile(entry.path().string());
    if (!text) continue;
    std::string_view rest = *text;
    const std::string_view first = galera::NextPart(&rest, '\n');
    if (first.starts_with("./" + base + ".")) {
      found.base = base;
    } else if (!first.empty()) {
      found.elsewhere = true;
    }
  }
  return found;
}

// For a mariadbd that has no option file: what it would find by itself in one.
std::vector<std::string> Guesses(const std::string& directory, const BinaryLog& log) {
  std::vector<std::string> out;
  if (!log.base.empty()) out.push_back("--log-bin=" + log.base);
  // Another size would be changed at once.
  struct stat info {};
  if (stat((directory + "/ib_logfile0").c_str(), &info) == 0 && info.st_size > 0)
    out.push_back("--innodb-log-file-size=" + std::to_string(info.st_size));
  return out;
}

// Whatever the option file says: nothing of the original is touched.
std::vector<std::string> KeptInside(const std::string& copy) {
  return {"--innodb-data-home-dir=" + copy, "--innodb-log-group-home-dir=" + copy,
          "--innodb-undo-directory=" + copy, "--aria-log-dir-path=" + copy};
}

Result<Position> Recover(const std::string& directory, const OfflineRecovery& task, const Workshop& workshop,
                         const std::stop_token& stop) {
  const BinaryLog log = FindBinaryLog(directory);
  NodeSettings settings;
  settings.data_directory = directory;
  settings.run_directory = workshop.At("run");
  settings.system_user = task.system_user;
  settings.mariadbd_arguments = {"--datadir=" + directory};
  if (const Status made = galera::MakeDirectories(settings.run_directory, 0700); !made) return made.error();
  if (const Status given = GiveAway(settings.run_directory, task.system_user); !given) return given.error();
  std::string file = task.defaults_file;
  const bool guessed = file.empty();
  auto& arguments = settings.mariadbd_arguments;
  if (guessed) {
    file = workshop.At("empty.cnf");
    if (const Status written = galera::ReplaceFile(file, "", 0644); !written) return written.error();
    for (std::string& guess : Guesses(directory, log)) arguments.push_back(std::move(guess));
  }
  // Without one mariadbd has no Galera, and says no position.
  if (const std::string provider = LocateProvider(); !provider.empty())
    arguments.push_back("--wsrep-provider=" + provider);
  if (!task.copy_to.empty()) {
    for (std::string& inside : KeptInside(directory)) arguments.push_back(std::move(inside));
    if (!guessed && log.base.empty()) arguments.emplace_back("--skip-log-bin");
  }
  const auto recovery = RunRecovery({directory, RecoverArguments(settings, file, geteuid() == 0),
                                     "Put the binary log or tc.log back first."},
                                    stop);
  if (!recovery) return recovery.error();
  const bool log_used = !log.base.empty() || (!guessed && task.copy_to.empty());
  if (recovery->rolled_back > 0 && !log_used) {
    return Error{ErrorCode::kRefused,
                 "mariadbd rolled " + std::to_string(recovery->rolled_back) +
                     " prepared transactions back, which the node's binary log may know as "
                     "committed: the position may be too low"};
  }
  const auto position = ReadPosition(recovery->position);
  if (!position) return Error{ErrorCode::kRefused, "no history: InnoDB has no position of a cluster"};
  return *position;
}

}  // namespace

Result<Position> RecoverOffline(const OfflineRecovery& task, const std::stop_token& stop) {
  auto workshop = Workshop::Make(task.copy_to.empty() ? fs::temp_directory_path().string() : task.copy_to);
  if (!workshop) return workshop.error();
  // mariadbd passes through it to what is in it.
  if (chmod(workshop->path().c_str(), 0711) != 0)
    return Error{ErrorCode::kDenied, "chmod " + workshop->path()};
  if (task.copy_to.empty()) return Recover(task.directory, task, *workshop, stop);
  if (const auto live = FindLiveServer(task.directory))
    return Error{ErrorCode::kUnavailable, live->text + ": a copy would not be whole; stop it"};
  const auto bytes = MeasureCopy(task.directory);
  if (!bytes) return bytes.error();
  if (const Status room = CheckRoom(task.copy_to, *bytes); !room) return room.error();
  const std::string copy = workshop->At("data");
  if (const Status copied = CopyWhole(task.directory, copy, stop); !copied) return copied.error();
  if (const Status given = GiveAway(copy, task.system_user); !given) return given.error();
  return Recover(copy, task, *workshop, stop);
}

}  // namespace watchdog
