// A peer's evidence comes over the network: any bytes are safe, and what is
// understood is understood the same after one round of ours.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "evidence/evidence.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto evidence = watchdog::ParseEvidence(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!evidence) return 0;
  const auto again = watchdog::ParseEvidence(watchdog::RenderEvidence(*evidence));
  // A phase of a later version has no word of ours.
  if (evidence->phase != watchdog::Evidence::Phase::kUnknown && !again) std::abort();
  return 0;
}
