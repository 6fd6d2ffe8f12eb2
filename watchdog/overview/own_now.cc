#include "overview/own_now.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "galera/quorum.h"

namespace watchdog {
namespace {

using galera::NodeState;
using std::chrono::milliseconds;

// "26.4.23(r6d0a4b2)" without the revision.
std::string ProviderVersion(const std::string& said) { return said.substr(0, said.find('(')); }

std::optional<std::uint64_t> MarginOf(const galera::Snapshot& look) {
  const galera::WsrepStatus& wsrep = *look.wsrep;
  if (!wsrep.cluster_size || !wsrep.cluster_weight || *wsrep.cluster_size == 0) return std::nullopt;
  const std::uint64_t size = *wsrep.cluster_size;
  const std::uint64_t total = *wsrep.cluster_weight;
  if (look.constants.weight) return galera::QuorumMargin({size, total, *look.constants.weight});
  if (total == 0 || total % size != 0) return std::nullopt;
  return galera::QuorumMargin({size, total, total / size});
}

TransferNow TransferNowOf(const Transfer& transfer, const Moment& now) {
  TransferNow said;
  said.role = Name(transfer.role);
  if (transfer.kind) said.kind = Name(*transfer.kind);
  said.method = transfer.method;
  said.peer = transfer.peer_name.empty() ? transfer.peer_address : transfer.peer_name;
  said.done = transfer.Done();
  said.expected = transfer.Expected();
  if (transfer.per_second && *transfer.per_second >= 0 && *transfer.per_second < 1e15)
    said.per_second = static_cast<std::uint64_t>(std::llround(*transfer.per_second));
  if (const auto elapsed = Elapsed(transfer, now)) said.elapsed = std::max(milliseconds(0), *elapsed);
  said.stalled = transfer.stalled;
  return said;
}

void AddLook(const galera::Snapshot& look, NodeNow& said) {
  said.state = look.state;
  said.failure = look.failure;
  if (!look.answered || !look.wsrep) return;
  said.receive_queue = look.wsrep->local_recv_queue;
  said.provider_version = ProviderVersion(look.wsrep->provider_version);
  if (!look.wsrep->InPrimaryComponent()) return;
  said.conf_id = look.wsrep->cluster_conf_id;
  said.quorum_margin = MarginOf(look);
}

void AddRates(const OwnFacts& facts, NodeNow& said) {
  if (facts.flow_control_share)
    said.flow_control_ppm =
        static_cast<std::uint64_t>(std::llround(std::clamp(*facts.flow_control_share, 0.0, 1.0) * 1e6));
  if (!facts.ist_window_seconds) return;
  // Of a hundred years and more nobody wants to know the number.
  said.ist_window_unlimited = !(*facts.ist_window_seconds < 3.2e9);
  if (!said.ist_window_unlimited)
    said.ist_window_seconds = std::max<std::int64_t>(0, std::llround(*facts.ist_window_seconds));
}

}  // namespace

NodeNow NowOf(const OwnFacts& facts, const Moment& now) {
  NodeNow said;
  const galera::Snapshot* look = facts.snapshot.get();
  if (look != nullptr && now.steady - look->taken <= facts.snapshot_age_max) {
    said.age = std::max(milliseconds(0), std::chrono::floor<milliseconds>(now.steady - look->taken));
    AddLook(*look, said);
    if (look->answered) AddRates(facts, said);
  } else if (look != nullptr) {
    said.failure = "the last look at mariadbd is old";
  }
  if (!facts.server_runs) {
    said.state = NodeState::kDown;
    said.failure = facts.death;
  } else if (!facts.death.empty() && said.state == NodeState::kDown) {
    said.failure = facts.death;
  }
  said.ready = facts.ready;
  if (facts.transfer && facts.transfer->Runs()) said.transfer = TransferNowOf(*facts.transfer, now);
  said.question = facts.question;
  said.warden_version = facts.warden_version;
  said.metrics_port = facts.metrics_port;
  return said;
}

}  // namespace watchdog
