// A node in words. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "overview/cluster_overview.h"

namespace watchdog {

// "n1", "n1 and n2", "n1, n2 and n3"; of more than five, how many more.
std::string Enumerated(const std::vector<std::string>& names);

// 0 to 100; nullopt while either side is not known, and once more was done than was expected.
std::optional<double> Percent(const TransferNow& transfer);
// Until the end at the present rate; nullopt without one.
std::optional<std::chrono::seconds> TimeLeft(const TransferNow& transfer);
// "receives a full state transfer from n2: 42 %, about 2 min left".
std::string TransferWords(const TransferNow& transfer);

// Galera's states that need an explanation, as the end of a sentence about the node: "is down: ...".
// nullopt: nothing is wrong, or nothing is known that would be.
std::optional<std::string> TroubleWords(const NodeRow& node);

}  // namespace watchdog
