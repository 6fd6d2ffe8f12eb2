// One receiver as a person has set it: what stands under paging.receivers.NAME.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"
#include "page/receiver.h"
#include "pager/paging_value.h"

namespace watchdog {

// The word of `type`: "webhook", "alertmanager", "pagerduty", "slack", "teams", "email", "heartbeat".
std::string_view TypeWord(Receiver::Kind kind);
std::optional<Receiver::Kind> KindOfType(std::string_view word);

// 1 to 64 letters, digits, '-' and '_': it is typed, and stands in metrics.
bool IsReceiverName(std::string_view name);

// What a receiver of that kind has unless a person sets another. No URL but PagerDuty's.
Receiver DefaultReceiver(std::string name, Receiver::Kind kind);

// `entries`: of this receiver alone, at least one. nullopt where a problem is fatal.
std::optional<Receiver> ReadReceiver(const std::string& name, const std::vector<PagingEntry>& entries,
                                     const galera::ConfigSources& sources, PagingProblems& problems);

// A URL that pages are sent to by HTTP. The error does not hold it.
galera::Status CheckHttpUrl(std::string_view url);

}  // namespace watchdog
