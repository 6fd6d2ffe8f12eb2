// JSON as Alertmanager's webhook sends it, version 4: many receivers read that. Pure.
#pragma once

#include <string>

#include "page/message.h"
#include "page/receiver.h"

namespace watchdog {

// One alert. groupKey is the page's key; the fingerprint is what Alertmanager makes of the labels.
// "resolved" of a late message as well: its summary tells both ends.
std::string WebhookBody(const Receiver& receiver, const Message& message);

}  // namespace watchdog
