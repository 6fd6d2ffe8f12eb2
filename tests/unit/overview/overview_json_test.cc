// The document against the contract in watchdog/README.md: one file a situation in tests/overview, which the
// tests of the cluster page and of `galera-warden status` read as well. REWRITE=1 writes them anew.
#include "overview/overview_json.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "overview/compose.h"
#include "situation.h"

namespace watchdog {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;
using test::Situation;

json Rendered(const Situation& situation) {
  return json::parse(RenderOverview(Compose(situation.Inputs(), situation.now)));
}

json KeysOf(const json& value) {
  if (value.is_array()) return value.empty() ? json::array() : KeysOf(value.front());
  if (!value.is_object()) return json::array();
  json keys = json::object();
  for (const auto& [key, one] : value.items()) keys[key] = true;
  return keys;
}

void ExpectAsInFile(const Situation& situation, const std::string& name) {
  const json document = Rendered(situation);
  const std::string path = std::string(SITUATIONS) + "/" + name + ".json";
  if (std::getenv("REWRITE") != nullptr) {
    std::ofstream(path) << document.dump(1) << "\n";
    return;
  }
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const json expected = json::parse(text, nullptr, false);
  ASSERT_TRUE(expected.is_object()) << path;
  EXPECT_EQ(document, expected) << json::diff(expected, document).dump(1);
}

Event Happened(double ago, Event::Severity severity, Event::Kind kind, const std::string& node,
               const std::string& text) {
  const auto time = system_clock::time_point(milliseconds(1790000000000 - static_cast<int>(ago * 1000)));
  return {time, severity, kind, node, text};
}

const Event kBegin =
    Happened(9996.8, Event::Severity::kOk, Event::Kind::kServer, "n1", "n1: mariadbd answers");

HistoryLine Hour(const std::vector<std::optional<std::uint32_t>>& sizes) {
  HistoryLine line;
  line.end = system_clock::time_point(seconds(1790000000));
  for (const auto& size : sizes) {
    HistoryPoint& point = line.points.emplace_back();
    if (!size) continue;
    point = {size, 0.25, 0.0125, 42.5};
  }
  return line;
}

TEST(OverviewJson, OfThreeHealthyNodes) {
  Situation situation;
  situation.of(2).seqno = 12344;
  situation.inputs.events = {kBegin};
  situation.inputs.history = Hour({{}, {}, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3});
  ExpectAsInFile(situation, "healthy");
}

TEST(OverviewJson, OfANodeThatIsGone) {
  Situation situation;
  situation.View({1, 2});
  situation.look.wsrep->cluster_conf_id = 18;
  situation.inputs.own.now->conf_id = 18;
  situation.GoesSilent(3, "connection refused");
  situation.Fires(Incident::kClusterSizeBelowExpected,
                  "2 of 3 data nodes are in the primary component; missing: n3");
  situation.inputs.events = {
      Happened(9.4, Event::Severity::kCritical, Event::Kind::kIncident, "",
               "GaleraClusterSizeBelowExpected: 2 of 3 data nodes are in the primary component; missing: n3"),
      Happened(9.5, Event::Severity::kWarning, Event::Kind::kView, "n3", "n3 left: 2 of 3 members remain"),
      kBegin};
  situation.inputs.history = Hour({3, 3, 3, 3, 3, 3, 3, 3, 2, 2});
  ExpectAsInFile(situation, "one_gone");
}

TEST(OverviewJson, OfAStateTransfer) {
  Situation situation;
  TransferNow transfer{"donor",    "sst",    "mariabackup", "n3", 1288490189,
                       3067833784, 21122782, seconds(61),   false};
  Evidence& donor = situation.of(2);
  donor.now->state = galera::NodeState::kDonor;
  donor.now->ready = false;
  donor.now->receive_queue = 9;
  donor.now->transfer = transfer;
  donor.seqno = 12336;
  transfer.role = "joiner";
  transfer.peer = "n2";
  Evidence& joiner = situation.of(3);
  joiner.phase = Evidence::Phase::kTransfer;
  joiner.primary.reset();
  joiner.state_uuid.clear();
  joiner.cluster_state_uuid.clear();
  joiner.seqno.reset();
  joiner.data_bytes = 1288490189;
  NodeNow receives;
  receives.state = galera::NodeState::kJoiner;
  receives.ready = false;
  receives.transfer = transfer;
  receives.warden_version = "0.6.0";
  receives.metrics_port = 9104;
  joiner.now = receives;
  situation.inputs.events = {
      Happened(60, Event::Severity::kInfo, Event::Kind::kState, "n2", "n2: synced -> donor"),
      Happened(62, Event::Severity::kOk, Event::Kind::kView, "n3", "n3 joined: 3 members"), kBegin};
  situation.inputs.history = Hour({2, 2, 2, 2, 3, 3, 3, 3, 3, 3});
  ExpectAsInFile(situation, "state_transfer");
}

TEST(OverviewJson, OfANodeWithoutAPrimaryComponent) {
  Situation situation;
  situation.look.state = galera::NodeState::kNonPrimary;
  situation.look.wsrep->cluster_status = "non-Primary";
  situation.look.wsrep->ready = false;
  Evidence& own = situation.inputs.own;
  own.primary = false;
  own.members.reset();
  own.now->state = galera::NodeState::kNonPrimary;
  own.now->ready = false;
  own.now->conf_id.reset();
  own.now->quorum_margin.reset();
  situation.GoesSilent(2, "no answer within 1000 ms");
  situation.GoesSilent(3, "no answer within 1000 ms");
  situation.inputs.former_members = {
      {"n1", test::UuidOf(1), false}, {"n2", test::UuidOf(2), false}, {"n3", test::UuidOf(3), false}};
  situation.Fires(Incident::kNonPrimary,
                  "n1 is outside of the primary component: it refuses every statement on a table");
  situation.inputs.pager.incidents[Incident::kStateDiverged].state = IncidentStatus::State::kPending;
  situation.inputs.events = {
      Happened(8.4, Event::Severity::kCritical, Event::Kind::kIncident, "n1",
               "GaleraNonPrimary: n1 is outside of the primary component: it refuses every statement on a "
               "table"),
      Happened(9.5, Event::Severity::kCritical, Event::Kind::kState, "n1",
               "n1 lost the primary component: it refuses every statement on a table"),
      kBegin};
  situation.inputs.history = Hour({3, 3, 3, 3, 3, 3, 3, 3, {}, {}});
  ExpectAsInFile(situation, "non_primary");
}

EvidenceRow Crashed(int number, std::int64_t seqno) {
  EvidenceRow row;
  row.id = "id-" + std::to_string(number);
  row.name = "n" + std::to_string(number);
  row.where = "10.0.0." + std::to_string(number);
  row.state = "crashed";
  row.reason = "grastate.dat has seqno -1: the position was recovered";
  row.action = "none: it joins by itself";
  row.state_uuid = test::kHistoryUuid;
  row.seqno = seqno;
  row.primary = false;
  row.version = "10.11.19";
  RecordedView& view = row.view.emplace();
  view.seqno = 12300;
  for (const int member : {1, 2, 3})
    view.members.push_back({test::UuidOf(member), "n" + std::to_string(member), ""});
  return row;
}

Situation Waiting() {
  const std::string reason = "data here, and no primary component anywhere: a human has to confirm";
  Situation situation;
  situation.Pauses(1, 12340, reason);
  situation.Pauses(2, 12345, reason);
  situation.Pauses(3, 12339, reason);
  Question& question = situation.inputs.question.emplace();
  question.node = "n1";
  question.since = system_clock::time_point(seconds(1789999900));
  question.reason = reason;
  question.proven = true;
  question.verdict = {"Proven: n2 holds every commit (" + std::string(test::kHistoryUuid) +
                      ":12345); all members of the last primary view report."};
  question.advice = "Recommended:";
  question.recommended = {"n2", "on n2, loses nothing", "touch /tmp/confirm-new-cluster"};
  question.others = {
      {"n1", "start the cluster from here, whatever is lost by it; what will be lost is said first",
       "touch /tmp/confirm-force-bootstrap"},
      {"n1", "start normally: Galera itself looks for the last primary view", "touch /tmp/confirm-resume"},
      {"n1", "recover the position again and show it", "touch /tmp/confirm-recover"}};
  question.evidence = {Crashed(1, 12340), Crashed(2, 12345), Crashed(3, 12339)};
  question.refusal = {"n2 has 5 transactions that n1 lacks"};
  question.text =
      "----- ACTION REQUIRED -----\nn1 has data, and no node is known to be in a primary component. Nothing "
      "is started until one is, or you decide.\n";
  return situation;
}

TEST(OverviewJson, OfADecisionThatWaitsForAHuman) {
  Situation situation = Waiting();
  situation.Fires(Incident::kBootstrapConfirmationNeeded,
                  "no primary component, and a person has to decide where the cluster starts");
  situation.inputs.events = {
      Happened(100, Event::Severity::kCritical, Event::Kind::kPhase, "n1",
               "n1 waits for a person: data here, and no primary component anywhere: a human has to confirm"),
      Happened(101, Event::Severity::kInfo, Event::Kind::kPhase, "n1", "n1: starting -> waiting")};
  situation.inputs.history = Hour({{}, {}, {}, {}, {}, {}});
  ExpectAsInFile(situation, "waiting");
}

TEST(OverviewJson, OfANodeWhoseServerIsDown) {
  Situation situation;
  situation.look.answered = false;
  situation.look.wsrep.reset();
  situation.look.state = galera::NodeState::kDown;
  Evidence& own = situation.inputs.own;
  own.phase = Evidence::Phase::kServing;
  own.primary = false;
  own.state_uuid.clear();
  own.cluster_state_uuid.clear();
  own.seqno.reset();
  own.members.reset();
  NodeNow down;
  down.state = galera::NodeState::kDown;
  down.failure = "mariadbd has ended with signal 9";
  down.ready = false;
  down.warden_version = "0.6.0";
  own.now = down;
  for (const int number : {2, 3}) {
    situation.of(number).seqno = 12350;
    situation.of(number).members = 2;
    situation.of(number).now->quorum_margin = 0;
    situation.of(number).now->conf_id = 18;
  }
  situation.Fires(Incident::kNodeDown, "n1: mariadbd is down: mariadbd has ended with signal 9");
  situation.inputs.pager.quiet = {Incident::kNodeDown};
  situation.inputs.pager.maintenance = {{"new disk in n1", "n1", "GaleraNodeDown", 1789990000000,
                                         system_clock::time_point(seconds(1790003600)), false}};
  situation.inputs.events = {
      Happened(5, Event::Severity::kCritical, Event::Kind::kIncident, "n1",
               "GaleraNodeDown: n1: mariadbd is down: mariadbd has ended with signal 9"),
      Happened(10, Event::Severity::kCritical, Event::Kind::kServer, "n1",
               "n1: mariadbd is gone: mariadbd has ended with signal 9"),
      kBegin};
  situation.inputs.history = Hour({3, 3, 3, 3, 3, 3, 3, 3, {}, {}});
  ExpectAsInFile(situation, "mariadbd_down");
}

TEST(OverviewJson, OfAMonitorThatHasAskedNobody) {
  Situation situation;
  situation.picture.peers.clear();
  situation.inputs.names.clear();
  situation.inputs.view.reset();
  situation.look.wsrep->local_index = 0;
  situation.look.wsrep->incoming_addresses = "10.0.0.1:3306,10.0.0.2:3306,10.0.0.3:3306";
  situation.inputs.teller.entrypoint = false;
  situation.inputs.teller.peers_asked = false;
  situation.inputs.own.data = Evidence::Data::kUnknown;
  situation.inputs.own.data_bytes.reset();
  situation.inputs.own.disk_free_bytes.reset();
  situation.inputs.own.node_address.clear();
  situation.inputs.pager.expected_size.reset();
  ExpectAsInFile(situation, "monitor_alone");
}

TEST(OverviewJson, OfHostileNames) {
  Situation situation;
  const std::string script = "<script>alert(1)</script>";
  const std::string image = "\"><img src=x onerror=alert(1)>";
  const std::string strange = "\u202en3{{7*7}} ${x} \u540d\u524d \xff";
  situation.View({1});
  situation.inputs.pager.cluster = "</title><script>alert(2)</script>";
  situation.inputs.teller.node = script;
  (*situation.inputs.view->members)[0].name = script;
  situation.of(1).node_name = script;
  situation.of(2).node_name = image;
  situation.Pauses(2, 12345, "<b onclick=alert(3)>decide</b>");
  situation.GoesSilent(3, "</script><b>connection refused");
  situation.inputs.names["10.0.0.3"] = strange;
  situation.inputs.pager.maintenance = {{"<script>alert(4)</script>", script, "", 1789990000000,
                                         system_clock::time_point(seconds(1790003600)), false}};
  situation.inputs.events = {Happened(9.5, Event::Severity::kWarning, Event::Kind::kView, strange,
                                      strange + " left: 1 of 2 members remains")};
  ExpectAsInFile(situation, "hostile_names");
}

// What is not known is null, and there.
TEST(OverviewJson, HasTheSameFieldsWhateverIsKnown) {
  const json full = Rendered(Waiting());
  const json empty = json::parse(RenderOverview(ClusterOverview()));
  EXPECT_EQ(KeysOf(full), KeysOf(empty));
  for (const char* part : {"warden", "verdict", "cluster", "history"})
    EXPECT_EQ(KeysOf(full[part]), KeysOf(empty[part])) << part;
  EXPECT_TRUE(empty["question"].is_null());
  EXPECT_EQ(empty["verdict"]["quorum_margin"], nullptr);
  EXPECT_EQ(empty["cluster"]["name"], nullptr);
}

TEST(OverviewJson, AsksNothingOnceTheNodeGoesOn) {
  Situation situation = Waiting();
  situation.of(1).phase = Evidence::Phase::kJoining;
  EXPECT_TRUE(Rendered(situation)["question"].is_null());
}

TEST(OverviewJson, AnIstWindowWithoutAnEndIsMinusOne) {
  Situation situation;
  situation.of(1).now->ist_window_seconds.reset();
  situation.of(1).now->ist_window_unlimited = true;
  EXPECT_EQ(Rendered(situation)["nodes"][0]["ist_window_s"], -1);
}

}  // namespace
}  // namespace watchdog
