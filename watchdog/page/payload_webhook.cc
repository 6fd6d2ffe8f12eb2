#include "page/payload_webhook.h"

#include <nlohmann/json.hpp>

#include "page/json_text.h"

namespace watchdog {
namespace {

using nlohmann::json;

// What Go's zero time is in JSON: Alertmanager says so of an alert that fires.
constexpr char kNoEnd[] = "0001-01-01T00:00:00Z";

json GroupLabels(const json& labels) {
  json group = json::object();
  for (const char* const name : {"alertname", "cluster"}) {
    if (labels.contains(name)) group[name] = labels[name];
  }
  return group;
}

}  // namespace

std::string WebhookBody(const Receiver& receiver, const Message& message) {
  const Page& page = message.page;
  const char* const status = page.firing ? "firing" : "resolved";
  const auto labels = LabelsOf(receiver, page);
  const json all_labels = labels;
  const json annotations = AnnotationsOf(message);
  const json alert = {{"status", status},
                      {"labels", all_labels},
                      {"annotations", annotations},
                      {"startsAt", Rfc3339(page.starts_ms)},
                      {"endsAt", page.firing ? kNoEnd : Rfc3339(page.ends_ms)},
                      {"generatorURL", page.runbook_url},
                      {"fingerprint", Fingerprint(labels)}};
  return JsonText({{"version", "4"},
                   {"groupKey", page.key},
                   {"truncatedAlerts", 0},
                   {"status", status},
                   {"receiver", receiver.name},
                   {"groupLabels", GroupLabels(all_labels)},
                   {"commonLabels", all_labels},
                   {"commonAnnotations", annotations},
                   {"externalURL", ""},
                   {"alerts", json::array({alert})}});
}

}  // namespace watchdog
