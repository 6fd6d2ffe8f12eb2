#include "page/outcome.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "galera/text.h"
#include "galera/utf8.h"
#include "page/message.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;

constexpr seconds kRetryAfterMax{3600};
constexpr std::size_t kBodyShownMax = 120;

template <typename T>
std::optional<T> Number(std::string_view text) {
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "Wed, 21 Oct 2026 07:28:00 GMT", the only form that may still be sent (RFC 9110).
std::optional<system_clock::time_point> ParseHttpDate(std::string_view text) {
  constexpr std::string_view kShape = "Ddd, dd Mmm yyyy hh:mm:ss GMT";
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != kShape.size() || !text.ends_with(" GMT")) return std::nullopt;
  const auto month = std::ranges::find(kMonths, text.substr(8, 3));
  const auto day = Number<unsigned>(text.substr(5, 2));
  const auto year = Number<int>(text.substr(12, 4));
  const auto hour = Number<unsigned>(text.substr(17, 2));
  const auto minute = Number<unsigned>(text.substr(20, 2));
  const auto second = Number<unsigned>(text.substr(23, 2));
  if (month == kMonths.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date(
      std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
      std::chrono::day(*day));
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         seconds(*second);
}

// What a receiver says about it: Slack's "no_service", PagerDuty's "invalid event".
std::string Shown(std::string_view body) {
  const std::string text = OneLine(galera::ValidUtf8(body.substr(0, 4 * kBodyShownMax)));
  const std::string_view trimmed = galera::TrimBlanks(text);
  return trimmed.empty() ? "" : ": " + Shortened(trimmed, kBodyShownMax);
}

Outcome::Kind KindOfHttp(int status) {
  if (status >= 200 && status < 300) return Outcome::Kind::kDelivered;
  if (status == 408 || status == 429 || status >= 500) return Outcome::Kind::kRetry;
  return Outcome::Kind::kRejected;
}

Outcome::Kind KindOfSmtp(int status) {
  if (status >= 200 && status < 300) return Outcome::Kind::kDelivered;
  return status >= 500 && status < 600 ? Outcome::Kind::kRejected : Outcome::Kind::kRetry;
}

}  // namespace

std::optional<milliseconds> ParseRetryAfter(std::string_view text, system_clock::time_point now) {
  text = galera::TrimBlanks(text);
  if (text.empty()) return std::nullopt;
  if (std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
    // One that is too long to be read is long.
    const auto count =
        Number<std::uint64_t>(text).value_or(static_cast<std::uint64_t>(kRetryAfterMax.count()));
    return seconds(std::min<std::uint64_t>(count, static_cast<std::uint64_t>(kRetryAfterMax.count())));
  }
  const auto when = ParseHttpDate(text);
  if (!when) return std::nullopt;
  return std::clamp(std::chrono::ceil<milliseconds>(*when - now), milliseconds(0),
                    milliseconds(kRetryAfterMax));
}

Outcome OutcomeOf(const Reply& reply, system_clock::time_point now) {
  switch (reply.transport) {
    case Reply::Transport::kUnreachable:
    case Reply::Transport::kStopped:
      return {Outcome::Kind::kRetry, false, std::nullopt, reply.failure};
    case Reply::Transport::kUnusable:
      return {Outcome::Kind::kRejected, false, std::nullopt, reply.failure};
    case Reply::Transport::kAnswered:
      break;
  }
  Outcome outcome;
  outcome.answered = true;
  outcome.kind = reply.smtp ? KindOfSmtp(reply.status) : KindOfHttp(reply.status);
  outcome.detail = (reply.smtp ? "SMTP " : "HTTP ") + std::to_string(reply.status);
  if (outcome.kind == Outcome::Kind::kDelivered && !reply.smtp) return outcome;
  if (!reply.smtp && reply.status >= 300 && reply.status < 400)
    outcome.detail += " (redirects are not followed)";
  outcome.detail += Shown(reply.body);
  if (outcome.kind == Outcome::Kind::kRetry) outcome.retry_after = ParseRetryAfter(reply.retry_after, now);
  return outcome;
}

}  // namespace watchdog
