#include "incident/speaker.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "incident/finding.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kPlacesMax = 1000;  // an index beyond is none

bool InPrimary(const Observation& seen) {
  return seen.server == Observation::Server::kAnswers && seen.wsrep && seen.wsrep->InPrimaryComponent();
}

// Data nodes with a lower wsrep_local_index. The addresses are of the same look as the index; of those
// garbd's is empty.
std::size_t BeforeInComponent(const Observation& seen) {
  if (seen.wsrep->local_index.value_or(kPlacesMax) >= kPlacesMax) {
    return static_cast<std::size_t>(std::max(DataNodes(seen).value_or(1), 1));
  }
  const auto index = static_cast<std::size_t>(*seen.wsrep->local_index);
  const auto addresses = galera::SplitAddresses(seen.wsrep->incoming_addresses);
  if (index >= addresses.size()) return index;
  const auto end = addresses.begin() + static_cast<std::ptrdiff_t>(index);
  return static_cast<std::size_t>(
      std::count_if(addresses.begin(), end, [](std::string_view a) { return !a.empty(); }));
}

std::size_t BeforeOutside(const Observation& seen) {
  return static_cast<std::size_t>(std::ranges::count_if(seen.peers, [&](const SeenPeer& peer) {
    return peer.primary == true || (peer.paused && peer.name < seen.node);
  }));
}

// The peers, with what they have delivered since this node delivered the contrary of `page`.
std::vector<SeenPeer> SinceOurs(const Delivery& page, const std::vector<Delivery>& delivered,
                                const std::vector<SeenPeer>& peers) {
  milliseconds contrary = milliseconds::max();
  for (const Delivery& ours : delivered) {
    if (ours.key != page.key || ours.receiver != page.receiver || ours.firing == page.firing) continue;
    contrary = std::min(contrary, ours.age);
  }
  std::vector<SeenPeer> since(peers.size());
  for (std::size_t i = 0; i < peers.size(); ++i) {
    std::ranges::copy_if(peers[i].delivered, std::back_inserter(since[i].delivered),
                         [&](const Delivery& theirs) { return theirs.age < contrary; });
  }
  return since;
}

}  // namespace

std::optional<milliseconds> SpeakAfter(const IncidentKind& kind, const Observation& seen,
                                       milliseconds stagger) {
  if (kind.scope == Scope::kNode) return milliseconds(0);
  if (InPrimary(seen)) return stagger * BeforeInComponent(seen);
  if (kind.incident != Incident::kBootstrapConfirmationNeeded) return std::nullopt;
  return stagger * BeforeOutside(seen);
}

bool DeliveredByPeer(const std::vector<SeenPeer>& peers, const std::string& key, bool firing,
                     const std::string& receiver, milliseconds since, milliseconds slack) {
  const Delivery* last_before = nullptr;  // of those before our change
  for (const SeenPeer& peer : peers) {
    for (const Delivery& delivery : peer.delivered) {
      if (delivery.key != key || delivery.receiver != receiver) continue;
      if (delivery.age <= since) {
        // Who has said since then that it fires again owes the end of that as well.
        if (delivery.firing || !firing) return true;
      } else if (last_before == nullptr || delivery.age < last_before->age) {
        last_before = &delivery;
      }
    }
  }
  return last_before != nullptr && last_before->firing == firing && last_before->age - since <= slack;
}

std::vector<Delivery> SaidByPeers(const std::vector<Delivery>& waiting,
                                  const std::vector<Delivery>& delivered, const std::vector<SeenPeer>& peers,
                                  milliseconds slack) {
  std::vector<Delivery> said;
  for (auto page = waiting.begin(); page != waiting.end(); ++page) {
    const bool over = std::any_of(page + 1, waiting.end(), [&](const Delivery& later) {
      return !later.firing && later.key == page->key && later.receiver == page->receiver;
    });
    const std::vector<SeenPeer> since = SinceOurs(*page, delivered, peers);
    const bool known = DeliveredByPeer(since, page->key, page->firing, page->receiver, page->age, slack);
    const bool old = page->firing && over &&
                     DeliveredByPeer(since, page->key, false, page->receiver, page->age, milliseconds(0));
    if (known || old) said.push_back(*page);
  }
  return said;
}

}  // namespace watchdog
