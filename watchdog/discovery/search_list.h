// Which full names a name of the list of peers stands for. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "discovery/peer_spec.h"

namespace watchdog {

// Absolute names without the dot at their end, to be asked in this order until
// one has addresses. Just the name itself, but in Kubernetes, for a name of
// fewer than `ndots` dots, first with the search domains: only with those of
// the cluster (NAMESPACE.svc.X, svc.X, X), never with one that the host added,
// whose wildcard would answer for any name (mariadb-galera-swarm #126, #127).
// tasks.NAME is asked as it is.
std::vector<std::string> NamesToAsk(const PeerSpec& spec, bool kubernetes, int ndots,
                                    std::span<const std::string> search_domains);

}  // namespace watchdog
