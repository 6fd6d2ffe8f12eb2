// wsrep_provider_options, put together. Pure.
#pragma once

#include <string>

#include "galera/result.h"
#include "mariadbd_config/server_config.h"

namespace watchdog {

// An address as it stands before a port: IPv6 in brackets.
std::string Bracketed(const std::string& address);

// "key=value;key=value": ours, over them the operator's wsrep_provider_options variable, over both
// settings.provider_options; each key once, at its first place. kInvalid for a piece without '='.
galera::Result<std::string> ProviderOptions(const NodeSettings& settings, const ServerFacts& facts);

}  // namespace watchdog
