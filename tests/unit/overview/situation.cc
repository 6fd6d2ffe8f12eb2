#include "situation.h"

namespace watchdog::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string NameOf(int number) { return "n" + std::to_string(number); }
std::string AddressOf(int number) { return "10.0.0." + std::to_string(number); }

NodeNow Synced() {
  NodeNow now;
  now.state = galera::NodeState::kSynced;
  now.age = milliseconds(200);
  now.ready = true;
  now.receive_queue = 0;
  now.flow_control_ppm = 1300;
  now.ist_window_seconds = 86400;
  now.conf_id = 17;
  now.quorum_margin = 1;
  now.provider_version = "26.4.23";
  now.warden_version = "0.6.0";
  now.metrics_port = 9104;
  return now;
}

Evidence Serves(int number) {
  Evidence evidence;
  evidence.cluster_name = "galera";
  evidence.node_id = "id-" + std::to_string(number);
  evidence.node_name = NameOf(number);
  evidence.node_address = AddressOf(number);
  evidence.phase = Evidence::Phase::kServing;
  evidence.data = Evidence::Data::kPresent;
  evidence.primary = true;
  evidence.cluster_state_uuid = evidence.state_uuid = kHistoryUuid;
  evidence.seqno = 12345;
  evidence.members = 3;
  evidence.mariadb_version = "10.11.19";
  evidence.data_bytes = 52428800;
  evidence.disk_free_bytes = 21474836480;
  evidence.member_uuids = {UuidOf(number)};
  evidence.now = Synced();
  return evidence;
}

}  // namespace

std::string UuidOf(int number) { return "0000000" + std::to_string(number) + "-1111-11f0-8888-0242ac110002"; }

Situation::Situation() {
  now = {std::chrono::steady_clock::time_point(std::chrono::hours(5)),
         std::chrono::system_clock::time_point(milliseconds(1790000000123))};
  inputs.teller = {"n1", "0.6.0", 1789990000, true, 8080, 8081, true};
  inputs.own = Serves(1);
  inputs.pager.cluster = "galera";
  inputs.pager.node = "n1";
  inputs.pager.expected_size = 3;
  inputs.pager.rules = DefaultRules();
  inputs.pager.runbook_url = "https://example.org/runbooks/";
  look.taken = now.steady - milliseconds(200);
  look.answered = true;
  look.state = galera::NodeState::kSynced;
  galera::WsrepStatus& wsrep = look.wsrep.emplace();
  wsrep.ready = wsrep.connected = true;
  wsrep.cluster_status = "Primary";
  wsrep.local_state = 4;
  wsrep.cluster_conf_id = 17;
  wsrep.cluster_state_uuid = wsrep.local_state_uuid = kHistoryUuid;
  wsrep.gcomm_uuid = UuidOf(1);
  wsrep.last_committed = 12345;
  wsrep.local_recv_queue = 0;
  wsrep.flow_control_paused_ns = 0;
  for (const int number : {2, 3}) {
    Peer peer;
    peer.address = *ParseNodeAddress(AddressOf(number));
    peer.primary = Peer::Primary::kYes;
    peer.evidence = Serves(number);
    peer.asked = now.steady - milliseconds(400);
    picture.peers.push_back(std::move(peer));
    inputs.names[AddressOf(number)] = NameOf(number);
  }
  picture.round = 1;
  picture.time = now.steady - milliseconds(390);
  View({1, 2, 3});
  inputs.history.end = std::chrono::system_clock::time_point(seconds(1790000000));
}

void Situation::View(const std::vector<int>& members) {
  galera::Notification view;
  view.members.emplace();
  for (const int number : members)
    view.members->push_back({UuidOf(number), NameOf(number), AddressOf(number) + ":3306"});
  inputs.view = view;
  look.wsrep->cluster_size = look.wsrep->cluster_weight = members.size();
  inputs.own.members = static_cast<int>(members.size());
  inputs.own.now->quorum_margin = (members.size() - 1) / 2;
}

void Situation::GoesSilent(int number, const std::string& failure) {
  Peer& silent = peer(number);
  silent.evidence.reset();
  silent.primary = Peer::Primary::kUnknown;
  silent.failure = failure;
}

void Situation::Pauses(int number, std::int64_t seqno, const std::string& question) {
  Evidence& evidence = of(number);
  evidence.phase = Evidence::Phase::kPaused;
  evidence.primary = false;
  evidence.seqno = seqno;
  evidence.cluster_state_uuid.clear();
  evidence.members.reset();
  NodeNow now_down;
  now_down.state = galera::NodeState::kDown;
  now_down.ready = false;
  now_down.question = question;
  now_down.warden_version = "0.6.0";
  now_down.metrics_port = 9104;
  evidence.now = now_down;
  if (number != 1) return;
  look.answered = false;
  look.wsrep.reset();
  look.state = galera::NodeState::kDown;
}

void Situation::Fires(Incident incident, const std::string& summary) {
  IncidentStatus& status = inputs.pager.incidents[incident];
  status.state = IncidentStatus::State::kFiring;
  Episode& episode = status.episode.emplace();
  episode.started = episode.fired = std::chrono::system_clock::time_point(seconds(1789999990));
  episode.summary = summary;
}

OverviewInputs Situation::Inputs() const {
  OverviewInputs all = inputs;
  all.snapshot = std::make_shared<const galera::Snapshot>(look);
  if (!picture.peers.empty()) all.peers = std::make_shared<const PeerPicture>(picture);
  return all;
}

}  // namespace watchdog::test
