// The record of views after a crash, and mariadbd's log: any bytes are safe, and
// what is understood is understood the same after one round of ours.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "evidence/view_log.h"
#include "evidence/view_record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto record = watchdog::ParseViewRecord(text);
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
