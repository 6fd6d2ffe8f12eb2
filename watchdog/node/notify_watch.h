// Follows what mariadbd says through its notify command: into the log, and as a
// reason to look at mariadbd at once.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "galera/notification.h"
#include "node/notify_socket.h"

namespace watchdog {

// What is new about the cluster's view, for the log: "node2 has left; members: node1
// node3". Empty: nothing. Pure.
std::string DescribeViewChange(const std::optional<galera::Notification>& before,
                               const galera::Notification& now);

// Until `stop`, on a thread of its own; calls `look`, and `hear` with what was said, from there.
void WatchNotifications(const NotifySocket& socket, const std::function<void()>& look,
                        const std::function<void(const galera::Notification&)>& hear,
                        const std::stop_token& stop);

}  // namespace watchdog
