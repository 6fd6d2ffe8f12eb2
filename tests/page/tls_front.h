// stunnel before a server of ours: TLS, or SMTP with STARTTLS, with a certificate for "localhost".
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cluster/child_process.h"
#include "galera/result.h"

namespace watchdog::test {

class TlsFront {
 public:
  enum class Kind { kTls, kSmtpStartTls };
  // kUnavailable where openssl or stunnel is not there.
  static galera::Result<TlsFront> Start(Kind kind, std::uint16_t behind, const std::string& directory);

  std::uint16_t port() const { return port_; }
  const std::string& ca_file() const { return ca_file_; }

 private:
  TlsFront(galera::testing_cluster::ChildProcess child, std::uint16_t port, std::string ca_file)
      : child_(std::move(child)), port_(port), ca_file_(std::move(ca_file)) {}
  galera::testing_cluster::ChildProcess child_;
  std::uint16_t port_;
  std::string ca_file_;
};

}  // namespace watchdog::test
