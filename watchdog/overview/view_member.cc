#include "overview/view_member.h"

#include "galera/wsrep_status.h"

namespace watchdog {
namespace {

std::vector<ViewMember> FromNotification(const galera::Notification& view, const galera::WsrepStatus& wsrep) {
  std::vector<ViewMember> members;
  for (std::size_t i = 0; i < view.members->size(); ++i) {
    const galera::NotifiedMember& said = (*view.members)[i];
    // garbd has no address for clients; a node that has none set says AUTO.
    ViewMember member{said.name, said.uuid, HostOf(said.address), said.address.empty(), false};
    member.self =
        wsrep.gcomm_uuid.empty() ? view.index == static_cast<int>(i) : said.uuid == wsrep.gcomm_uuid;
    members.push_back(std::move(member));
  }
  return members;
}

}  // namespace

std::string HostOf(std::string_view address) {
  std::string_view host = address;
  if (host.starts_with('[')) {
    host = host.substr(1, host.find(']') - 1);
  } else if (host.find(':') == host.rfind(':')) {
    host = host.substr(0, host.rfind(':'));
  }
  if (host == "AUTO" || host == "unspecified") return "";
  return std::string(host);
}

const galera::Snapshot* FreshLook(const OverviewInputs& inputs, std::chrono::steady_clock::time_point now) {
  const galera::Snapshot* look = inputs.snapshot.get();
  if (look == nullptr || !look->answered || now - look->taken > inputs.snapshot_age_max) return nullptr;
  return look;
}

std::vector<ViewMember> ViewMembers(const OverviewInputs& inputs, std::chrono::steady_clock::time_point now) {
  const galera::Snapshot* look = FreshLook(inputs, now);
  if (look == nullptr || !look->wsrep || !look->wsrep->InPrimaryComponent()) return {};
  const galera::WsrepStatus& wsrep = *look->wsrep;
  if (inputs.view && inputs.view->members && wsrep.cluster_size == inputs.view->members->size())
    return FromNotification(*inputs.view, wsrep);
  std::vector<ViewMember> members;
  for (const std::string_view address : galera::SplitAddresses(wsrep.incoming_addresses)) {
    ViewMember member{"", "", HostOf(address), address.empty(), false};
    member.self = wsrep.local_index == members.size();
    members.push_back(std::move(member));
  }
  return members;
}

}  // namespace watchdog
