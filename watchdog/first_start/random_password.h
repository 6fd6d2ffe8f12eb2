// Passwords that nobody chose.
#pragma once

#include "config/config.h"
#include "galera/result.h"

namespace watchdog {

// 32 characters from the kernel's random source: capital and small letters, digits,
// and '-' or '_', at least one of each sort, so that a password check plugin is
// content and nobody has to quote anything. Any thread.
galera::Result<galera::Secret> RandomPassword();

}  // namespace watchdog
