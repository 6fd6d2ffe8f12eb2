// Looks up the names of the list of peers, all at once, within a deadline.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "discovery/peer_picture.h"
#include "discovery/peer_spec.h"

namespace watchdog {

struct ResolverOptions {
  // Search domains are used only here, and only the cluster's; see search_list.h.
  bool kubernetes = false;
  std::string hosts_file = "/etc/hosts";
  std::string resolv_conf = "/etc/resolv.conf";
  // "127.0.0.1:5353", comma separated, in place of those of resolv_conf; for tests.
  std::string servers = {};
};

// One answer a spec, in their order, none of which IsListed(). /etc/hosts first, then DNS: A and AAAA,
// SRV for `srv:`, CNAMEs followed, names asked as absolute ones; both files are
// read anew at each call. A name has addresses if one of A and AAAA gave some
// (`detail` says what failed beside that), and is kNoSuchName or kEmpty only if
// nothing failed. Never throws, needs no other thread, returns at `deadline` at
// the latest, or as soon as `cancel_fd` (-1: none) is readable; what is not
// answered by then is kTimeout. Any thread, also several at once.
std::vector<NameAnswer> ResolvePeers(std::span<const PeerSpec> specs, const ResolverOptions& options,
                                     SteadyTime deadline, int cancel_fd = -1);

}  // namespace watchdog
