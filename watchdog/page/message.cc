#include "page/message.h"

#include <chrono>
#include <cstdio>
#include <utility>

#include "galera/utf8.h"

namespace watchdog {
namespace {

constexpr std::size_t kKeyBytesMax = 255;  // as PagerDuty's dedup_key
constexpr std::size_t kTextBytesMax = 1024;
constexpr std::size_t kSummaryBytesMax = 2048;
constexpr std::size_t kEntriesMax = 32;

constexpr std::uint64_t kFnvStart = 14695981039346656037U;

std::uint64_t Fnv1a(std::string_view bytes, std::uint64_t hash) {
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211U;
  }
  return hash;
}

std::string Hex(std::uint64_t number) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = text.size(); i-- > 0; number >>= 4) text[i] = kDigits[number & 15];
  return text;
}

std::string Clean(std::string_view text, std::size_t bytes_max) {
  return Shortened(galera::ValidUtf8(text), bytes_max);
}

// Two that are cut stay two.
std::string CutKey(const std::string& key) {
  if (key.size() <= kKeyBytesMax) return galera::ValidUtf8(key);
  const std::string hash = "#" + Hex(Fnv1a(key, kFnvStart));
  return Shortened(galera::ValidUtf8(key), kKeyBytesMax - hash.size()) + hash;
}

std::string DescriptionOf(const Page& page) {
  std::string text = page.next_step;
  for (const auto& [name, value] : page.details) {
    if (!text.empty()) text += '\n';
    text.append(name).append(": ").append(value);
  }
  return text;
}

}  // namespace

std::string Shortened(std::string_view text, std::size_t bytes_max) {
  constexpr std::string_view kDots = "...";
  if (text.size() <= bytes_max) return std::string(text);
  if (bytes_max < kDots.size()) return {};
  std::size_t end = bytes_max - kDots.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + std::string(kDots);
}

std::string OneLine(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return line;
}

Page Bounded(Page page) {
  page.key = CutKey(page.key);
  page.summary = Clean(page.summary, kSummaryBytesMax);
  for (std::string* text : {&page.episode, &page.alert, &page.next_step, &page.runbook_url, &page.node}) {
    *text = Clean(*text, kTextBytesMax);
  }
  if (page.details.size() > kEntriesMax) page.details.resize(kEntriesMax);
  for (auto& [name, value] : page.details) {
    name = Clean(name, kTextBytesMax);
    value = Clean(value, kTextBytesMax);
  }
  std::map<std::string, std::string> labels;
  for (const auto& [name, value] : page.labels) {
    if (labels.size() == kEntriesMax) break;
    labels[Clean(name, kTextBytesMax)] = Clean(value, kTextBytesMax);
  }
  page.labels = std::move(labels);
  return page;
}

std::map<std::string, std::string> LabelsOf(const Receiver& receiver, const Page& page) {
  std::map<std::string, std::string> labels = page.labels;
  labels.insert(receiver.labels.begin(), receiver.labels.end());
  labels.emplace("alertname", page.alert);
  labels.emplace("severity", Name(page.severity));
  // One that is empty is no label, and a receiver may refuse it.
  std::erase_if(labels, [](const auto& label) { return label.second.empty(); });
  return labels;
}

std::map<std::string, std::string> AnnotationsOf(const Message& message) {
  const Page& page = message.page;
  std::map<std::string, std::string> annotations = {{"summary", SummaryOf(message)},
                                                    {"description", DescriptionOf(page)},
                                                    {"next_step", page.next_step},
                                                    {"runbook_url", page.runbook_url},
                                                    {"node", page.node}};
  std::erase_if(annotations, [](const auto& annotation) { return annotation.second.empty(); });
  return annotations;
}

std::string SummaryOf(const Message& message) {
  const Page& page = message.page;
  std::string text = page.test ? "TEST: " : "";
  if (message.late) {
    text += "was firing from " + Rfc3339(page.starts_ms) + " to " + Rfc3339(page.ends_ms) +
            ", could not be told earlier: ";
  }
  return text + OneLine(page.summary);
}

std::string_view StatusOf(const Message& message) {
  if (message.page.test) return "TEST";
  if (message.late) return "OVER";
  return message.page.firing ? "FIRING" : "RESOLVED";
}

std::string IdempotencyKey(const Message& message) {
  const Page& page = message.page;
  const char* const state = message.late ? "late" : page.firing ? "firing" : "resolved";
  return Hex(Fnv1a(page.key, kFnvStart)) + "-" + Hex(Fnv1a(page.episode, kFnvStart)) + "-" + state;
}

std::string Fingerprint(const std::map<std::string, std::string>& labels) {
  constexpr std::string_view kSeparator = "\xff";
  std::uint64_t hash = kFnvStart;
  for (const auto& [name, value] : labels) {
    hash = Fnv1a(kSeparator, Fnv1a(value, Fnv1a(kSeparator, Fnv1a(name, hash))));
  }
  return Hex(hash);
}

std::string Rfc3339(std::int64_t unix_ms) {
  using std::chrono::days;
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::milliseconds> when{std::chrono::milliseconds(unix_ms)};
  const auto day = floor<days>(when);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(when - day);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
  return text;
}

}  // namespace watchdog
