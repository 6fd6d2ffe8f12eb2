#include "registration/consul_api.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "config/listen_address.h"
#include "config/quotation.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using nlohmann::json;

constexpr std::size_t kInstancesMax = 128;
constexpr std::size_t kReasonMax = 512;  // Consul cuts at 4096
constexpr std::size_t kShownMax = 160;

// Bytes that are not UTF-8 are replaced: no name of a host makes an answer fail.
std::string Dump(const json& document) {
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

bool IsUnreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

std::string PathPart(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (IsUnreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

std::string Seconds(std::chrono::seconds time) { return std::to_string(time.count()) + "s"; }

const char* StatusOf(const CheckReport& report) { return report.passing ? "passing" : "critical"; }

// Empty if it is no string.
std::string TextIn(const json& object, const char* outer, const char* name) {
  const auto found = object.find(outer);
  if (found == object.end() || !found->is_object()) return "";
  const auto field = found->find(name);
  return field != found->end() && field->is_string() ? field->get<std::string>() : "";
}

std::uint16_t GroupPort(const json& instance, std::uint16_t otherwise) {
  const auto service = instance.find("Service");
  if (service == instance.end() || !service->is_object()) return otherwise;
  const auto told = galera::ParsePort(TextIn(*service, "Meta", "group_port"));
  return told && *told != 0 ? *told : otherwise;
}

galera::Result<NodeAddress> AddressOf(const json& instance, std::uint16_t port) {
  if (!instance.is_object()) return Error{ErrorCode::kInvalid, "an instance is no object", 0};
  std::string text = TextIn(instance, "Service", "Address");
  if (text.empty()) text = TextIn(instance, "Node", "Address");
  const auto address = ParseNodeAddress(text, GroupPort(instance, port));
  if (address && IsUnicast(*address)) return *address;
  return Error{ErrorCode::kInvalid, "an instance has " + galera::Quote(text) + ", which is no address", 0};
}

}  // namespace

ConsulRequest RegisterRequest(const ServiceInstance& instance, const CheckReport& report) {
  json check = {{"Name", "ready for clients, as :8080 says"},
                {"TTL", Seconds(instance.ttl)},
                {"Status", StatusOf(report)}};
  if (instance.deregister_after.count() > 0) {
    check["DeregisterCriticalServiceAfter"] = Seconds(instance.deregister_after);
  }
  const json document = {{"ID", instance.id},           {"Name", instance.name}, {"Tags", instance.tags},
                         {"Address", instance.address}, {"Port", instance.port}, {"Meta", instance.meta},
                         {"Check", std::move(check)}};
  return {ConsulRequest::Verb::kPut, "/v1/agent/service/register?replace-existing-checks=true",
          Dump(document)};
}

ConsulRequest ReportRequest(const std::string& instance_id, const CheckReport& report) {
  const json document = {{"Status", StatusOf(report)}, {"Output", report.reason.substr(0, kReasonMax)}};
  // An agent names the only check of an instance so.
  return {ConsulRequest::Verb::kPut, "/v1/agent/check/update/" + PathPart("service:" + instance_id),
          Dump(document)};
}

ConsulRequest DeregisterRequest(const std::string& instance_id) {
  return {ConsulRequest::Verb::kPut, "/v1/agent/service/deregister/" + PathPart(instance_id), ""};
}

ConsulRequest InstancesRequest(const std::string& service) {
  return {ConsulRequest::Verb::kGet, "/v1/health/service/" + PathPart(service), ""};
}

ConsulVerdict JudgeReply(const ConsulReply& reply) {
  if (reply.status >= 200 && reply.status < 300) return ConsulVerdict::kDone;
  if (reply.status == 401 || reply.status == 403) return ConsulVerdict::kDenied;
  const auto says = [&](std::string_view text) { return reply.body.find(text) != std::string::npos; };
  // Agents before 1.11 said 500 where later ones say 404. Any other 404 is of a
  // proxy with another path, which registering again would not mend.
  const bool unknown =
      says("Unknown check") || says("Unknown service") || says("does not have associated TTL");
  if (unknown && (reply.status == 404 || reply.status == 500)) return ConsulVerdict::kForgotten;
  return ConsulVerdict::kFailed;
}

std::string DescribeReply(const ConsulReply& reply) {
  std::string text = std::to_string(reply.status);
  std::string line = reply.body.substr(0, std::min(reply.body.find('\n'), kShownMax));
  std::erase_if(line, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
  return line.empty() ? text : text + ": " + line;
}

galera::Result<std::vector<NodeAddress>> ParseInstances(std::string_view body, std::uint16_t port) {
  const json document = json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!document.is_array()) return Error{ErrorCode::kInvalid, "the answer is no list of instances", 0};
  if (document.size() > kInstancesMax) return Error{ErrorCode::kInvalid, "more than 128 instances", 0};
  std::vector<NodeAddress> out;
  for (const json& instance : document) {
    const auto address = AddressOf(instance, port);
    if (!address) return address.error();
    out.push_back(*address);
  }
  return out;
}

}  // namespace watchdog
