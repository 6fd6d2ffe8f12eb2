// How many data nodes there should be. Pure: a value that is told what is seen.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "evidence/paging_news.h"

namespace watchdog {

// What is kept on disk.
struct SizeMemory {
  std::optional<int> learned;          // the largest view that was steady
  std::optional<ExpectedSize> said;    // by `galera-warden expect`, here or at a peer
  std::optional<int> configured_then;  // when that was said
  bool operator==(const SizeMemory&) const = default;
};

// In order of strength: what a person has said, until the configuration changes; what is configured; the
// largest view that held for five minutes.
class ExpectedSizeBook {
 public:
  using Time = std::chrono::steady_clock::time_point;

  ExpectedSizeBook(std::optional<int> configured, const SizeMemory& memory);

  void Configure(std::optional<int> configured);  // after a reload
  // Data nodes of the primary component that this node is in; nullopt: it is in none, or it is not known.
  void See(std::optional<int> data_nodes, Time now);
  void Say(const ExpectedSize& said);  // an older one than the last changes nothing

  std::optional<int> Expected() const;
  const SizeMemory& memory() const { return memory_; }

 private:
  std::optional<int> configured_;
  SizeMemory memory_;
  std::optional<int> seen_;
  Time seen_since_;
};

}  // namespace watchdog
