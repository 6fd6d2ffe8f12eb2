#include "pager/log_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "system/log.h"

namespace watchdog {
namespace {

constexpr int kBeatMs = 100;
constexpr std::size_t kBlockBytes = std::size_t{64} * 1024;
constexpr std::size_t kLineBytesMax = 4096;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

// Bytes to lines; of a line that is too long the beginning.
class LineCutter {
 public:
  std::vector<std::string> Feed(std::string_view bytes) {
    std::vector<std::string> lines;
    while (!bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      const std::string_view piece = bytes.substr(0, end);
      partial_.append(piece.substr(0, kLineBytesMax - partial_.size()));
      if (end == std::string_view::npos) break;
      lines.push_back(std::exchange(partial_, {}));
      bytes.remove_prefix(end + 1);
    }
    return lines;
  }
  void Forget() { partial_.clear(); }

 private:
  std::string partial_;
};

bool SameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

class Follower {
 public:
  Follower(std::string path, LogFile::Sink sink) : path_(std::move(path)), sink_(std::move(sink)) {}

  void Run(const std::stop_token& stop) {
    const Descriptor wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    const std::stop_callback on_stop(stop, [&wake] {
      const std::uint64_t one = 1;
      (void)!write(wake.get(), &one, sizeof one);
    });
    inotify_ = Descriptor(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    while (!stop.stop_requested()) {
      if (Look()) continue;
      std::array<pollfd, 2> ready = {{{wake.get(), POLLIN, 0}, {inotify_.get(), POLLIN, 0}}};
      if (poll(ready.data(), ready.size(), kBeatMs) > 0 && ready[1].revents != 0) SwallowEvents();
    }
  }

 private:
  // One block at most. True if there may be more at once.
  bool Look() {
    if (!file_.ok() && !Open()) return false;
    if (ReadBlock()) return true;
    struct stat open {};
    if (fstat(file_.get(), &open) == 0 && open.st_size < offset_) {
      offset_ = 0;
      cutter_.Forget();
      return true;
    }
    struct stat named {};
    if (stat(path_.c_str(), &named) != 0 || SameFile(named, open) || named.st_size == 0) return false;
    // The new one has begun: the old one's writer is through, and what it wrote last is read first.
    if (ReadBlock()) return true;
    file_ = Descriptor();
    cutter_.Forget();
    return true;
  }

  bool Open() {
    Descriptor file(open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat info {};
    if (!file.ok() || fstat(file.get(), &info) != 0) {
      if (errno == ENOENT) from_end_ = false;
      return Complain(std::generic_category().message(errno));
    }
    if (!S_ISREG(info.st_mode)) return Complain("not a regular file");
    offset_ = from_end_ ? info.st_size : 0;
    from_end_ = false;
    file_ = std::move(file);
    Watch();
    if (!said_.empty()) galera::LogInfo("error log is followed", {{"file", path_}});
    said_.clear();
    return true;
  }

  bool ReadBlock() {
    std::array<char, kBlockBytes> block;
    const ssize_t size = pread(file_.get(), block.data(), block.size(), offset_);
    if (size < 0) {
      if (errno != EINTR) Complain(std::generic_category().message(errno));
      return false;
    }
    if (size == 0) return false;
    offset_ += size;
    const auto lines = cutter_.Feed({block.data(), static_cast<std::size_t>(size)});
    if (!lines.empty()) sink_(lines);
    return true;
  }

  // By its descriptor: the name may be another file's by now.
  void Watch() {
    if (!inotify_.ok()) return;
    if (watch_) inotify_rm_watch(inotify_.get(), *watch_);
    const std::string itself = "/proc/self/fd/" + std::to_string(file_.get());
    const int watch = inotify_add_watch(inotify_.get(), itself.c_str(), IN_MODIFY);
    watch_ = watch < 0 ? std::nullopt : std::optional(watch);
  }

  void SwallowEvents() const {
    std::array<char, 4096> events;
    while (read(inotify_.get(), events.data(), events.size()) > 0) {
    }
  }

  bool Complain(const std::string& problem) {
    if (problem != said_)
      galera::LogWarn("error log is not followed, tried again", {{"file", path_}, {"reason", problem}});
    said_ = problem;
    return false;
  }

  const std::string path_;
  const LogFile::Sink sink_;
  Descriptor file_, inotify_;
  std::optional<int> watch_;
  off_t offset_ = 0;
  bool from_end_ = true;
  LineCutter cutter_;
  std::string said_;  // the problem logged last
};

}  // namespace

LogFile::LogFile(std::string path, Sink sink)
    : thread_([path = std::move(path), sink = std::move(sink)](const std::stop_token& stop) {
        Follower(path, sink).Run(stop);
      }) {}

LogFile::~LogFile() = default;  // asks the thread to stop, and waits for it

}  // namespace watchdog
