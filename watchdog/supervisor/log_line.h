// The supervisor's own log lines, in the form of the rest of the program's.
#pragma once

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>

namespace watchdog::supervisor {

struct Field {
  std::string_view key;
  std::string value;
};

// One line with its end. Pure.
std::string FormatLogLine(std::chrono::system_clock::time_point time, std::string_view level,
                          std::string_view message, std::initializer_list<Field> fields = {});

}  // namespace watchdog::supervisor
