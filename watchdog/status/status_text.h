// The cluster's state for a person at a terminal.
#pragma once

#include <cstddef>
#include <ctime>
#include <functional>
#include <optional>
#include <string>

#include "status/status_view.h"

namespace watchdog {

struct StatusLayout {
  std::size_t width = 100;            // columns; below 24 it is taken for 24
  std::optional<std::size_t> height;  // rows; without it there are as many as it takes, and five events
  bool colour = false;
  double now = 0;  // Unix seconds of this machine
  std::function<std::tm(std::time_t)> local_time;
  // Why there is no newer answer; else empty.
  std::string trouble = {};
};

// "HEALTHY", "NO PRIMARY COMPONENT"
std::string_view Headword(VerdictCode code);

// The verdict; what a human is asked, with the commands; quorum, reasons, a line a node, transfers,
// incidents, maintenance, events. Every line ends with '\n'; none but that of a command or of an address is
// wider than `width`, and there are no more than `height`.
std::string RenderStatus(const StatusView& view, const StatusLayout& layout);

// "2026-11-22 14:03:22"
std::string LocalTimeText(double time, const std::function<std::tm(std::time_t)>& local_time);

}  // namespace watchdog
