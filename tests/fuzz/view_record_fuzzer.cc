// The record of views after a crash, and mariadbd's log: any bytes are safe, and
// what is understood is understood the same after one round of ours.
#include <zlib.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "evidence/view_log.h"
#include "evidence/view_record.h"

namespace {

// With the right checksum, so that what is behind it is tried, too.
std::string Framed(std::string_view body) {
  std::array<char, 9> sum{};
  std::snprintf(sum.data(), sum.size(), "%08lx",
                crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size()));
  return std::string(R"({"crc32":")") + sum.data() + R"(","record":)" + std::string(body) + "}\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto record = watchdog::ParseViewRecord(text);
  if (!record) record = watchdog::ParseViewRecord(Framed(text));
  if (record) {
    const auto again = watchdog::ParseViewRecord(watchdog::RenderViewRecord(*record));
    if (!again || *again != *record) std::abort();
  }
  watchdog::ViewLog log;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const watchdog::ViewEvent event = log.Feed(rest.substr(0, end));
    if (const auto* logged = std::get_if<watchdog::LoggedView>(&event); logged != nullptr && record) {
      (void)watchdog::WithPlace(*record, logged->view);
    }
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return 0;
}
