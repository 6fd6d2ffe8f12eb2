// What mariadbd's error log tells of views: their place in the history, which its
// notify command is not told. Pure.
//
// The lines are those of MariaDB 10.11.19 with Galera 26.4.23. "View:" (of each view)
// and "WSREP: Recovered view from SST:" (of a joiner, once) begin a block that is
// written before the notify command of the view is called:
//   View:
//     id: UUID:SEQNO
//     status: primary
//     ...
//     own_index: 0
//     members(2):
//   <tab>0: UUID, NAME
// "Quorum results:" comes before it, from another thread: there conf_id is one less
// than wsrep_cluster_conf_id, and act_id one less than the view's seqno.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "evidence/view_record.h"

namespace watchdog {

struct LoggedView {
  RecordedView view;     // members without addresses; no seqno in a view that is not primary
  bool primary = false;  // the word is "primary"
  int own_index = -1;    // -1: this node was not in it

  bool operator==(const LoggedView&) const = default;
};

// This node has connected to a primary component at that place, and lacks the state.
struct TransferWanted {
  RecordedView at;  // without members
  std::string member_uuid;

  bool operator==(const TransferWanted&) const = default;
};

using ViewEvent = std::variant<std::monostate, LoggedView, TransferWanted>;

// Half-read parts of ViewLog.
struct LoggedQuorum {
  std::optional<std::int64_t> conf_id;
  std::optional<std::int64_t> act_id;
};
struct ViewBlock {
  LoggedView logged;
  std::optional<std::size_t> members;  // how many there will be
  bool has_id = false;
  bool has_status = false;
  bool has_index = false;
  int foreign = 0;
};

// One per mariadbd's log. Lines of other threads may come between those of a block; one that is
// not whole after 1,000 others, or when the next begins, is dropped.
class ViewLog {
 public:
  // A line without its end. At most one event: when its last line has come.
  ViewEvent Feed(std::string_view line);

 private:
  ViewEvent FeedBlock(std::string_view line);
  ViewEvent Finish();
  void FeedQuorum(std::string_view line);
  ViewEvent FeedConnect(std::string_view line);

  std::optional<ViewBlock> block_;
  std::deque<LoggedQuorum> quorums_;  // the last 8
  TransferWanted connected_;
  bool transfer_wanted_ = false;
};

}  // namespace watchdog
