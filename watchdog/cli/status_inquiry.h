// Asks a warden for the state of its cluster.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "galera/result.h"
#include "status/status_view.h"

namespace watchdog {

struct StatusAnswer {
  std::string document;  // as it came, on one line
  StatusView view;
};

// Blocks until the answer, the deadline, or until `cancel_fd` (-1: none) is readable: then kTimeout. An error
// says what to do.
galera::Result<StatusAnswer> AskStatus(const std::string& url, std::chrono::steady_clock::time_point deadline,
                                       int cancel_fd);

// Once more where the first answer came before the warden had asked its peers, if `timeout` leaves the time.
galera::Result<StatusAnswer> AskStatusWhole(const std::string& url, std::chrono::milliseconds timeout);

}  // namespace watchdog
