#include "evidence/view_log.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "galera/text.h"
#include "galera/uuid.h"

namespace watchdog {
namespace {

constexpr std::size_t kMembersMax = 1000;
constexpr int kForeignMax = 1000;
constexpr std::size_t kQuorumsMax = 8;

std::optional<std::int64_t> Number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// What stands behind `key` at the beginning of the line, blanks aside.
std::optional<std::string_view> After(std::string_view line, std::string_view key) {
  line = galera::TrimBlanks(line);
  if (!line.starts_with(key)) return std::nullopt;
  return galera::TrimBlanks(line.substr(key.size()));
}

// "conf_id    = 2,"
std::optional<std::int64_t> Assigned(std::string_view line, std::string_view name) {
  auto rest = After(line, name);
  if (!rest || !rest->starts_with('=')) return std::nullopt;
  std::string_view value = galera::TrimBlanks(rest->substr(1));
  if (value.ends_with(',')) value.remove_suffix(1);
  return Number(value);
}

// UUID:SEQNO into both; false for anything else.
bool ReadPlace(std::string_view text, RecordedView& view) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const auto uuid = galera::ParseUuid(text.substr(0, colon));
  const auto seqno = Number(text.substr(colon + 1));
  if (!uuid || !seqno) return false;
  view.state_uuid = *uuid;
  if (*seqno >= 0) view.seqno = seqno;
  return true;
}

// "\t0: UUID, NAME"; a name may hold anything, also nothing.
bool ReadMember(std::string_view line, RecordedView& view) {
  const std::string key = std::to_string(view.members.size()) + ": ";
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (!line.starts_with(key)) return false;
  line.remove_prefix(key.size());
  const std::size_t comma = line.find(',');
  const auto uuid = galera::ParseUuid(line.substr(0, comma));
  if (!uuid || comma == std::string_view::npos) return false;
  line.remove_prefix(comma + 1);
  if (line.starts_with(' ')) line.remove_prefix(1);
  view.members.push_back({*uuid, std::string(line), ""});
  return true;
}

}  // namespace

ViewEvent ViewLog::Feed(std::string_view line) {
  if (line == "View:" || line.ends_with("WSREP: Recovered view from SST:")) {
    block_.emplace();
    return {};
  }
  if (block_) return FeedBlock(line);
  FeedQuorum(line);
  return FeedConnect(line);
}

ViewEvent ViewLog::FeedBlock(std::string_view line) {
  ViewBlock& block = *block_;
  LoggedView& logged = block.logged;
  if (const auto id = After(line, "id: "); id && !block.has_id) {
    block.has_id = ReadPlace(*id, logged.view);
  } else if (const auto status = After(line, "status: "); status && !block.has_status) {
    block.has_status = true;
    logged.primary = *status == "primary";
  } else if (const auto index = After(line, "own_index: "); index && !block.has_index) {
    const auto number = Number(*index);
    block.has_index = number.has_value();
    if (number && *number >= 0 && std::cmp_less(*number, kMembersMax))
      logged.own_index = static_cast<int>(*number);
  } else if (const auto count = After(line, "members("); count && count->ends_with("):") && !block.members) {
    const auto number = Number(count->substr(0, count->size() - 2));
    if (!number || *number < 0 || std::cmp_greater(*number, kMembersMax)) {
      block_.reset();
      return {};
    }
    block.members = static_cast<std::size_t>(*number);
  } else if (!block.members || !ReadMember(line, logged.view)) {
    // Another thread's, or a field that we do not need.
    if (++block.foreign > kForeignMax)
      block_.reset();
    else
      FeedQuorum(line);
    return {};
  }
  return block.members == logged.view.members.size() ? Finish() : ViewEvent();
}

ViewEvent ViewLog::Finish() {
  const ViewBlock block = *std::exchange(block_, std::nullopt);
  if (!block.has_id || !block.has_status || !block.has_index) return {};
  LoggedView logged = block.logged;
  if (!logged.primary) logged.view.seqno.reset();
  for (const LoggedQuorum& quorum : quorums_) {
    if (!logged.view.seqno || !quorum.act_id || *quorum.act_id != *logged.view.seqno - 1) continue;
    if (quorum.conf_id && *quorum.conf_id >= -1) {
      logged.view.conf_id = static_cast<std::uint64_t>(*quorum.conf_id + 1);
    }
  }
  return logged;
}

void ViewLog::FeedQuorum(std::string_view line) {
  if (line.ends_with("WSREP: Quorum results:")) {
    quorums_.emplace_back();
    if (quorums_.size() > kQuorumsMax) quorums_.pop_front();
  } else if (quorums_.empty()) {
    return;
  } else if (const auto conf_id = Assigned(line, "conf_id")) {
    quorums_.back().conf_id = conf_id;
  } else if (const auto act_id = Assigned(line, "act_id")) {
    quorums_.back().act_id = act_id;
  }
}

// "... Server NAME connected to cluster at position UUID:SEQNO with ID UUID", then
// "... State transfer required: ". A name may hold anything: read from the end.
ViewEvent ViewLog::FeedConnect(std::string_view line) {
  static constexpr std::string_view kAt = " connected to cluster at position ";
  static constexpr std::string_view kWith = " with ID ";
  if (galera::TrimBlanks(line).ends_with("WSREP: State transfer required:")) {
    if (!std::exchange(transfer_wanted_, false)) return {};
    return connected_;
  }
  const std::size_t at = line.rfind(kAt);
  const std::size_t with = line.rfind(kWith);
  if (at == std::string_view::npos || with == std::string_view::npos || with < at) return {};
  TransferWanted connected;
  const auto uuid = galera::ParseUuid(line.substr(with + kWith.size()));
  const std::size_t begin = at + kAt.size();
  if (!uuid || begin > with || !ReadPlace(line.substr(begin, with - begin), connected.at)) return {};
  connected.member_uuid = *uuid;
  connected_ = std::move(connected);
  transfer_wanted_ = true;
  return {};
}

}  // namespace watchdog
