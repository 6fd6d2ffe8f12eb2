#include "live_warden.h"

#include <algorithm>
#include <utility>

#include "cluster/ports.h"
#include "cluster/wait.h"

namespace galera {
namespace {

using testing_cluster::Cluster;
using testing_cluster::Node;

ExporterPlace PlaceOf(const Node& node, const Cluster* cluster) {
  ExporterPlace place;
  if (cluster == nullptr) return place;
  place.network_namespace = cluster->NamespacePath(node.number());
  place.inside = [cluster, number = node.number()](const std::function<void()>& work) {
    const Status done = cluster->InNamespace(number, work);
    EXPECT_TRUE(done.ok()) << done.error().message;
  };
  return place;
}

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

std::optional<double> Page::Value(std::string_view series, const ExpositionLabels& labels) const {
  const ExpositionSample* sample = metrics.Find(series, labels);
  return sample == nullptr ? std::nullopt : std::optional(sample->value);
}

std::string Page::State() const {
  const ExpositionFamily* family = metrics.Find("galera_node_state");
  if (family == nullptr) return "(no galera_node_state)";
  std::string states;
  for (const ExpositionSample& sample : family->samples) {
    if (sample.value != 0) states += (states.empty() ? "" : "+") + sample.labels.at("state");
  }
  return states;
}

std::vector<std::string> Page::LabelValues(std::string_view family, const std::string& label) const {
  std::vector<std::string> values;
  const ExpositionFamily* found = metrics.Find(family);
  if (found == nullptr) return values;
  for (const ExpositionSample& sample : found->samples) {
    const auto value = sample.labels.find(label);
    if (value != sample.labels.end()) values.push_back(value->second);
  }
  std::sort(values.begin(), values.end());
  return values;
}

Result<std::unique_ptr<LiveWarden>> LiveWarden::Start(const Node& node, std::vector<std::string> flags,
                                                      const Cluster* cluster) {
  std::unique_ptr<LiveWarden> warden(new LiveWarden);
  warden->place_ = PlaceOf(node, cluster);
  // The ports were free when asked for; should somebody take one meanwhile, others are asked for.
  for (int attempt = 0;; ++attempt) {
    warden->place_.inside([&] {
      warden->ready_port_ = testing_cluster::FreePort();
      warden->synced_port_ = testing_cluster::FreePort();
    });
    // Of the directory that the cluster removes.
    warden->drain_file_ = node.place().directory + "/drain-" + std::to_string(warden->ready_port_);
    ExporterSetup setup;
    setup.host = node.address();
    setup.port = node.port();
    setup.user = "exporter";
    setup.password = "exporter";
    setup.place = warden->place_;
    setup.flags = {"--health.ready-listen-address=127.0.0.1:" + std::to_string(warden->ready_port_),
                   "--health.synced-listen-address=127.0.0.1:" + std::to_string(warden->synced_port_),
                   "--health.drain-file=" + warden->drain_file_,
                   "--health.wsrep-status-file=" + node.status_file()};
    setup.flags.insert(setup.flags.end(), flags.begin(), flags.end());
    auto process = ExporterProcess::Start({GALERA_WARDEN_PROGRAM, "monitor"}, setup);
    if (!process && attempt < 3) continue;
    if (!process) return process.error();
    warden->process_ = std::move(*process);
    return warden;
  }
}

HealthAnswer LiveWarden::Ask(HealthQuestion question, std::string_view method,
                             const test::Headers& headers) const {
  const std::uint16_t port = question == HealthQuestion::kReady ? ready_port_ : synced_port_;
  HealthAnswer answer;
  test::HttpResult result;
  place_.inside([&] {
    const auto start = std::chrono::steady_clock::now();
    result = test::HttpSend(method, "127.0.0.1", port, "/", headers, Millis(5000));
    answer.took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start);
  });
  EXPECT_EQ(result.error, "");
  EXPECT_TRUE(result.status == 200 || result.status == 503) << result.status;
  answer.status = result.status;
  answer.body = std::move(result.body);
  answer.first_line = FirstLine(answer.body);
  answer.headers = std::move(result.headers);
  if (method == "GET" && headers.empty()) {
    EXPECT_EQ(answer.first_line == "Galera Cluster Node status: synced", answer.status == 200) << answer.body;
  }
  return answer;
}

Page LiveWarden::Scrape(const ScrapeRequest& request) const {
  Page page;
  page.reply = process_->Scrape(request);
  EXPECT_EQ(page.reply.status, 200) << page.reply.failure;
  auto parsed = ParseExposition(page.reply.body, ExpositionRules::kCanonical);
  EXPECT_TRUE(parsed.ok()) << parsed.error().message;
  if (parsed) page.metrics = std::move(*parsed);
  return page;
}

testing::AssertionResult LiveWarden::BecomesHealth(int ready, int synced, Millis within) const {
  HealthAnswer last[2];
  const auto start = std::chrono::steady_clock::now();
  const auto reached = [&] {
    last[0] = Ask(HealthQuestion::kReady);
    last[1] = Ask(HealthQuestion::kSynced);
    return last[0].status == ready && last[1].status == synced;
  };
  if (testing_cluster::WaitUntil(reached, within, Millis(10))) {
    const auto took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start);
    return testing::AssertionSuccess() << "after " << took.count() << " ms";
  }
  return testing::AssertionFailure() << "not " << ready << "/" << synced << " within " << within.count()
                                     << " ms but " << last[0].status << "/" << last[1].status << "\n8080:\n"
                                     << last[0].body << "8081:\n"
                                     << last[1].body << "log:\n"
                                     << process_->Log();
}

testing::AssertionResult LiveWarden::ShowsSoon(const std::function<bool(const Page&)>& happened,
                                               Millis within) const {
  Page last;
  const auto reached = [&] {
    last = Scrape();
    return happened(last);
  };
  if (testing_cluster::WaitUntil(reached, within, Millis(50))) return testing::AssertionSuccess();
  std::string shown;
  for (const ExpositionFamily& family : last.metrics.families) {
    if (family.name.rfind("galera_", 0) != 0 || family.name.rfind("galera_provider", 0) == 0) continue;
    for (const ExpositionSample& sample : family.samples) {
      shown += SeriesText(sample.name, sample.labels) + " " + std::to_string(sample.value) + "\n";
    }
  }
  return testing::AssertionFailure() << "not within " << within.count() << " ms; state " << last.State()
                                     << "\n"
                                     << shown << "log:\n"
                                     << process_->Log();
}

}  // namespace galera
