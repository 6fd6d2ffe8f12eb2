#include "evidence/directory_lock.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "galera/text.h"
#include "system/file.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;

constexpr char kLockName[] = ".galera-warden-lock";
constexpr std::array<const char*, 2> kLockedByMariadbd = {"ibdata1", "aria_log_control"};
constexpr std::array<std::string_view, 2> kOpenedByGalera = {"grastate.dat", "galera.cache"};
constexpr std::size_t kEntriesMax = 1000000;  // of a directory in /proc
constexpr std::chrono::milliseconds kPollInterval{50};

struct FileId {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const FileId&) const = default;
};

std::optional<FileId> IdOf(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return std::nullopt;
  return FileId{info.st_dev, info.st_ino};
}

// Numbers only: of processes, or of descriptors. nullopt: may not be read, or is gone.
std::optional<std::vector<std::string>> NumbersIn(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(path.c_str()), closedir);
  if (!directory) return std::nullopt;
  std::vector<std::string> numbers;
  while (const dirent* entry = readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name.find_first_not_of("0123456789") == std::string_view::npos) numbers.emplace_back(name);
    if (numbers.size() == kEntriesMax) break;
  }
  return numbers;
}

std::string CommandLine(const std::string& pid) {
  auto text = galera::ReadFile("/proc/" + pid + "/cmdline");
  return text ? std::move(*text) : std::string();
}

std::string ProgramName(pid_t pid) {
  const auto comm = galera::ReadFile("/proc/" + std::to_string(pid) + "/comm", 64);
  const std::string_view name = comm ? galera::TrimBlanks(*comm) : std::string_view();
  return name.empty() ? "a program" : std::string(name);
}

std::string Who(pid_t pid) {
  return pid > 0 ? ProgramName(pid) + " (PID " + std::to_string(pid) + ")"
                 : "a mariadbd of another container or host";
}

LiveServer Found(pid_t pid, const std::string& directory, const std::string& how) {
  return {pid, Who(pid) + " works on " + directory + ": " + how};
}

// The PID that has a write lock on the file, 0 for one that has no PID here; nullopt: nobody.
std::optional<pid_t> LockHolder(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return std::nullopt;
  struct flock lock {};
  lock.l_type = F_RDLCK;
  lock.l_whence = SEEK_SET;
  const bool locked = fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type == F_WRLCK;
  close(fd);
  if (!locked) return std::nullopt;
  return std::max(lock.l_pid, 0);
}

bool OpenForWriting(const std::string& pid, const std::string& descriptor) {
  const auto info = galera::ReadFile("/proc/" + pid + "/fdinfo/" + descriptor, 4096);
  const std::size_t at = info ? info->find("flags:") : std::string::npos;
  if (at == std::string::npos) return true;
  const unsigned long flags = std::strtoul(info->c_str() + at + 6, nullptr, 8);
  return (flags & O_ACCMODE) != O_RDONLY;
}

// One process's open files.
class OpenFiles {
 public:
  explicit OpenFiles(std::string pid) : pid_(std::move(pid)), numbers_(NumbersIn(Folder())) {}

  // The name under which it has one of `files` open for writing.
  std::optional<std::string> Writes(const std::vector<FileId>& files) {
    denied_ = !numbers_;
    for (const std::string& number : numbers_.value_or(std::vector<std::string>())) {
      std::array<char, 4096> target{};
      const ssize_t length = readlink((Folder() + number).c_str(), target.data(), target.size());
      if (length < 0) denied_ = denied_ || errno == EACCES || errno == EPERM;
      if (length <= 0) continue;
      // By its name first: a look at every open file could hang on a dead network volume.
      const std::string_view path(target.data(), static_cast<std::size_t>(length));
      const std::string_view name = path.substr(path.rfind('/') + 1);
      if (std::find(kOpenedByGalera.begin(), kOpenedByGalera.end(), name) == kOpenedByGalera.end()) continue;
      const auto id = IdOf(Folder() + number);
      if (id && std::find(files.begin(), files.end(), *id) != files.end() && OpenForWriting(pid_, number))
        return std::string(name);
    }
    return std::nullopt;
  }

  bool denied() const { return denied_; }  // after Writes: not all could be seen

 private:
  std::string Folder() const { return "/proc/" + pid_ + "/fd/"; }

  std::string pid_;
  std::optional<std::vector<std::string>> numbers_;
  bool denied_ = false;
};

// A server whose open files are hidden from us: its command line may tell another directory.
bool MayWorkOn(const std::string& pid, const std::string& directory) {
  const std::string command = CommandLine(pid);
  std::string_view rest = command;
  const std::string_view program = galera::NextPart(&rest, '\0');
  const std::string_view name = program.substr(program.rfind('/') + 1);
  if (name != "mariadbd" && name != "mysqld") return false;
  constexpr std::string_view kOption = "--datadir=";
  const std::size_t at = command.find(kOption);
  if (at == std::string::npos) return true;
  std::string named = command.substr(at + kOption.size());
  named.resize(named.find('\0') == std::string::npos ? named.size() : named.find('\0'));
  const auto id = IdOf(named);
  return !id || id == IdOf(directory);
}

Error TakeFailed(int number, const std::string& path) {
  const std::string message = "lock " + path + ": " + std::generic_category().message(number);
  if (number == ENOENT || number == ENOTDIR)
    return {ErrorCode::kNotFound, message + ": name the data directory"};
  return {ErrorCode::kDenied,
          message + ": run as root or as the owner of the directory, on a writable volume"};
}

// The lock's file, locked; -1 while another has it.
Result<int> TryLock(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return TakeFailed(errno, path);
  struct stat opened {};
  // Who had it before removes the file: then we have locked one that nobody else sees.
  if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &opened) == 0 &&
      IdOf(path) == FileId{opened.st_dev, opened.st_ino}) {
    return fd;
  }
  close(fd);
  return -1;
}

std::string Holder(const std::string& path) {
  const auto text = galera::ReadFile(path, 64);
  const std::string_view pid = text ? galera::TrimBlanks(*text) : std::string_view();
  return pid.empty() ? "" : " (PID " + std::string(pid) + ")";
}

}  // namespace

std::optional<LiveServer> FindLiveServer(const std::string& data_directory) {
  for (const char* name : kLockedByMariadbd) {
    if (const auto pid = LockHolder(data_directory + "/" + name))
      return Found(*pid, data_directory, std::string("it has locked ") + name);
  }
  std::vector<FileId> files;
  for (const std::string_view name : kOpenedByGalera) {
    if (const auto id = IdOf(data_directory + "/" + std::string(name))) files.push_back(*id);
  }
  if (files.empty()) return std::nullopt;
  for (const std::string& pid : NumbersIn("/proc").value_or(std::vector<std::string>())) {
    OpenFiles open_files(pid);
    const auto number = static_cast<pid_t>(std::strtol(pid.c_str(), nullptr, 10));
    if (const auto name = open_files.Writes(files))
      return Found(number, data_directory, "it has " + *name + " open");
    if (open_files.denied() && MayWorkOn(pid, data_directory)) {
      return LiveServer{number, Who(number) + " may work on " + data_directory +
                                    ": there is no right to look at its files; run as root, with "
                                    "CAP_SYS_PTRACE, or stop it"};
    }
  }
  return std::nullopt;
}

Result<DirectoryLock> DirectoryLock::Take(const std::string& data_directory,
                                          std::chrono::milliseconds patience, const std::stop_token& stop) {
  const std::string path = data_directory + "/" + kLockName;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    const auto fd = TryLock(path);
    if (!fd) return fd.error();
    if (*fd >= 0) {
      const std::string pid = std::to_string(getpid()) + "\n";
      // For a message only.
      if (write(*fd, pid.data(), pid.size()) < 0) errno = 0;
      return DirectoryLock(path, *fd);
    }
    if (stop.stop_requested() || std::chrono::steady_clock::now() >= deadline) {
      return Error{ErrorCode::kUnavailable, "another galera-warden" + Holder(path) + " works on " +
                                                data_directory + ": wait for it, or stop it"};
    }
    std::this_thread::sleep_for(kPollInterval);
  }
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}

DirectoryLock::~DirectoryLock() {
  if (fd_ < 0) return;
  unlink(path_.c_str());
  close(fd_);
}

}  // namespace watchdog
