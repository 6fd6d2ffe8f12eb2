// Numbers with their units, as short as a cell of a table needs them.
#pragma once

#include <string>

namespace watchdog {

// The two largest units: "0s", "12s", "4m10s", "2h5m", "3d4h". A negative one is "0s".
std::string SpanText(double seconds);

// "512 B", "1.5 KiB", "4.2 GiB".
std::string SizeText(double bytes);

// Of a share of 1: "0%", "0.3%", "1.3%", "97%". Not 0% unless it is 0.
std::string ShareText(double share);

// "[####......]", `cells` signs between the brackets. Full at 100 % only.
std::string ProgressBar(double percent, int cells);

}  // namespace watchdog
