// A Workflows URL of Microsoft Teams: a message with an adaptive card. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "page/message.h"
#include "page/receiver.h"

namespace watchdog {

inline constexpr std::size_t kTeamsBytesMax = std::size_t{28} * 1024;

// Never more than that: details are left out until it fits. What came of a page stands in text runs,
// which know no Markdown.
std::string TeamsBody(const Receiver& receiver, const Message& message);

}  // namespace watchdog
