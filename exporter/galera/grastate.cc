#include "galera/grastate.h"

#include <array>
#include <charconv>

#include "galera/text.h"
#include "galera/uuid.h"

namespace galera {
namespace {

std::string_view NextLine(std::string_view* rest) {
  std::string_view line = NextPart(rest, '\n');
  while (!line.empty() && line.back() == '\r') line = TrimBlanks(line.substr(0, line.size() - 1));
  return line;
}

std::optional<std::int64_t> ParseSeqno(std::string_view text) {
  std::int64_t seqno = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seqno);
  if (error != std::errc() || end != text.data() + text.size() || seqno < -1) return std::nullopt;
  return seqno;
}

std::optional<bool> ParseFlag(std::string_view text) {
  if (text == "0") return false;
  if (text == "1") return true;
  return std::nullopt;
}

struct Key {
  std::string_view name;
  std::optional<std::string_view> value = std::nullopt;
  bool contradicted = false;
};

}  // namespace

Grastate ParseGrastate(std::string_view text) {
  Grastate out;
  if (text.empty()) {
    out.kind = GrastateKind::kEmpty;
    return out;
  }
  std::array<Key, 4> keys = {Key{"version"}, Key{"uuid"}, Key{"seqno"}, Key{"safe_to_bootstrap"}};
  while (!text.empty()) {
    const std::string_view line = NextLine(&text);
    const std::size_t colon = line.find(':');
    if (line.empty() || line.front() == '#' || colon == std::string_view::npos) continue;
    const std::string_view value = TrimBlanks(line.substr(colon + 1));
    for (Key& key : keys) {
      if (key.name != TrimBlanks(line.substr(0, colon))) continue;
      key.contradicted = key.contradicted || (key.value && *key.value != value);
      key.value = value;
    }
  }
  for (Key& key : keys) {
    if (key.contradicted) key.value.reset();
  }
  if (keys[0].value && !keys[0].value->empty()) out.version = std::string(*keys[0].value);
  if (keys[1].value) out.uuid = ParseUuid(*keys[1].value);
  if (keys[2].value) out.seqno = ParseSeqno(*keys[2].value);
  if (keys[3].value) out.safe_to_bootstrap = ParseFlag(*keys[3].value);
  if (out.uuid) out.kind = *out.uuid == kZeroUuid ? GrastateKind::kZeroUuid : GrastateKind::kPosition;
  return out;
}

}  // namespace galera
