#include "mariadbd_config/recovered_position.h"

#include <charconv>

#include "galera/text.h"
#include "galera/uuid.h"

namespace watchdog {
namespace {

std::optional<RecoveredPosition> ParsePosition(std::string_view text) {
  const std::size_t uuid_length = galera::kZeroUuid.size();
  const auto uuid = galera::ParseUuid(text.substr(0, uuid_length));
  if (!uuid || text.size() <= uuid_length || text[uuid_length] != ':') return std::nullopt;
  text.remove_prefix(uuid_length + 1);
  RecoveredPosition position{*uuid, -1, ""};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position.seqno);
  if (error != std::errc() || position.seqno < -1) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.empty()) return position;
  if (text.front() != ',' || text.find_first_not_of(",-0123456789") != std::string_view::npos)
    return std::nullopt;
  position.gtid = text.substr(1);
  return position;
}

}  // namespace

std::optional<RecoveredPosition> ParseRecoveredPosition(std::string_view log) {
  constexpr std::string_view kMark = "WSREP: Recovered position:";
  std::optional<RecoveredPosition> last;
  while (!log.empty()) {
    std::string_view line = galera::NextPart(&log, '\n');
    while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const std::size_t at = line.find(kMark);
    if (at == std::string_view::npos) continue;
    const auto position = ParsePosition(galera::TrimBlanks(line.substr(at + kMark.size())));
    if (position) last = position;
  }
  return last;
}

}  // namespace watchdog
