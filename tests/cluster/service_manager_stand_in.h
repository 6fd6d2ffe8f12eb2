// systemd's place at a service's NOTIFY_SOCKET: what the service says, as it says it.
#pragma once

#include <string>
#include <vector>

#include "cluster/file_descriptor.h"
#include "cluster/wait.h"

namespace galera::testing_cluster {

class ServiceManagerStandIn {
 public:
  enum class Address { kPath, kAbstract };
  // Throws when there can be no socket.
  explicit ServiceManagerStandIn(Address kind = Address::kPath);
  ~ServiceManagerStandIn();
  ServiceManagerStandIn(const ServiceManagerStandIn&) = delete;
  ServiceManagerStandIn& operator=(const ServiceManagerStandIn&) = delete;

  // NOTIFY_SOCKET's value.
  const std::string& address() const { return address_; }
  // The next datagram; empty if none comes in time.
  std::string Next(Millis timeout = Millis(10'000));
  // The next line that begins so, others are passed over; empty if none comes in time.
  std::string Line(const std::string& begin, Millis timeout = Millis(10'000));
  // All lines so far, in their order.
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::string directory_;
  std::string address_;
  FileDescriptor socket_;
  std::vector<std::string> lines_;
  std::size_t passed_ = 0;
};

}  // namespace galera::testing_cluster
