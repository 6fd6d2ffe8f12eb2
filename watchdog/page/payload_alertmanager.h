// Alertmanager's API v2, POST /api/v2/alerts. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "page/page.h"
#include "page/receiver.h"

namespace watchdog {

inline constexpr std::size_t kAlertmanagerBatchMax = 256;
// Told again each minute, and by itself over after four: two that get lost do not end it.
inline constexpr std::chrono::milliseconds kAlertmanagerResend{60000};
inline constexpr std::chrono::milliseconds kAlertmanagerEnd{240000};
// So long it is told again that something is over: one repetition. A node that does not see that the same
// fires anew would end it at the Alertmanager with each; and what it never heard of ends by itself.
inline constexpr std::chrono::milliseconds kAlertmanagerRepeatOver{90000};

// One body for each 256 pages. What fires ends four minutes after `now`, whatever the clock did since it
// began; no alert starts after its end. Labels that Alertmanager would refuse (and with them answer 400
// to all) are left out.
std::vector<std::string> AlertmanagerBodies(const Receiver& receiver, const std::vector<Page>& pages,
                                            std::chrono::system_clock::time_point now);

}  // namespace watchdog
