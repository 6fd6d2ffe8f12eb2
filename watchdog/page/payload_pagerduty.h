// PagerDuty's Events API v2. Pure.
#pragma once

#include <string>

#include "page/message.h"
#include "page/receiver.h"

namespace watchdog {

// A trigger, or a resolve of the same dedup_key: the page's. Holds the routing key: never to be logged.
std::string PagerDutyBody(const Receiver& receiver, const Message& message);

}  // namespace watchdog
