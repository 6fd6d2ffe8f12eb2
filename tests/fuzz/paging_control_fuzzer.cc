// What comes through the control socket, and what the command reads back: any bytes are safe, and what is
// understood is understood the same after one round of ours.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pager/control_message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto request = watchdog::ParseControlRequest(text)) {
    const auto again = watchdog::ParseControlRequest(watchdog::Render(*request));
    if (!again || *again != *request) std::abort();
  }
  if (const auto answer = watchdog::ParseControlAnswer(text)) {
    const std::string once = watchdog::Render(*answer);
    const auto again = watchdog::ParseControlAnswer(once);
    if (!again || watchdog::Render(*again) != once || once.size() > watchdog::kControlBytesMax) std::abort();
  }
  return 0;
}
