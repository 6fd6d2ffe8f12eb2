// Where pages go: what a person has configured under paging.receivers.NAME. Plain values.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "incident/incident.h"

namespace watchdog {

struct Receiver {
  enum class Kind {
    kWebhook,       // JSON as Alertmanager's webhooks send it, version 4
    kAlertmanager,  // its API v2; told again every minute while something fires
    kPagerDuty,     // Events API v2
    kSlack,         // incoming webhook
    kTeams,         // a Workflows URL; adaptive card
    kEmail,         // SMTP
    kHeartbeat,     // a URL that is fetched every `interval` while we run: its silence is the alarm
  };
  std::string name;
  Kind kind = Kind::kWebhook;
  Severity severity = Severity::kWarning;  // and what is worse; of a heartbeat: not used
  bool send_resolved = true;
  // It can tell by their key that two messages are about the same incident: then every node tells it, else
  // one speaks for all (incident/speaker.h). PagerDuty and Alertmanager can.
  bool deduplicates = false;
  std::vector<galera::Secret>
      urls;  // one; of an Alertmanager all of its instances; of an e-mail smtp:// or smtps://
  galera::Secret routing_key;  // of PagerDuty
  std::string username;        // of HTTP basic authentication, of SMTP
  galera::Secret password;
  galera::Secret bearer_token;
  std::string from;                           // of an e-mail
  std::vector<std::string> to;                // of an e-mail
  bool require_tls = true;                    // of an e-mail: STARTTLS, unless smtps://
  std::map<std::string, std::string> labels;  // added to each page
  std::string ca_file;                        // empty: the system's
  std::string proxy;                          // empty: HTTPS_PROXY and its kin
  std::chrono::milliseconds connect_timeout{3000};
  std::chrono::milliseconds timeout{10000};
  std::chrono::milliseconds interval{60000};  // of a heartbeat
};

std::string_view Name(Receiver::Kind kind);  // "webhook", "alertmanager", "pagerduty", ...

// Scheme, host and port at most: what may be shown of it.
std::string ShownUrl(const galera::Secret& url);

}  // namespace watchdog
