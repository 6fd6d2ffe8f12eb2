#include "registration/listing.h"

#include <algorithm>
#include <utility>

namespace watchdog {

NameAnswer Answer(const PeerSpec& spec, galera::Result<std::vector<NodeAddress>> list) {
  NameAnswer answer;
  answer.name = spec.text;
  if (!list) {
    const bool late = list.error().code == galera::ErrorCode::kTimeout;
    answer.kind = late ? NameAnswer::Kind::kTimeout : NameAnswer::Kind::kServerFailure;
    answer.detail = list.error().message;
    return answer;
  }
  std::vector<NodeAddress> addresses = std::move(*list);
  std::sort(addresses.begin(), addresses.end());
  const auto same = [](const NodeAddress& a, const NodeAddress& b) { return a.SameHost(b); };
  addresses.erase(std::unique(addresses.begin(), addresses.end(), same), addresses.end());
  answer.kind = addresses.empty() ? NameAnswer::Kind::kEmpty : NameAnswer::Kind::kAddresses;
  answer.addresses = std::move(addresses);
  answer.answered = std::chrono::steady_clock::now();
  return answer;
}

}  // namespace watchdog
