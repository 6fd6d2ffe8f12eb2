// The line that `systemctl status` shows. Pure.
#pragma once

#include <string>

#include "evidence/evidence.h"
#include "galera/health.h"

namespace watchdog {

// Of `monitor`: what 8080 says.
std::string ServiceStatus(const galera::Health& ready);
// Of `node`: what it is at; what 8080 says once mariadbd serves.
std::string ServiceStatus(Evidence::Phase phase, const galera::Health& ready);

}  // namespace watchdog
