#include "transfer/transfer.h"

#include <cmath>

namespace watchdog {

using std::chrono::milliseconds;

std::string_view Name(Transfer::Role role) { return role == Transfer::Role::kJoiner ? "joiner" : "donor"; }

std::string_view Name(Transfer::Kind kind) { return kind == Transfer::Kind::kSst ? "sst" : "ist"; }

std::string_view Name(Transfer::Result result) {
  return result == Transfer::Result::kDone ? "done" : "failed";
}

std::optional<milliseconds> Elapsed(const Transfer& transfer, const Moment& now) {
  if (!transfer.started) return std::nullopt;
  const Moment end = transfer.ended.value_or(now);
  return std::chrono::duration_cast<milliseconds>(end.steady - transfer.started->steady);
}

std::optional<double> Percent(const Transfer& transfer) {
  const auto done = transfer.Done();
  const auto expected = transfer.Expected();
  if (!done || !expected || *expected == 0 || *done > *expected) return std::nullopt;
  return 100.0 * static_cast<double>(*done) / static_cast<double>(*expected);
}

std::optional<std::chrono::seconds> TimeLeft(const Transfer& transfer) {
  constexpr double kLongest = 365.0 * 24 * 3600;  // what takes longer is not worth a number
  if (!Percent(transfer) || !transfer.per_second || *transfer.per_second <= 0) return std::nullopt;
  const double left = static_cast<double>(*transfer.Expected() - *transfer.Done()) / *transfer.per_second;
  if (left > kLongest) return std::nullopt;
  return std::chrono::seconds(std::llround(left));
}

}  // namespace watchdog
