#include "process/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace galera::process {

Terminal::Terminal(unsigned short columns, unsigned short rows)
    : master_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)), stop_fd_(eventfd(0, EFD_CLOEXEC)) {
  std::array<char, 64> name{};
  winsize size{};
  size.ws_col = columns;
  size.ws_row = rows;
  if (master_ < 0 || grantpt(master_) != 0 || unlockpt(master_) != 0 ||
      ptsname_r(master_, name.data(), name.size()) != 0 ||
      (slave_ = open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0 ||
      ioctl(slave_, TIOCSWINSZ, &size) != 0)
    throw std::runtime_error("no pseudo-terminal");
  path_ = name.data();
  reader_ = std::thread([this] { Read(); });
}

Terminal::~Terminal() {
  eventfd_write(stop_fd_, 1);
  reader_.join();
  close(slave_);
  close(master_);
  close(stop_fd_);
}

std::string Terminal::Written() const {
  const std::lock_guard lock(mutex_);
  return written_;
}

void Terminal::Read() {
  while (true) {
    std::array<pollfd, 2> waited = {{{master_, POLLIN, 0}, {stop_fd_, POLLIN, 0}}};
    poll(waited.data(), waited.size(), -1);
    if (waited[1].revents != 0) return;
    std::array<char, 4096> bytes{};
    const ssize_t count = read(master_, bytes.data(), bytes.size());
    if (count <= 0) return;
    const std::lock_guard lock(mutex_);
    written_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace galera::process
