#include "page/payload.h"

#include <algorithm>
#include <string_view>

#include "page/payload_alertmanager.h"
#include "page/payload_email.h"
#include "page/payload_pagerduty.h"
#include "page/payload_slack.h"
#include "page/payload_teams.h"
#include "page/payload_webhook.h"

namespace watchdog {
namespace {

constexpr char kJson[] = "application/json";
constexpr char kPagerDutyHost[] = "https://events.pagerduty.com";
constexpr std::string_view kPagerDutyPath = "/v2/enqueue";
constexpr std::string_view kAlertmanagerPath = "/api/v2/alerts";

// Where path ends, and a query or a fragment begins.
std::size_t PathEnd(const std::string& url) { return std::min(url.find_first_of("?#"), url.size()); }

std::string WithPath(const std::string& url, std::string_view path) {
  const std::size_t end = PathEnd(url);
  std::string front = url.substr(0, end);
  if (front.ends_with(path)) return url;
  while (front.ends_with('/')) front.pop_back();
  return front + std::string(path) + url.substr(end);
}

bool HasPath(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t slash = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  return slash != std::string::npos && slash + 1 < PathEnd(url);
}

}  // namespace

Payload RenderPayload(const Receiver& receiver, const Message& message,
                      std::chrono::system_clock::time_point now) {
  switch (receiver.kind) {
    case Receiver::Kind::kWebhook:
      return {kJson, WebhookBody(receiver, message), {{"Idempotency-Key", IdempotencyKey(message)}}};
    case Receiver::Kind::kAlertmanager:
      return {kJson, AlertmanagerBodies(receiver, {message.page}, now).front(), {}};
    case Receiver::Kind::kPagerDuty:
      return {kJson, PagerDutyBody(receiver, message), {}};
    case Receiver::Kind::kSlack:
      return {kJson, SlackBody(receiver, message), {}};
    case Receiver::Kind::kTeams:
      return {kJson, TeamsBody(receiver, message), {}};
    case Receiver::Kind::kEmail:
      return {"message/rfc822", EmailText(receiver, message, now), {}};
    case Receiver::Kind::kHeartbeat:
      return {};
  }
  return {};
}

galera::Secret AddressOf(const Receiver& receiver, std::size_t url) {
  const std::string set = url < receiver.urls.size() ? receiver.urls[url].Reveal() : "";
  switch (receiver.kind) {
    case Receiver::Kind::kAlertmanager:
      return galera::Secret(WithPath(set, kAlertmanagerPath));
    case Receiver::Kind::kPagerDuty:
      if (HasPath(set)) return galera::Secret(set);
      return galera::Secret(WithPath(set.empty() ? kPagerDutyHost : set, kPagerDutyPath));
    case Receiver::Kind::kWebhook:
    case Receiver::Kind::kSlack:
    case Receiver::Kind::kTeams:
    case Receiver::Kind::kEmail:
    case Receiver::Kind::kHeartbeat:
      return galera::Secret(set);
  }
  return galera::Secret(set);
}

}  // namespace watchdog
