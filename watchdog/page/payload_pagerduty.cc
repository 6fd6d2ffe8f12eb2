#include "page/payload_pagerduty.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "page/json_text.h"

namespace watchdog {
namespace {

using nlohmann::json;

constexpr std::size_t kDedupKeyMax = 255;
constexpr std::size_t kSummaryMax = 1024;

std::string_view SeverityText(Severity severity) { return Name(severity); }  // all three are PagerDuty's

json Details(const Receiver& receiver, const Page& page) {
  json details = json::object();
  for (const auto& [name, value] : LabelsOf(receiver, page)) details[name] = value;
  for (const auto& [name, value] : page.details) details[name] = value;
  if (!page.next_step.empty()) details["next_step"] = page.next_step;
  return details;
}

// Required, and never empty.
std::string SourceOf(const Page& page) {
  const auto instance = page.labels.find("instance");
  if (instance != page.labels.end() && !instance->second.empty()) return instance->second;
  return page.node.empty() ? "galera-warden" : page.node;
}

json Described(const Receiver& receiver, const Message& message) {
  const Page& page = message.page;
  const auto cluster = page.labels.find("cluster");
  json payload = {{"summary", Shortened(page.alert + ": " + SummaryOf(message), kSummaryMax)},
                  {"source", SourceOf(page)},
                  {"severity", SeverityText(page.severity)},
                  {"timestamp", Rfc3339(page.starts_ms)},
                  {"component", "galera"},
                  {"class", page.alert},
                  {"custom_details", Details(receiver, page)}};
  if (cluster != page.labels.end()) payload["group"] = cluster->second;
  return payload;
}

}  // namespace

std::string PagerDutyBody(const Receiver& receiver, const Message& message) {
  const Page& page = message.page;
  json event = {{"routing_key", receiver.routing_key.Reveal()},
                {"event_action", page.firing ? "trigger" : "resolve"},
                {"dedup_key", Shortened(page.key, kDedupKeyMax)}};
  if (page.firing) {
    event["payload"] = Described(receiver, message);
    event["client"] = "galera-warden";
    if (!page.runbook_url.empty())
      event["links"] = json::array({{{"href", page.runbook_url}, {"text", "runbook"}}});
  }
  return JsonText(event);
}

}  // namespace watchdog
