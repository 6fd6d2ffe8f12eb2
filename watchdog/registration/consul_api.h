// The part of Consul's HTTP API that we speak: requests as text, answers as
// verdicts. Pure; developer.hashicorp.com/consul/api-docs/agent/service and
// .../agent/check have the contract.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "discovery/node_address.h"
#include "galera/result.h"
#include "registration/service_instance.h"

namespace watchdog {

struct ConsulRequest {
  enum class Verb { kGet, kPut };
  Verb verb = Verb::kGet;
  std::string path;  // with its query, escaped; begins with /v1/
  std::string body;  // JSON, or empty

  bool operator==(const ConsulRequest&) const = default;
};

struct ConsulReply {
  int status = 0;
  std::string body;
  bool filtered = false;  // the token was not shown everything
};

// Also replaces an instance of the same id. An agent that knew it keeps the
// state that its check had, so a report has to follow.
ConsulRequest RegisterRequest(const ServiceInstance& instance, const CheckReport& report);
ConsulRequest ReportRequest(const std::string& instance_id, const CheckReport& report);
ConsulRequest DeregisterRequest(const std::string& instance_id);
// All instances, in service or not: before a cluster is there, none is.
ConsulRequest InstancesRequest(const std::string& service);

enum class ConsulVerdict {
  kDone,
  kForgotten,  // no such check or instance: the agent lost what it was told
  kDenied,     // the token is wrong, or has not the right
  kFailed,     // anything else
};

ConsulVerdict JudgeReply(const ConsulReply& reply);

// "403: Permission denied", for a human: the first line of the body, cut short,
// without control characters.
std::string DescribeReply(const ConsulReply& reply);

// The addresses in an answer to InstancesRequest(); of an instance without one,
// its agent's. The port is the one of the group that our own nodes tell, or
// `port`. kInvalid for what is no such answer, has an address that is no number,
// or more than 128 instances: part of a list is no list.
galera::Result<std::vector<NodeAddress>> ParseInstances(std::string_view body, std::uint16_t port);

}  // namespace watchdog
