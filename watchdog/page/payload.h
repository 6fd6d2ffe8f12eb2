// A message in the form that its receiver takes. Pure.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "page/message.h"
#include "page/receiver.h"

namespace watchdog {

struct Payload {
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

// `now`: for what says when it was written (e-mail, Alertmanager). Of a heartbeat it is empty.
Payload RenderPayload(const Receiver& receiver, const Message& message,
                      std::chrono::system_clock::time_point now);

// Where it goes: the receiver's `url`-th URL, with the path of the API where that is left out (PagerDuty,
// Alertmanager). A PagerDuty without one has the vendor's.
galera::Secret AddressOf(const Receiver& receiver, std::size_t url);

}  // namespace watchdog
