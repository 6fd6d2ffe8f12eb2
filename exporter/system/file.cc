#include "system/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace galera {
namespace {

Error FromErrno(int number, const std::string& path, std::string_view what = "read") {
  const std::string message = std::string(what) + " " + path + ": " + std::generic_category().message(number);
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return {ErrorCode::kNotFound, message};
    case EACCES:
    case EPERM:
      return {ErrorCode::kDenied, message};
    default:
      return {ErrorCode::kInvalid, message};
  }
}

bool WriteAll(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// A rename is only on the disk when its directory is.
void SyncDirectoryOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

}  // namespace

Result<std::string> ReadFile(const std::string& path, std::size_t bytes_max) {
  // O_NONBLOCK: a FIFO put there by mistake must not hang the start.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return FromErrno(errno, path);
  std::string text;
  std::array<char, 16384> buffer;
  ssize_t n = 0;
  while ((n = read(fd, buffer.data(), buffer.size())) > 0 || (n < 0 && errno == EINTR)) {
    if (n < 0) continue;
    text.append(buffer.data(), static_cast<std::size_t>(n));
    if (text.size() > bytes_max) break;
  }
  const int number = errno;
  close(fd);
  if (n < 0) return FromErrno(number, path);
  if (text.size() > bytes_max) {
    return Error{ErrorCode::kInvalid,
                 "read " + path + ": larger than " + std::to_string(bytes_max) + " bytes"};
  }
  return text;
}

bool FileExists(const std::string& path) {
  struct stat info {};
  return !path.empty() && stat(path.c_str(), &info) == 0;
}

Status ReplaceFile(const std::string& path, std::string_view content, mode_t mode) {
  const std::string next = path + ".next";
  const int fd = open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0) return FromErrno(errno, next, "write");
  const bool written = fchmod(fd, mode) == 0 && WriteAll(fd, content) && fsync(fd) == 0;
  int number = written ? 0 : errno;
  if (close(fd) != 0 && number == 0) number = errno;
  if (number == 0 && rename(next.c_str(), path.c_str()) != 0) number = errno;
  if (number != 0) {
    unlink(next.c_str());
    return FromErrno(number, path, "write");
  }
  SyncDirectoryOf(path);
  return Status();
}

Status MakeDirectories(const std::string& path, mode_t mode) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (!part.empty() && mkdir(part.c_str(), mode) != 0 && errno != EEXIST) {
      return FromErrno(errno, part, "make directory");
    }
    if (end == std::string::npos) break;
  }
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return FromErrno(errno, path, "make directory");
  if (!S_ISDIR(info.st_mode)) return FromErrno(ENOTDIR, path, "make directory");
  return Status();
}

}  // namespace galera
