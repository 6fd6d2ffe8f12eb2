// Turns a listen address of the configuration into the numeric form that the
// backend takes, and bind errors into sentences for the operator.
#pragma once

#include <string>

#include "config/config.h"
#include "galera/result.h"

namespace galera {

// "0.0.0.0:8080" for an empty host; names are resolved to their first IPv4
// address (the resolver's own time limit is the bound). kInvalid for an
// unknown name, and for an IPv6 literal unless `with_ipv6`.
Result<std::string> ResolveListenAddress(const ListenAddress& address, bool with_ipv6);

// Tries to bind `endpoint` (numeric IPv4 host:port) and says what is wrong
// with it and what to do; ok if nothing is.
Status CheckBindable(const ListenAddress& address, const std::string& endpoint);

}  // namespace galera
