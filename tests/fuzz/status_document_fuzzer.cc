// What a warden answers comes over a network: any bytes are safe, and of what is understood nothing reaches a
// terminal that it would obey, and no line is wider than the window but what is for copying.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "status/change_line.h"
#include "status/screen_text.h"
#include "status/status_document.h"
#include "status/status_text.h"

namespace {

std::tm Utc(std::time_t time) {
  std::tm parts{};
  gmtime_r(&time, &parts);
  return parts;
}

bool IsCopied(const watchdog::StatusView& view, std::string_view line) {
  for (const watchdog::IncidentView& incident : view.incidents) {
    if (!incident.runbook_url.empty() && line == "    " + incident.runbook_url) return true;
  }
  return view.question && line.starts_with("      ");
}

void Check(const watchdog::StatusView& view, const watchdog::StatusLayout& layout) {
  const std::string text = RenderStatus(view, layout);
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    if (watchdog::Harmless(line) != line) std::abort();
    if (watchdog::ScreenWidth(line) > layout.width && !IsCopied(view, line)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto view =
      watchdog::ParseStatusDocument(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!view) return 0;
  watchdog::StatusLayout layout;
  layout.local_time = Utc;
  layout.width = 24 + size % 100;
  Check(*view, layout);
  layout.height = 24;
  Check(*view, layout);
  if (watchdog::ChangeLine(nullptr, *view).empty() || !watchdog::ChangeLine(&*view, *view).empty())
    std::abort();
  return 0;
}
