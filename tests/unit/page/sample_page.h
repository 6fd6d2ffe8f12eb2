// A page as the tests know it.
#pragma once

#include <string>

#include "page/page.h"

namespace watchdog::test {

inline constexpr std::int64_t kStarts = 1788603072345;  // 2026-09-05T10:11:12.345Z
inline constexpr std::int64_t kEnds = kStarts + 90000;

inline Page SamplePage(bool firing = true) {
  Page page;
  page.key = "galera/shop/GaleraNodeDown/db2";
  page.episode = "e1";
  page.firing = firing;
  page.severity = Severity::kCritical;
  page.alert = "GaleraNodeDown";
  page.labels = {{"alertname", "GaleraNodeDown"},
                 {"cluster", "shop"},
                 {"instance", "10.0.0.2:9104"},
                 {"severity", "critical"}};
  page.summary = "db2: nothing answers on port 3306";
  page.next_step = "read the error log";
  page.runbook_url = "https://example.org/runbooks/GaleraNodeDown.md";
  page.details = {{"failure", "connection refused"}};
  page.node = "db2";
  page.starts_ms = kStarts;
  page.ends_ms = firing ? 0 : kEnds;
  return page;
}

}  // namespace watchdog::test
