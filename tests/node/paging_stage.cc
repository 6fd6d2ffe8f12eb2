#include "paging_stage.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cluster/network.h"

namespace galera {

using nlohmann::json;
using testing_cluster::ChildOptions;
using testing_cluster::ChildProcess;
using testing_cluster::Millis;
using testing_cluster::Network;
using testing_cluster::WaitUntil;
using watchdog::test::Recorded;
using watchdog::test::Recorder;

namespace {

constexpr Millis kSoon{60000};
constexpr Millis kFormed{90000};
constexpr char kAlertmanagerPort[] = "9093";
const std::size_t kTailBytes = std::getenv("SHOW_LOGS") != nullptr ? 1000000 : 5000;

double Seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

std::string PathOf(const Recorded& request) {
  const std::size_t begin = request.head.find(' ') + 1;
  return request.head.substr(begin, request.head.find(' ', begin) - begin);
}

// Without "galera/staged/", which all have.
std::string Short(const std::string& key) {
  static constexpr std::string_view kFront = "galera/staged/";
  return key.starts_with(kFront) ? key.substr(kFront.size()) : key;
}

Told ReadPlain(const json& body) {
  Told told;
  told.key = Short(body.value("groupKey", ""));
  told.firing = body.value("status", "") == "firing";
  told.summary = body["commonAnnotations"].value("summary", "");
  return told;
}

Told ReadDuty(const json& body) {
  Told told;
  told.key = Short(body.value("dedup_key", ""));
  told.firing = body.value("event_action", "") == "trigger";
  if (body.contains("payload")) told.summary = body["payload"].value("summary", "");
  return told;
}

bool Has(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

std::string Line(const Told& told) { return (told.firing ? "FIRES    " : "resolved ") + told.key; }

}  // namespace

const std::vector<int> PagingStage::kAll = {1, 2, 3};

PagingStage::Shared PagingStage::shared_;

// Ends the nodes before the program does, and the recorder after them.
class EndOfPaging : public testing::Environment {
 public:
  void TearDown() override { PagingStage::shared_ = PagingStage::Shared(); }
};

namespace {

[[maybe_unused]] const testing::Environment* const kEnd = testing::AddGlobalTestEnvironment(new EndOfPaging);

}  // namespace

void PagingStage::Begin(const std::string& more) {
  const bool left = shared_.stage && shared_.whole && shared_.more == more;
  if (!left || !stage().AreOneCluster(kAll)) {
    shared_.more = more;
    ASSERT_NO_FATAL_FAILURE(Make());
  }
  shared_.whole = false;
  ASSERT_TRUE(Calm()) << Logs();
  for (const int node : kAll) logged_[node] = stage().Log(node).size();
  Forget();
}

void PagingStage::Make() {
  shared_.alertmanager.reset();
  shared_.stage.reset();
  shared_.recorder.reset();
  auto made = NodeStage::Make(3);
  ASSERT_TRUE(made) << made.error().message;
  shared_.stage = std::move(*made);
  ASSERT_TRUE(stage().SetName(kAll));
  const Status opened = stage().network().Run(0, [] {
    shared_.recorder =
        std::make_unique<Recorder>(Recorder::Script(), Recorder::Start::kListening, Network::Address(0));
  });
  ASSERT_TRUE(opened) << opened.error().message;
  ASSERT_NO_FATAL_FAILURE(StartAlertmanager());
  for (const int node : kAll) {
    const std::string home = stage().directory(node);
    std::ofstream(home + "/paging.yml")
        << "paging:\n  expected_size: 3\n  state_directory: " << home << "/paging\n  control_socket: " << home
        << "/control\n"
        << shared_.more << "  receivers:\n    plain: {type: webhook, url: '" << recorder().Url("/plain")
        << "'}\n    duty: {type: pagerduty, url: '" << recorder().Url("/duty")
        << "', routing_key: 0123456789abcdef0123456789abcdef}\n    am: {type: alertmanager, url: 'http://"
        << Network::Address(0) << ":" << kAlertmanagerPort << "'}\n";
  }
  Start(kAll);
  ASSERT_TRUE(Whole()) << Logs();
}

void PagingStage::StartAlertmanager() {
  const std::string home = stage().directory(1);
  std::ofstream(home + "/am.yml")
      << "route: {receiver: hook, group_by: [alertname, instance], group_wait: 0s, group_interval: 1s}\n"
      << "receivers: [{name: hook, webhook_configs: [{url: '" << recorder().Url("/alertmanager")
      << "', send_resolved: true}]}]\n";
  ChildOptions options;
  options.argv = {
      "prometheus-alertmanager", "--config.file=" + home + "/am.yml", "--storage.path=" + home + "/am",
      "--web.listen-address=" + Network::Address(0) + ":" + kAlertmanagerPort, "--cluster.listen-address="};
  options.network_namespace = stage().network().path(0);
  auto child = ChildProcess::Start(options);
  ASSERT_TRUE(child) << child.error().message;
  shared_.alertmanager = std::move(*child);
  ASSERT_TRUE(WaitUntil([this] { return InAlertmanager().has_value(); }, kSoon))
      << shared_.alertmanager->Stderr();
}

void PagingStage::TearDown() {
  if (!shared_.stage) return;
  std::cout << Table() << std::flush;
  if (HasFailure()) std::cout << Logs() << std::endl;
  shared_.whole = !HasFailure();
}

std::string PagingStage::ConfigOf(int node) const {
  return "GALERA_WARDEN_CONFIG=" + shared_.stage->directory(node) + "/paging.yml";
}

void PagingStage::Start(const std::vector<int>& nodes) {
  NodeStage::Options options;
  for (const int node : nodes) {
    options.environment = {"wsrep_node_name=node" + std::to_string(node), "transfer_limit=0", ConfigOf(node)};
    ASSERT_TRUE(stage().Start(node, options));
    logged_[node] = 0;
  }
}

void PagingStage::KillServers(const std::vector<int>& nodes) {
  std::vector<pid_t> servers;
  servers.reserve(nodes.size());
  for (const int node : nodes) servers.push_back(stage().Server(node).value_or(0));
  for (const pid_t pid : servers) {
    ASSERT_NE(pid, 0);
    kill(pid, SIGKILL);
  }
  for (const int node : nodes)
    ASSERT_TRUE(WaitUntil([&] { return !stage().child(node).Running(); }, kSoon)) << node;
}

void PagingStage::StopCleanly(const std::vector<int>& nodes) {
  for (const int node : nodes) {
    const auto supervisor = stage().Supervisor(node);
    ASSERT_TRUE(supervisor);
    kill(*supervisor, SIGTERM);
  }
  for (const int node : nodes)
    ASSERT_TRUE(WaitUntil([&] { return !stage().child(node).Running(); }, kSoon)) << node;
}

void PagingStage::KillWorker(int node) {
  const auto worker = stage().Worker(node);
  ASSERT_TRUE(worker);
  kill(*worker, SIGKILL);
  const auto follows = [&] {
    const auto next = stage().Worker(node);
    return next && *next != *worker && stage().Get(node, 9104, "/api/v1/incidents").starts_with("200");
  };
  ASSERT_TRUE(WaitUntil(follows, kSoon)) << Logs();
}

void PagingStage::Run(int node, const std::vector<std::string>& arguments) {
  const auto done = stage().Command(node, arguments, {ConfigOf(node)});
  ASSERT_TRUE(done) << done.error().message;
  ASSERT_TRUE(done->exit.Clean()) << done->out << done->err;
  std::cout << done->out;
}

bool PagingStage::Whole() {
  return WaitUntil([this] { return stage().AreOneCluster(kAll); }, kFormed, Millis(100));
}

bool PagingStage::HasNothingToSay(int node) {
  const std::string answer = stage().Get(node, 9104, "/api/v1/incidents");
  if (!answer.starts_with("200 ")) return false;
  const json said = json::parse(answer.substr(4), nullptr, false);
  if (said.is_discarded() || said["data_nodes"] != 3) return false;
  for (const json& incident : said["incidents"]) {
    if (incident["state"] != "inactive") return false;
  }
  return std::ranges::all_of(said["receivers"], [](const json& receiver) {
    return receiver["type"] == "alertmanager" || receiver["waiting"] == 0;
  });
}

bool PagingStage::Calm() {
  const auto calm = [this] {
    return std::ranges::all_of(kAll, [this](int n) { return HasNothingToSay(n); });
  };
  return WaitUntil(calm, kSoon, Millis(200));
}

void PagingStage::Forget() {
  heard_ = recorder().requests().size();
  began_ = std::chrono::steady_clock::now();
}

std::vector<Told> PagingStage::ToldTo(Way way) const {
  std::vector<Told> all;
  const std::vector<Recorded> requests = shared_.recorder->requests();
  for (std::size_t i = heard_; i < requests.size(); ++i) {
    const bool duty = PathOf(requests[i]) == "/duty";
    if (PathOf(requests[i]) != (way == Way::kDuty ? "/duty" : "/plain")) continue;
    const json body = json::parse(requests[i].body, nullptr, false);
    EXPECT_FALSE(body.is_discarded()) << requests[i].body;
    if (body.is_discarded()) continue;
    all.push_back(duty ? ReadDuty(body) : ReadPlain(body));
    all.back().at = requests[i].at;
  }
  return all;
}

bool PagingStage::Says(int node, const std::string& text) {
  return WaitUntil([&] { return stage().Log(node).find(text, logged_[node]) != std::string::npos; }, kSoon);
}

bool PagingStage::Hears(const std::string& key, bool firing, Way way) {
  const auto heard = [&] {
    return std::ranges::any_of(ToldTo(way),
                               [&](const Told& told) { return told.key == key && told.firing == firing; });
  };
  return WaitUntil(heard, kSoon, Millis(50));
}

std::map<std::string, PagingStage::Course> PagingStage::Courses(Way way) const {
  std::map<std::string, Course> courses;
  for (const Told& told : ToldTo(way)) {
    Course& course = courses[told.key];
    if (!told.firing && course.begun == 0) course.ended_unbegun = true;
    const bool repeats = told.firing == course.open && way == Way::kDuty;
    if (!repeats) ++(told.firing ? course.begun : course.ended);
    course.open = told.firing;
  }
  return courses;
}

void PagingStage::ExpectOrder(Way way, const std::vector<std::string>& keys,
                              const std::vector<std::string>& also, Plain plain) const {
  const std::string at = way == Way::kDuty ? " at the duty" : " at the plain webhook";
  auto courses = Courses(way);
  for (const std::string& key : keys) courses.try_emplace(key);
  for (const auto& [key, course] : courses) {
    EXPECT_TRUE(Has(keys, key) || Has(also, key)) << key << at;
    EXPECT_FALSE(course.ended_unbegun) << key << " ends before it begins" << at;
    EXPECT_FALSE(course.open) << key << " stays open" << at;
    EXPECT_GE(course.begun, 1) << key << at;
    EXPECT_GE(course.ended, 1) << key << at;
    if (way == Way::kPlain && plain == Plain::kAtLeastOnce) continue;
    EXPECT_LE(course.begun, 1) << key << " begins more than once" << at;
    EXPECT_LE(course.ended, 1) << key << " ends more than once" << at;
  }
}

void PagingStage::ExpectTold(const std::vector<std::string>& keys, Plain plain,
                             const std::vector<std::string>& also) {
  ASSERT_TRUE(Whole()) << Logs();
  for (const std::string& key : keys) {
    EXPECT_TRUE(Hears(key, true, Way::kPlain)) << key;
    EXPECT_TRUE(Hears(key, false, Way::kPlain)) << key;
    EXPECT_TRUE(Hears(key, false, Way::kDuty)) << key;
  }
  EXPECT_TRUE(Calm()) << Logs();
  ExpectOrder(Way::kDuty, keys, also, Plain::kOnce);
  ExpectOrder(Way::kPlain, keys, also, plain);
}

void PagingStage::ExpectSilence() {
  ASSERT_TRUE(Whole()) << Logs();
  EXPECT_TRUE(Calm()) << Logs();
  for (const Way way : {Way::kPlain, Way::kDuty}) {
    for (const Told& told : ToldTo(way)) ADD_FAILURE() << Line(told) << ": " << told.summary;
  }
}

std::vector<std::string> PagingStage::FromAlertmanager() const {
  std::vector<std::string> all;
  const std::vector<Recorded> requests = shared_.recorder->requests();
  for (std::size_t i = heard_; i < requests.size(); ++i) {
    if (PathOf(requests[i]) != "/alertmanager") continue;
    const json body = json::parse(requests[i].body, nullptr, false);
    if (body.is_discarded()) continue;
    all.push_back(body["groupLabels"].value("alertname", "") + " " + body.value("status", ""));
  }
  return all;
}

std::optional<std::vector<std::string>> PagingStage::InAlertmanager() const {
  ChildOptions options;
  options.argv = {"curl", "-s", "-m", "5",
                  "http://" + Network::Address(0) + ":" + kAlertmanagerPort + "/api/v2/alerts?active=true"};
  options.network_namespace = shared_.stage->network().path(0);
  const auto result = testing_cluster::RunCommand(options, Millis(10000));
  if (!result) return std::nullopt;
  const json alerts = json::parse(result->out, nullptr, false);
  if (!alerts.is_array()) return std::nullopt;
  std::vector<std::string> names;
  for (const json& alert : alerts) names.push_back(alert["labels"].value("alertname", ""));
  return names;
}

std::optional<PagingStage::Latency> PagingStage::KillAndTime(int node) {
  std::map<int, std::size_t> before;
  for (const int other : kAll) {
    if (other != node) before[other] = stage().Log(other).size();
  }
  const std::size_t requests = recorder().requests().size();
  const auto server = stage().Server(node);
  if (!server) return std::nullopt;
  const Time killed = std::chrono::steady_clock::now();
  kill(*server, SIGKILL);
  std::optional<Time> view;
  std::optional<Time> page;
  const auto look = [&] {
    for (const auto& [other, bytes] : before) {
      if (!view && stage().Log(other).find("View:", bytes) != std::string::npos)
        view = std::chrono::steady_clock::now();
    }
    const std::vector<Recorded> all = recorder().requests();
    for (std::size_t i = requests; i < all.size() && !page; ++i) {
      if (PathOf(all[i]) == "/plain" && all[i].body.find("ClusterSizeBelowExpected") != std::string::npos)
        page = all[i].at;
    }
    return view && page;
  };
  if (!WaitUntil(look, kSoon, Millis(2))) return std::nullopt;
  EXPECT_TRUE(WaitUntil([&] { return !stage().child(node).Running(); }, kSoon)) << node;
  const Latency latency{Seconds(*page - killed), Seconds(*page - *view)};
  std::printf("[ latency  ] node%d: page %.3f s after the kill, %.3f s after the view in the log\n", node,
              latency.from_kill, latency.from_view);
  return latency;
}

std::string PagingStage::Logs() {
  std::string text;
  for (const int node : kAll) {
    if (!shared_.stage || !stage().Started(node)) continue;
    const std::string log = stage().Log(node);
    const std::size_t tail = log.size() > kTailBytes ? log.size() - kTailBytes : 0;
    text += "\n--- node" + std::to_string(node) + "\n" +
            log.substr(std::max(tail, std::min(logged_[node], log.size())));
  }
  return text;
}

std::string PagingStage::Table() const {
  std::string text;
  for (const Way way : {Way::kPlain, Way::kDuty}) {
    for (const Told& told : ToldTo(way)) {
      char when[32];
      std::snprintf(when, sizeof when, "%7.3f s ", Seconds(told.at - began_));
      text += std::string("[ told     ] ") + (way == Way::kDuty ? "duty  " : "plain ") + when + Line(told) +
              (told.summary.empty() ? "" : ": " + told.summary) + "\n";
    }
  }
  for (const std::string& alert : FromAlertmanager()) text += "[ told     ] alertmanager " + alert + "\n";
  return text;
}

}  // namespace galera
