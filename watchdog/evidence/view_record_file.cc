#include "evidence/view_record_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "system/file.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kLockName = ".galera-warden-views.lock.sst";
constexpr std::string_view kNextHead = ".galera-warden-views.next-";
constexpr std::string_view kNextTail = ".sst";
constexpr milliseconds kLockWait{1000};
constexpr milliseconds kLockBeat{2};
constexpr int kAttemptsMax = 5;
constexpr mode_t kMode = 0640;

Error FromErrno(const std::string& what, int number = errno) {
  const ErrorCode code =
      number == EACCES || number == EPERM || number == EROFS ? ErrorCode::kDenied : ErrorCode::kUnavailable;
  return {code, what + ": " + std::generic_category().message(number)};
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

std::string At(const std::string& directory, std::string_view name) {
  return directory + "/" + std::string(name);
}

// Whoever runs as root gives it to the owner of the directory: mariadbd's user replaces it next.
bool GiveTo(const struct stat& directory, int fd) {
  return geteuid() != 0 || fchown(fd, directory.st_uid, directory.st_gid) == 0;
}

// Readable by all: to lock it, that is enough, whoever made it. The directory keeps strangers out.
Result<Descriptor> Lock(const std::string& directory, const struct stat& owner) {
  const std::string path = At(directory, kLockName);
  Descriptor file(open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!file.ok()) return FromErrno("open " + path);
  (void)GiveTo(owner, file.get());
  const auto end = steady_clock::now() + kLockWait;
  while (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return FromErrno("lock " + path);
    if (steady_clock::now() >= end)
      return Error{ErrorCode::kTimeout, "lock " + path + ": held for longer than a second"};
    std::this_thread::sleep_for(kLockBeat);
  }
  return file;
}

bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

Status SyncDirectory(const std::string& directory) {
  const Descriptor file(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file.ok() || fsync(file.get()) != 0) return FromErrno("sync " + directory);
  return Status();
}

Status WriteDurably(const std::string& path, std::string_view text, const struct stat& owner) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kMode));
  if (!file.ok()) return FromErrno("write " + path);
  const bool written = GiveTo(owner, file.get()) && fchmod(file.get(), kMode) == 0 &&
                       WriteAll(file.get(), text) && fsync(file.get()) == 0;
  return written ? Status() : FromErrno("write " + path);
}

// The file as it is; nullopt: there is none, or it can't be read.
std::optional<std::string> Found(const std::string& directory) {
  auto text = galera::ReadFile(At(directory, kViewRecordName), kViewRecordBytesMax);
  if (!text) return std::nullopt;
  return std::move(*text);
}

enum class Replaced { kYes, kOvertaken };

// Nothing slow happens under the lock, so that nobody ever waits for another's disk.
Result<Replaced> Replace(const std::string& directory, const std::optional<std::string>& expected,
                         const std::string& text) {
  struct stat owner {};
  if (stat(directory.c_str(), &owner) != 0) return FromErrno("look at " + directory);
  static std::atomic<unsigned> writes{0};
  const std::string next = At(directory, kNextHead) + std::to_string(getpid()) + "-" +
                           std::to_string(writes++) + std::string(kNextTail);
  Status done = WriteDurably(next, text, owner);
  Replaced replaced = Replaced::kYes;
  if (done) {
    const auto lock = Lock(directory, owner);
    if (!lock) {
      done = lock.error();
    } else if (Found(directory) != expected) {
      replaced = Replaced::kOvertaken;
    } else if (rename(next.c_str(), At(directory, kViewRecordName).c_str()) != 0) {
      done = FromErrno("replace " + At(directory, kViewRecordName));
    }
  }
  if (!done || replaced == Replaced::kOvertaken) unlink(next.c_str());
  if (!done) return done.error();
  if (replaced == Replaced::kOvertaken) return replaced;
  if (done = SyncDirectory(directory); !done) return done.error();
  return replaced;
}

Status TryUpdate(const std::string& directory, const ViewRecordChange& change) {
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    const std::optional<std::string> text = Found(directory);
    std::optional<ViewRecord> record;
    if (text) {
      if (auto parsed = ParseViewRecord(*text)) record = std::move(*parsed);
    }
    const auto next = change(record);
    if (!next) return Status();
    const std::string rendered = RenderViewRecord(*next);
    if (rendered.size() > kViewRecordBytesMax)
      return Error{ErrorCode::kInvalid, "the record of views would be too large"};
    const auto replaced = Replace(directory, text, rendered);
    if (!replaced) return replaced.error();
    if (*replaced == Replaced::kYes) return Status();
  }
  return Error{ErrorCode::kTimeout, "the record of views is changed by others all the time"};
}

}  // namespace

Result<ViewRecord> ReadViewRecord(const std::string& data_directory) {
  const auto text = galera::ReadFile(At(data_directory, kViewRecordName), kViewRecordBytesMax);
  if (!text) return text.error();
  return ParseViewRecord(*text);
}

Status UpdateViewRecord(const std::string& data_directory, const ViewRecordChange& change,
                        IfNotWritten if_not_written) {
  Status done = TryUpdate(data_directory, change);
  if (done || if_not_written == IfNotWritten::kKeepOld) return done;
  const Status removed = RemoveViewRecord(data_directory);
  if (removed) return Error{done.error().code, done.error().message + "; the old record is removed"};
  return Error{done.error().code, done.error().message + "; and the old record, which is stale now, stays: " +
                                      removed.error().message};
}

Status RemoveViewRecord(const std::string& data_directory) {
  const std::string path = At(data_directory, kViewRecordName);
  if (unlink(path.c_str()) != 0) return errno == ENOENT ? Status() : FromErrno("remove " + path);
  return SyncDirectory(data_directory);
}

void RemoveViewRecordLeftovers(const std::string& data_directory) {
  DIR* const directory = opendir(data_directory.c_str());
  if (directory == nullptr) return;
  while (const dirent* const entry = readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (!name.starts_with(kNextHead) || !name.ends_with(kNextTail)) continue;
    unlinkat(dirfd(directory), entry->d_name, 0);
  }
  closedir(directory);
}

}  // namespace watchdog
