#include "discovery/search_list.h"

#include <algorithm>
#include <string_view>

#include "galera/text.h"

namespace watchdog {

std::vector<std::string> NamesToAsk(const PeerSpec& spec, bool kubernetes, int ndots,
                                    std::span<const std::string> search_domains) {
  std::vector<std::string> out;
  const auto dots = std::count(spec.name.begin(), spec.name.end(), '.');
  const bool searched = kubernetes && !spec.absolute && dots < ndots && !search_domains.empty() &&
                        (spec.kind == PeerSpec::Kind::kName || spec.kind == PeerSpec::Kind::kService);
  if (searched) {
    const std::string first = galera::ToLower(search_domains.front());
    for (const std::string& domain : search_domains) {
      const std::string lower = galera::ToLower(domain);
      if (lower != first && !first.ends_with("." + lower)) continue;
      if (IsDnsName(spec.name + "." + lower)) out.push_back(spec.name + "." + lower);
    }
  }
  out.push_back(spec.name);
  return out;
}

}  // namespace watchdog
