// What is said of a page, before it takes the form that a receiver wants. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "page/page.h"
#include "page/receiver.h"

namespace watchdog {

struct Message {
  Page page;
  // Nobody could be told while it lasted: this one message tells both ends. Only of a page that is over.
  bool late = false;
  bool operator==(const Message&) const = default;
};

// Valid UTF-8 of bounded length, whatever it was: key 255 bytes, summary 2048, at most 32 labels and
// details of 1024 each. So every payload stays far below what its receiver takes.
Page Bounded(Page page);

// Those of the page and of the receiver (the page's own win), with alertname and severity.
std::map<std::string, std::string> LabelsOf(const Receiver& receiver, const Page& page);
// summary, description, next_step, runbook_url, node: those that are not empty.
std::map<std::string, std::string> AnnotationsOf(const Message& message);

// The summary in one line: "TEST: " before that of a test, "was firing from .. to .., could not be told
// earlier: " before that of a late one.
std::string SummaryOf(const Message& message);
std::string_view StatusOf(const Message& message);  // "FIRING", "RESOLVED", "OVER" (late), "TEST"

// The same each time that the same thing is said: of key, episode and state. Visible ASCII.
std::string IdempotencyKey(const Message& message);

// As Prometheus and Alertmanager compute it of labels: 64 bits, 16 hexadecimal digits.
std::string Fingerprint(const std::map<std::string, std::string>& labels);

// "2026-09-05T10:11:12.345Z"
std::string Rfc3339(std::int64_t unix_ms);
// At most `bytes_max` bytes, cut between characters; what is cut ends in "...".
std::string Shortened(std::string_view text, std::size_t bytes_max);
// Control characters become blanks.
std::string OneLine(std::string_view text);

}  // namespace watchdog
