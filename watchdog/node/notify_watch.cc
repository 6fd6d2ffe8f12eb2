#include "node/notify_watch.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "system/log.h"

namespace watchdog {
namespace {

using galera::Notification;
using galera::NotifiedMember;
using std::chrono::milliseconds;

constexpr milliseconds kStopCheck{200};
// Until the next looks after a notification. Measured, with a command that takes a second: the size, the
// index and cluster_status are new at most 7 ms after the line "View:" in the log, while the command still
// runs; wsrep_local_state_comment and wsrep_ready after some of them, when it has returned.
constexpr std::array<milliseconds, 4> kLooksAfter = {milliseconds(20), milliseconds(50), milliseconds(100),
                                                     milliseconds(250)};

std::string Names(const std::vector<NotifiedMember>& members) {
  std::string names;
  for (const NotifiedMember& member : members) {
    if (!names.empty()) names += ' ';
    names += member.name.empty() ? member.uuid : member.name;
  }
  return names;
}

// Members of `all` that are not among `others`.
std::vector<NotifiedMember> Without(const std::vector<NotifiedMember>& all,
                                    const std::vector<NotifiedMember>& others) {
  std::vector<NotifiedMember> rest;
  for (const NotifiedMember& member : all) {
    const auto same = [&](const NotifiedMember& other) { return other.uuid == member.uuid; };
    if (std::none_of(others.begin(), others.end(), same)) rest.push_back(member);
  }
  return rest;
}

}  // namespace

std::string DescribeViewChange(const std::optional<Notification>& before, const Notification& now) {
  if (!now.members) return "";
  const std::vector<NotifiedMember> none;
  const auto& old = before && before->members ? *before->members : none;
  const auto left = Without(old, *now.members);
  const auto joined = Without(*now.members, old);
  const bool same_primary = before && before->primary == now.primary;
  if (left.empty() && joined.empty() && same_primary) return "";
  std::string text;
  if (!left.empty()) text += Names(left) + (left.size() == 1 ? " has left; " : " have left; ");
  if (!joined.empty() && !old.empty()) {
    text += Names(joined) + (joined.size() == 1 ? " has joined; " : " have joined; ");
  }
  if (now.primary == false) text += "not a primary component; ";
  return text + "members: " + (now.members->empty() ? "none" : Names(*now.members));
}

void WatchNotifications(const NotifySocket& socket, const std::function<void()>& look,
                        const std::function<void(const Notification&)>& hear, const std::stop_token& stop) {
  std::optional<Notification> view;        // the last one with members
  std::size_t looks = kLooksAfter.size();  // since the last notification
  while (!stop.stop_requested()) {
    const bool more = looks < kLooksAfter.size();
    const auto said = socket.Receive(more ? kLooksAfter[looks] : kStopCheck);
    if (said) hear(*said);
    if (said || more) look();
    looks = said ? 0 : looks + (more ? 1 : 0);
    if (!said) continue;
    galera::LogDebug("notification", {{"status", said->status}});
    const std::string change = DescribeViewChange(view, *said);
    if (said->members) view = *said;
    if (change.empty()) continue;
    if (said->primary == false) {
      galera::LogWarn("view of the cluster", {{"change", change}});
    } else {
      galera::LogInfo("view of the cluster", {{"change", change}});
    }
  }
}

}  // namespace watchdog
