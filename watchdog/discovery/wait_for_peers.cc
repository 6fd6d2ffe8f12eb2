#include "discovery/wait_for_peers.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace watchdog {
namespace {

constexpr std::size_t kNamesShown = 10;

int CountHosts(const PeerPicture& picture, const NodeAddress& own) {
  std::vector<NodeAddress> hosts = {own};
  for (const Peer& peer : picture.peers) hosts.push_back(peer.address);
  for (NodeAddress& host : hosts) host.port = 0;
  std::sort(hosts.begin(), hosts.end());
  return static_cast<int>(std::unique(hosts.begin(), hosts.end()) - hosts.begin());
}

// No ages in here: text that changes each second would be said each second.
std::string MissingNames(const PeerPicture& picture) {
  std::string out;
  std::size_t count = 0;
  for (const NameAnswer& name : picture.names) {
    if (name.kind == NameAnswer::Kind::kAddresses || ++count > kNamesShown) continue;
    out += (out.empty() ? "" : ", ") + name.name + ": " + std::string(Name(name.kind));
    if (!name.addresses.empty()) out += ", last known addresses are kept";
  }
  if (count > kNamesShown) out += ", and " + std::to_string(count - kNamesShown) + " more";
  return out;
}

}  // namespace

PeerWait WaitForPeers(const PeerPicture& picture, const NodeAddress& own, int minimum, bool skip,
                      WaitMemory& memory, SteadyTime now) {
  PeerWait wait;
  wait.seen = CountHosts(picture, own);
  const bool reached = wait.seen >= minimum;
  wait.enough = reached || skip;
  wait.text = std::to_string(wait.seen) + " of at least " + std::to_string(minimum) +
              " addresses found, ours included";
  if (!reached && skip) wait.text += "; not waiting for more, as the skip file is there";
  if (const std::string missing = MissingNames(picture); !missing.empty()) wait.text += " (" + missing + ")";
  wait.say =
      !memory.said_at || memory.said != wait.text || (!wait.enough && now - *memory.said_at >= kWaitReminder);
  if (wait.say) memory = {wait.text, now};
  return wait;
}

int LoweredMinimum(int minimum, std::chrono::seconds waited, std::chrono::seconds step) {
  if (step.count() <= 0 || waited.count() < 0) return minimum;
  return static_cast<int>(std::max<std::int64_t>(1, minimum - waited / step));
}

}  // namespace watchdog
