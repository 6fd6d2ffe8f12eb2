#include "system/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace galera {
namespace {

Error FromErrno(int number, const std::string& path) {
  const std::string message = "read " + path + ": " + std::generic_category().message(number);
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

}  // namespace galera
