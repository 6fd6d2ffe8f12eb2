// The drain file as the program itself uses it: while it is there, 8080 says 503.
#pragma once

#include <chrono>
#include <string>

#include "galera/result.h"

namespace watchdog {

// Puts the file there, marked as ours. A human's file stays as it is.
galera::Status BeginDrain(const std::string& file);

// How long the file has been there, whoever put it there; 0 where it is not.
std::chrono::milliseconds DrainedFor(const std::string& file);

// Removes the file if it is ours: what was drained for a stop is over with the
// next start. A human's file stays.
void EndDrain(const std::string& file);

}  // namespace watchdog
