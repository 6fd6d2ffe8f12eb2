// What the log says of a state transfer, for somebody who is tired. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/config.h"
#include "system/log.h"
#include "transfer/transfer_tracker.h"

namespace watchdog {

struct LogSaying {
  galera::LogLevel level = galera::LogLevel::kInfo;
  std::string message;
  std::vector<galera::LogField> fields;  // what is not known is left out
};

LogSaying Say(const TransferNotice& notice);

// "512 B", "1.5 KiB", "4.2 GiB".
std::string BytesText(double bytes);
// "0.8 s", "12 s", "3 min 20 s", "2 h 5 min".
std::string TimeText(std::chrono::milliseconds time);

}  // namespace watchdog
