#include "galera/gvwstate.h"

#include <algorithm>
#include <charconv>

#include "galera/text.h"
#include "galera/uuid.h"

namespace galera {
namespace {

constexpr std::size_t kMembersMax = 1000;

template <typename Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return number;
}

std::string_view NextWord(std::string_view* rest) {
  *rest = TrimBlanks(*rest);
  const std::size_t end = std::min(rest->find_first_of(" \t"), rest->size());
  const std::string_view word = rest->substr(0, end);
  rest->remove_prefix(end);
  return word;
}

std::optional<ViewId> ParseViewId(std::string_view text) {
  const std::string_view type_text = NextWord(&text);
  const auto uuid = ParseUuid(NextWord(&text));
  const std::string_view number_text = NextWord(&text);
  if (type_text.empty() || number_text.empty() || !uuid) return std::nullopt;
  const auto type = ParseNumber<int>(type_text);
  const auto number = ParseNumber<std::uint64_t>(number_text);
  if (!type || !number) return std::nullopt;
  return ViewId{*type, *uuid, *number};
}

void ReadMember(std::string_view text, std::vector<ViewMember>& members) {
  const auto uuid = ParseUuid(NextWord(&text));
  const std::string_view segment_text = NextWord(&text);
  if (!uuid || members.size() == kMembersMax) return;
  const auto known = [&](const ViewMember& member) { return member.uuid == *uuid; };
  if (std::any_of(members.begin(), members.end(), known)) return;
  const auto segment = segment_text.empty() ? std::nullopt : ParseNumber<int>(segment_text);
  members.push_back({*uuid, segment.value_or(0)});
}

}  // namespace

Gvwstate ParseGvwstate(std::string_view text) {
  Gvwstate out;
  if (text.empty()) {
    out.kind = GvwstateKind::kEmpty;
    return out;
  }
  bool ended = false;
  while (!text.empty()) {
    std::string_view line = NextPart(&text, '\n');
    while (!line.empty() && line.back() == '\r') line = TrimBlanks(line.substr(0, line.size() - 1));
    ended = ended || line == "#vwend";
    const std::string_view key = NextWord(&line);
    if (key == "my_uuid:") out.my_uuid = ParseUuid(NextWord(&line));
    if (key == "view_id:") out.view_id = ParseViewId(line);
    if (key == "member:") ReadMember(line, out.members);
    if (key == "bootstrap:") {
      const std::string_view flag = NextWord(&line);
      if (flag == "0" || flag == "1") out.bootstrap = flag == "1";
    }
  }
  if (ended && out.my_uuid && out.view_id && !out.members.empty()) out.kind = GvwstateKind::kView;
  return out;
}

}  // namespace galera
