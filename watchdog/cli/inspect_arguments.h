// The command line of `galera-warden inspect`. Pure.
#pragma once

#include <string>
#include <vector>

#include "discovery/peer_spec.h"
#include "galera/result.h"

namespace watchdog {

struct InspectedDirectory {
  std::string path;
  std::string name;  // wsrep_node_name, where it was told; else empty
};

struct InspectArguments {
  std::vector<InspectedDirectory> directories;
  std::vector<PeerSpec> hosts;  // `port` is that of their health port
  bool help = false;
  bool json = false;
  bool recover = false;       // in place
  std::string copy_to;        // on copies below that directory; empty: not
  std::string defaults_file;  // of the mariadbd that recovers
  std::string user = "mysql";
};

// A word with a '/' in it, or that `is_directory` knows, is a data directory; also
// NAME=DIRECTORY. All else is a host. kInvalid (what is wrong, for a human) for what is
// neither, a flag that is not known, none or 65 and more words, and one directory twice.
galera::Result<InspectArguments> ParseInspectArguments(const std::vector<std::string>& arguments,
                                                       bool (*is_directory)(const std::string&));

}  // namespace watchdog
