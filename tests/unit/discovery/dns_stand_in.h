// A name server on a loopback UDP port that says what a test wants, right or wrong.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "discovery/dns_answer.h"

namespace watchdog::test {

struct DnsRecord {
  std::string owner;
  DnsType type = DnsType::kA;
  std::string data;  // the bytes
};

DnsRecord AddressRecord(const std::string& owner, const std::string& address);  // A or AAAA
DnsRecord CnameRecord(const std::string& owner, const std::string& target);
DnsRecord ServiceRecord(const std::string& owner, const std::string& target, std::uint16_t port);

struct DnsReply {
  int code = 0;  // 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED
  std::vector<DnsRecord> records;
  bool silent = false;
};

// A whole message, with the question for `name`.
std::vector<std::uint8_t> DnsMessage(std::uint16_t id, const std::string& name, DnsType type,
                                     const DnsReply& reply);

class DnsStandIn {
 public:
  DnsStandIn();
  ~DnsStandIn();

  // What is not set is NXDOMAIN, or empty if the other type of that name is set.
  void Set(const std::string& name, DnsType type, DnsReply reply);
  void Address(const std::string& name, const std::string& address);  // adds a record to the name
  void Wildcard(const std::string& domain, const std::string& address);
  std::string servers() const { return "127.0.0.1:" + std::to_string(port_); }
  std::vector<std::string> asked() const;  // "name type", in order

 private:
  void Loop();
  DnsReply ReplyFor(const std::string& name, DnsType type);

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, DnsType>, DnsReply> replies_;  // protected by mutex_, as all below
  std::string wild_domain_;
  std::string wild_address_;
  std::vector<std::string> asked_;
  int socket_ = -1;
  int stop_fd_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace watchdog::test
