// /etc/hosts. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "discovery/node_address.h"

namespace watchdog {

// The addresses of the lines that have `name` (any case), at most 128. Lines
// that can't be read are passed over, as the C library does.
std::vector<NodeAddress> FindInHosts(std::string_view hosts, std::string_view name);

}  // namespace watchdog
