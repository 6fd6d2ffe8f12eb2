#include "first_start/journal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "first_start/directory_class.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Status;

constexpr std::string_view kHead = "galera-warden first start 1\n";
constexpr std::size_t kBytesMax = 1u << 20;
constexpr int kLockPollMillis = 20;

bool SyncDirectory(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool done = fsync(fd) == 0;
  const int number = errno;
  close(fd);
  errno = number;
  return done;
}

bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return fsync(fd) == 0;
}

}  // namespace

Journal::Journal(Journal&& other) noexcept
    : directory_(std::move(other.directory_)),
      fd_(std::exchange(other.fd_, -1)),
      fresh_(other.fresh_),
      entries_(std::move(other.entries_)) {}

Journal::~Journal() {
  if (fd_ >= 0) close(fd_);
}

Error Journal::Failure(const char* what) const {
  return {ErrorCode::kUnavailable, std::string(what) + " " + directory_ + "/" + std::string(kMarkerName) +
                                       ": " + std::generic_category().message(errno)};
}

galera::Result<Journal> Journal::Open(const std::string& directory, galera::SteadyTime deadline,
                                      const std::stop_token& stop) {
  const std::string path = directory + "/" + std::string(kMarkerName);
  for (;;) {
    Journal journal(directory,
                    open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (journal.fd_ < 0) return journal.Failure("make the marker");
    struct stat info {};
    const bool locked = flock(journal.fd_, LOCK_EX | LOCK_NB) == 0;
    // Without a name: its owner was done and has removed it meanwhile.
    if (locked && fstat(journal.fd_, &info) == 0 && info.st_nlink > 0) {
      if (Status loaded = journal.Load(); !loaded) return loaded.error();
      return journal;
    }
    if (stop.stop_requested()) return Error{ErrorCode::kUnavailable, "first start: a stop was asked for"};
    if (std::chrono::steady_clock::now() >= deadline) {
      return Error{ErrorCode::kTimeout, path + " is locked: another first start is at work there: stop it"};
    }
    poll(nullptr, 0, kLockPollMillis);
  }
}

Status Journal::Load() {
  std::string text;
  std::array<char, 4096> buffer;
  ssize_t n = 0;
  off_t at = 0;
  while ((n = pread(fd_, buffer.data(), buffer.size(), at)) > 0 && text.size() < kBytesMax) {
    text.append(buffer.data(), static_cast<std::size_t>(n));
    at += n;
  }
  if (n < 0) return Failure("read the marker");
  if (text.starts_with(kHead)) {
    entries_ = ParseJournal(text);
    // Half a line must neither count nor become the head of the next entry.
    if (ftruncate(fd_, static_cast<off_t>(text.rfind('\n') + 1)) != 0) return Failure("write the marker");
    return {};
  }
  fresh_ = true;
  if (ftruncate(fd_, 0) != 0 || !WriteAll(fd_, kHead) || !SyncDirectory(directory_)) {
    return Failure("write the marker");
  }
  return {};
}

Status Journal::Add(std::string_view entry) {
  if (!WriteAll(fd_, std::string(entry) + "\n")) return Failure("write the marker");
  entries_.emplace(entry);
  return {};
}

Status Journal::Flush() const { return syncfs(fd_) == 0 ? Status() : Failure("write out the volume of"); }

Status Journal::Remove() {
  if (Status flushed = Flush(); !flushed) return flushed;
  const std::string path = directory_ + "/" + std::string(kMarkerName);
  if (unlink(path.c_str()) != 0 || !SyncDirectory(directory_)) return Failure("remove the marker");
  return {};
}

std::string EncodeName(std::string_view name) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte <= '~' && byte != '%') {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return out;
}

std::set<std::string> ParseJournal(std::string_view text) {
  std::set<std::string> entries;
  bool head = true;
  for (std::size_t end = 0; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1)) {
    if (!head && end > 0) entries.emplace(text.substr(0, end));
    head = false;
  }
  return entries;
}

}  // namespace watchdog
