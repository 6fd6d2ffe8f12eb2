// Slack's incoming webhook. Pure.
#pragma once

#include <string>
#include <string_view>

#include "page/message.h"
#include "page/receiver.h"

namespace watchdog {

// {"text": ...} of at most 3,900 bytes. What came of a page can't mention anybody, nor make a link.
// A message can't be changed by a webhook: that it is over is another one.
std::string SlackBody(const Receiver& receiver, const Message& message);

std::string SlackEscaped(std::string_view text);  // & < >

}  // namespace watchdog
