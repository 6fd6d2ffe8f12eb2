// A packet between supervisor and worker: decoding any bytes is safe, and what
// decodes encodes to the same bytes again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "supervisor/log_packet.h"
#include "supervisor/message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view packet(reinterpret_cast<const char*>(data), size);
  if (const auto message = watchdog::control::Decode(packet)) {
    const auto again = watchdog::control::Encode(*message);
    if (!again || *again != packet) std::abort();
  }
  (void)watchdog::supervisor::DecodeLogPacket(packet);
  return 0;
}
