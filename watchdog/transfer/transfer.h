// One state transfer, as far as it is known. Values only.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchdog {

// One moment on two clocks: for durations, and for humans.
struct Moment {
  std::chrono::steady_clock::time_point steady;
  std::chrono::system_clock::time_point wall;

  bool operator==(const Moment&) const = default;
};

struct Transfer {
  enum class Role { kJoiner, kDonor };  // receives, sends
  enum class Kind { kSst, kIst };       // full, incremental
  enum class Result { kDone, kFailed };

  Role role = Role::kJoiner;
  std::optional<Kind> kind;  // nullopt: not decided yet
  std::string method;        // of a full one: wsrep_sst_method; empty: not known
  std::string peer_name;     // the other node's; empty: not known
  std::string peer_address;
  std::optional<Moment> started;  // nullopt: it ran already when we came
  std::optional<Moment> ended;    // nullopt: it runs
  std::optional<Result> result;   // of one that has ended; nullopt: not known
  std::string failure;            // why, for a human

  // Of a full one. What is expected is about as much as the donor has on disk; what is done may end
  // somewhat above or below.
  std::optional<std::uint64_t> bytes;
  std::optional<std::uint64_t> bytes_expected;
  // Of an incremental one.
  std::optional<std::uint64_t> writesets;
  std::optional<std::uint64_t> writesets_expected;

  std::optional<double> per_second;  // bytes or write-sets, over the last half minute
  bool stalled = false;              // nothing has grown for a minute

  bool Runs() const { return !ended.has_value(); }
  // Done and expected, in the unit that this kind is counted in.
  std::optional<std::uint64_t> Done() const { return kind == Kind::kIst ? writesets : bytes; }
  std::optional<std::uint64_t> Expected() const {
    return kind == Kind::kIst ? writesets_expected : bytes_expected;
  }
  bool operator==(const Transfer&) const = default;
};

// In Galera's own words: "joiner", "sst".
std::string_view Name(Transfer::Role role);
std::string_view Name(Transfer::Kind kind);
std::string_view Name(Transfer::Result result);

// Up to its end or, while it runs, to `now`; nullopt without a known start.
std::optional<std::chrono::milliseconds> Elapsed(const Transfer& transfer, const Moment& now);

// 0 to 100; nullopt while either side is not known, and once more was done than was expected.
std::optional<double> Percent(const Transfer& transfer);

// Until the end at the present rate; nullopt without one.
std::optional<std::chrono::seconds> TimeLeft(const Transfer& transfer);

}  // namespace watchdog
