// A real galera-warden beside a real node: its metrics and its two health ports.
//
//   auto warden = LiveWarden::Start(node, {"--scrape.timeout=2s"});
//   ASSERT_TRUE(warden) << warden.error().message;
//   EXPECT_EQ((*warden)->Ask(HealthQuestion::kReady).status, 200);
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cluster/cluster.h"
#include "differential/exporter_process.h"
#include "exposition/exposition.h"
#include "galera/health.h"
#include "http_client/http_client.h"

namespace galera {

using testing_cluster::Millis;

struct HealthAnswer {
  int status = 0;  // 0: none
  std::string first_line;
  std::string body;
  test::Headers headers;
  Millis took{0};
};

struct Page {
  ScrapeReply reply;
  Exposition metrics;

  // nullopt: there is no such series.
  std::optional<double> Value(std::string_view series, const ExpositionLabels& labels = {}) const;
  // The one state of galera_node_state that is 1; else a text that says what is wrong.
  std::string State() const;
  // All values of one label in a family.
  std::vector<std::string> LabelValues(std::string_view family, const std::string& label) const;
};

// One thread at a time for Start and the end; Ask and Scrape from any.
class LiveWarden {
 public:
  // The drain file does not exist yet. With `cluster`, which has namespaces, it runs inside the node's.
  // Node and cluster outlive it.
  static Result<std::unique_ptr<LiveWarden>> Start(const testing_cluster::Node& node,
                                                   std::vector<std::string> flags,
                                                   const testing_cluster::Cluster* cluster = nullptr);

  // Fails the test on anything but a 200 or 503 that is whole, and on a body that does not fit its status.
  HealthAnswer Ask(HealthQuestion question, std::string_view method = "GET",
                   const test::Headers& headers = {}) const;
  // Fails the test on anything but a page that is valid in every way.
  Page Scrape(const ScrapeRequest& request = {}) const;

  // Asks both ports until they answer so.
  testing::AssertionResult BecomesHealth(int ready, int synced, Millis within) const;
  // Scrapes until `happened` says so of a page; with what is wrong if it never does.
  testing::AssertionResult ShowsSoon(const std::function<bool(const Page&)>& happened, Millis within) const;

  const std::string& drain_file() const { return drain_file_; }
  ExporterProcess& process() { return *process_; }

 private:
  LiveWarden() = default;

  ExporterPlace place_;
  std::uint16_t ready_port_ = 0;
  std::uint16_t synced_port_ = 0;
  std::string drain_file_;
  std::unique_ptr<ExporterProcess> process_;
};

}  // namespace galera
