#include "pager/expected_size.h"

#include <algorithm>

namespace watchdog {
namespace {

// Longer than the joins of a founding, or of a cluster that is moved node by node, lie apart.
constexpr std::chrono::minutes kSteady{5};

}  // namespace

ExpectedSizeBook::ExpectedSizeBook(std::optional<int> configured, const SizeMemory& memory)
    : configured_(configured), memory_(memory) {
  if (memory_.said && memory_.configured_then != configured_) memory_.said.reset();
}

void ExpectedSizeBook::Configure(std::optional<int> configured) {
  if (configured != configured_) memory_.said.reset();
  configured_ = configured;
}

void ExpectedSizeBook::See(std::optional<int> data_nodes, Time now) {
  if (data_nodes != seen_) {
    seen_ = data_nodes;
    seen_since_ = now;
  }
  if (!seen_ || now - seen_since_ < kSteady) return;
  memory_.learned = std::max(memory_.learned.value_or(0), *seen_);
}

void ExpectedSizeBook::Say(const ExpectedSize& said) {
  if (memory_.said && said.set_at <= memory_.said->set_at) return;
  memory_.said = said;
  memory_.configured_then = configured_;
  // What was learned was of the cluster as it was before: it is learned anew.
  memory_.learned.reset();
  seen_.reset();
}

std::optional<int> ExpectedSizeBook::Expected() const {
  if (memory_.said && memory_.said->size) return memory_.said->size;
  return configured_ ? configured_ : memory_.learned;
}

}  // namespace watchdog
