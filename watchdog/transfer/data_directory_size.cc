#include "transfer/data_directory_size.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <string_view>

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kEntriesMax = 500'000;
constexpr int kDepthMax = 10;
constexpr std::chrono::seconds kTimeMax{5};
constexpr std::int64_t kNanoseconds = 1'000'000'000;

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

Directory Open(int parent, const char* name, int flags) {
  const int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | flags);
  if (fd < 0) return nullptr;
  Directory directory(fdopendir(fd));
  if (!directory) close(fd);
  return directory;
}

// What each node has of its own, in the top folder: the scripts leave it out.
bool IsTransferred(std::string_view name, int depth) {
  if (name.ends_with(".log") || name.ends_with(".err") || name.ends_with(".pid")) return false;
  if (depth > 0) return true;
  static constexpr std::array<std::string_view, 5> kOwn = {"galera.cache", "grastate.dat", "gvwstate.dat",
                                                           "sst_in_progress", "ibtmp1"};
  if (name.starts_with("gcache.page.")) return false;
  return std::find(kOwn.begin(), kOwn.end(), name) == kOwn.end();
}

std::int64_t Nanoseconds(const timespec& time) { return time.tv_sec * kNanoseconds + time.tv_nsec; }

class Walk {
 public:
  explicit Walk(std::int64_t since) : since_(since), deadline_(Clock::now() + kTimeMax) {}

  const DirectorySize& size() const { return size_; }

  // False: there is more than may be looked at.
  bool Through(DIR* directory, int depth) {
    if (depth > kDepthMax) return false;
    while (const dirent* entry = readdir(directory)) {  // NOLINT(concurrency-mt-unsafe): a stream of our own
      const std::string_view name = entry->d_name;
      if (name == "." || name == ".." || !IsTransferred(name, depth)) continue;
      if (++entries_ > kEntriesMax || (entries_ % 256 == 0 && Clock::now() > deadline_)) return false;
      struct stat status {};
      const int parent = dirfd(directory);
      if (fstatat(parent, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
      if (S_ISREG(status.st_mode)) Count(status);
      if (!S_ISDIR(status.st_mode)) continue;
      const Directory inner = Open(parent, entry->d_name, O_NOFOLLOW);
      if (inner && !Through(inner.get(), depth + 1)) return false;
    }
    return true;
  }

 private:
  void Count(const struct stat& status) {
    const auto length = static_cast<std::uint64_t>(status.st_size);
    const std::uint64_t bytes = std::min(length, static_cast<std::uint64_t>(status.st_blocks) * 512);
    // Not st_mtim: rsync and mbstream may set that to the donor's.
    const std::int64_t changed = Nanoseconds(status.st_ctim);
    size_.bytes += bytes;
    if (changed >= since_) size_.changed_bytes += bytes;
    size_.newest_ns = std::max(size_.newest_ns, changed);
  }

  const std::int64_t since_;
  const Clock::time_point deadline_;
  std::size_t entries_ = 0;
  DirectorySize size_;
};

}  // namespace

Result<DirectorySize> MeasureDataDirectory(const std::string& path, const timespec& since) {
  const Directory directory = Open(AT_FDCWD, path.c_str(), 0);
  if (!directory) {
    const int why = errno;
    const ErrorCode code = why == EACCES || why == EPERM ? ErrorCode::kDenied : ErrorCode::kNotFound;
    return Error{code, "look through " + path + ": " + std::strerror(why)};  // NOLINT(concurrency-mt-unsafe)
  }
  Walk walk(Nanoseconds(since));
  if (!walk.Through(directory.get(), 0)) {
    return Error{ErrorCode::kInvalid, "look through " + path + ": more than can be counted in five seconds"};
  }
  return walk.size();
}

std::optional<std::uint64_t> FreeDiskBytes(const std::string& path) {
  std::string at = path;
  struct statvfs file_system {};
  while (statvfs(at.c_str(), &file_system) != 0) {
    if (errno != ENOENT || at.size() <= 1) return std::nullopt;
    at.resize(at.find_last_not_of('/') + 1);
    const std::size_t parent = at.rfind('/');
    if (parent == std::string::npos) return std::nullopt;
    at.resize(std::max<std::size_t>(parent, 1));
  }
  return static_cast<std::uint64_t>(file_system.f_bavail) * file_system.f_frsize;
}

}  // namespace watchdog
