#include "incident/lost_connections.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace watchdog {
namespace {

constexpr std::size_t kLostMax = 100;
constexpr std::size_t kUuidsMax = 1000;

// "10.0.0.3:4567" to "10.0.0.3", "[fd00::3]:4567" to "fd00::3".
std::string_view HostOf(std::string_view address) {
  if (address.starts_with('[')) return address.substr(1, address.find(']') - 1);
  const std::size_t colon = address.rfind(':');
  return address.find(':') == colon ? address.substr(0, colon)
                                    : address;  // more than one: a bare IPv6 address
}

// Galera logs numbers only; a name can't be compared with them.
bool IsNumeric(std::string_view host) {
  if (host.find(':') != std::string_view::npos) return true;
  return !host.empty() &&
         std::ranges::all_of(host, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

const std::string& NameOf(const ViewPeer& member, const GroupPeer& lost) {
  if (!member.name.empty()) return member.name;
  return lost.address.empty() ? lost.short_uuid : lost.address;
}

bool Same(const GroupPeer& a, const GroupPeer& b) {
  if (!a.short_uuid.empty() && !b.short_uuid.empty()) return a.short_uuid == b.short_uuid;
  return !a.address.empty() && a.address == b.address;
}

// Empty: it is none of `others`.
std::string Identify(const GroupPeer& lost, const std::vector<ViewPeer>& others) {
  bool all_uuids = true;
  bool all_hosts = true;
  const std::string_view host = HostOf(lost.address);
  std::vector<const ViewPeer*> there;
  for (const ViewPeer& member : others) {
    const std::string uuid = ShortUuid(member.uuid);
    if (!uuid.empty() && uuid == lost.short_uuid) return NameOf(member, lost);
    all_uuids = all_uuids && !uuid.empty();
    const std::string_view at = HostOf(member.address);
    if (!host.empty() && at == host) there.push_back(&member);
    all_hosts = all_hosts && IsNumeric(at);
  }
  if (!lost.short_uuid.empty() && all_uuids) return "";
  if (there.size() == 1) return NameOf(*there.front(), lost);
  if (there.empty() && all_hosts && !host.empty()) return "";
  return lost.address.empty() ? lost.short_uuid : lost.address;
}

}  // namespace

bool LostConnections::OnEvent(const ClusterLogEvent& event, Time now) {
  using enum ClusterLogEvent::Kind;
  for (const GroupPeer& peer : event.peers) Learn(peer);
  if (event.kind == kSuspected && event.peers.empty()) return false;
  switch (event.kind) {
    case kSuspected:  // seconds later, and of its own weight: counts anew
      std::erase_if(lost_, [&](const Lost& lost) { return Same(lost.peer, event.peers.front()); });
      [[fallthrough]];
    case kConnectionsLost:
      for (const GroupPeer& peer : event.peers) Lose(peer, now);
      return !event.peers.empty();
    case kConnected:
      return std::erase_if(lost_, [&](const Lost& lost) {
               return std::ranges::any_of(event.peers, [&](const GroupPeer& peer) {
                 return Same(lost.peer, peer) || lost.peer.address == peer.address;
               });
             }) > 0;
    case kRelayOff:
    case kView:
    case kShuttingDown:
    case kAborted:
    case kReady: {
      const bool some = !lost_.empty();
      lost_.clear();
      return some;
    }
    case kPeerNamed:
    case kSynced:
    case kVote:
    case kInconsistent:
      return false;
  }
  return false;
}

std::vector<std::string> LostConnections::Among(const std::vector<ViewPeer>& others, Time now,
                                                std::chrono::milliseconds keep) const {
  std::set<std::string> names;
  if (others.empty()) return {};
  for (const Lost& lost : lost_) {
    if (now - lost.since >= keep) continue;
    std::string name = Identify(lost.peer, others);
    if (!name.empty()) names.insert(std::move(name));
  }
  return {names.begin(), names.end()};
}

std::optional<LostConnections::Time> LostConnections::NextChange(Time now,
                                                                 std::chrono::milliseconds keep) const {
  std::optional<Time> next;
  for (const Lost& lost : lost_) {
    const Time end = lost.since + keep;
    if (end > now && (!next || end < *next)) next = end;
  }
  return next;
}

// One that is lost already keeps its time: what is said of it again is not new.
void LostConnections::Lose(const GroupPeer& peer, Time now) {
  GroupPeer whole = peer;
  if (const auto known = uuids_.find(peer.address); whole.short_uuid.empty() && known != uuids_.end())
    whole.short_uuid = known->second;
  for (const auto& [address, uuid] : uuids_) {
    if (whole.address.empty() && uuid == whole.short_uuid) whole.address = address;
  }
  const auto same = [&whole](const Lost& lost) { return Same(lost.peer, whole); };
  if (std::ranges::any_of(lost_, same) || lost_.size() >= kLostMax) return;
  lost_.push_back({std::move(whole), now});
}

void LostConnections::Learn(const GroupPeer& peer) {
  if (peer.address.empty() || peer.short_uuid.empty()) return;
  if (uuids_.size() >= kUuidsMax && !uuids_.contains(peer.address)) return;
  uuids_[peer.address] = peer.short_uuid;
}

}  // namespace watchdog
