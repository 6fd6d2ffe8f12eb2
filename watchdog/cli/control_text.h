// What a warden answers to `page`, `maintenance`, `silence` and `expect`, as a person reads it. Pure but for
// the time zone.
#pragma once

#include <chrono>
#include <string>

#include "galera/result.h"
#include "pager/control_message.h"

namespace watchdog {

// Lines, the last one ended. `now`: what ages and remaining times are told from.
std::string DescribeAnswer(const ControlAnswer& answer, const ControlRequest& request,
                           std::chrono::system_clock::time_point now);

// Why nobody answered on `path`, and what to do. One line or more, the last one not ended.
std::string DescribeSilence(const galera::Error& error, const std::string& path);

}  // namespace watchdog
