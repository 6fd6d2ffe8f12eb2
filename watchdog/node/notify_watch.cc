#include "node/notify_watch.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "system/log.h"

namespace watchdog {
namespace {

using galera::Notification;
using galera::NotifiedMember;
using std::chrono::milliseconds;

constexpr milliseconds kStopCheck{200};
// mariadbd changes some of its status only after its command has returned.
constexpr milliseconds kSecondLook{100};

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
  std::optional<Notification> view;  // the last one with members
  bool again = false;
  while (!stop.stop_requested()) {
    const auto said = socket.Receive(again ? kSecondLook : kStopCheck);
    if (said) hear(*said);
    if (said || again) look();
    again = said.has_value();
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
