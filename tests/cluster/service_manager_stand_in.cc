#include "cluster/service_manager_stand_in.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace galera::testing_cluster {

ServiceManagerStandIn::ServiceManagerStandIn(Address kind)
    : directory_((std::filesystem::temp_directory_path() / "notify.XXXXXX").string()),
      socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  if (::mkdtemp(directory_.data()) == nullptr) throw std::runtime_error("mkdtemp " + directory_);
  // The directory's name is nobody else's, on disk or not.
  address_ = kind == Address::kPath ? directory_ + "/s" : "@" + directory_;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, address_.data(), address_.size());
  if (kind == Address::kAbstract) address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0)
    throw std::runtime_error("bind " + address_ + ": " + std::strerror(errno));
}

ServiceManagerStandIn::~ServiceManagerStandIn() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::string ServiceManagerStandIn::Next(Millis timeout) {
  pollfd ready{socket_.get(), POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(timeout.count())) <= 0) return {};
  std::string datagram(4096, '\0');
  const ssize_t size = ::recv(socket_.get(), datagram.data(), datagram.size(), 0);
  datagram.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  std::istringstream in(datagram);
  for (std::string line; std::getline(in, line);) lines_.push_back(line);
  return datagram;
}

std::string ServiceManagerStandIn::Line(const std::string& begin, Millis timeout) {
  const Deadline deadline(timeout);
  while (true) {
    while (passed_ < lines_.size()) {
      const std::string& line = lines_[passed_++];
      if (line.starts_with(begin)) return line;
    }
    if (Next(deadline.Left()).empty() && deadline.Passed()) return {};
  }
}

}  // namespace galera::testing_cluster
