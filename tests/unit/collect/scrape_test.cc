// Whole scrapes against the stub server: deadlines, sharing, lost sessions.
#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "collect/sampler.h"
#include "collect/scraper.h"
#include "collect/session.h"
#include "exposition/exposition.h"
#include "stub/stub_database.h"
#include "stub/stub_mysql_server.h"

namespace galera {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::shared_ptr<Config> ConfigFor(const StubMysqlServer& server) {
  auto config = std::make_shared<Config>();
  config->server.host = server.host();
  config->server.port = server.port();
  config->server.user = "exporter";
  config->server.password = Secret("secret");
  return config;
}

class Page {
 public:
  explicit Page(const ScrapeAnswer& answer) {
    if (answer.body == nullptr) return;
    auto parsed = ParseExposition(*answer.body, ExpositionRules::kCanonical);
    EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? "" : parsed.error().message);
    if (parsed.ok()) page_ = std::move(*parsed);
  }
  std::optional<double> Value(std::string_view name, const ExpositionLabels& labels = {}) const {
    const ExpositionSample* sample = page_.Find(name, labels);
    return sample == nullptr ? std::nullopt : std::optional(sample->value);
  }
  std::optional<double> Success(const std::string& collector) const {
    return Value("mysql_exporter_collector_success", {{"collector", "collect." + collector}});
  }
  bool Has(std::string_view family) const { return page_.Find(family) != nullptr; }

 private:
  Exposition page_;
};

SteadyTime In(int ms) { return steady_clock::now() + milliseconds(ms); }

std::size_t CountOf(const std::vector<std::string>& queries, std::string_view text) {
  return static_cast<std::size_t>(std::count(queries.begin(), queries.end(), text));
}

class Scrape : public testing::Test {
 protected:
  StubDatabase database_;
  StubMysqlServer server_{database_.Script()};
  SelfMetrics self_;
  std::shared_ptr<Config> config_ = ConfigFor(server_);
};

TEST_F(Scrape, OfAHealthyServerIsWhole) {
  Scraper scraper(config_, self_);
  const Page page(scraper.Scrape({}, In(5000)));
  EXPECT_EQ(page.Value("mysql_up"), 1);
  EXPECT_EQ(page.Success("global_status"), 1);
  EXPECT_EQ(page.Success("info_schema.query_response_time"), 1);
  EXPECT_TRUE(page.Has("mysql_version_info"));
  EXPECT_EQ(page.Value("galera_node_state", {{"state", "synced"}}), 1);
  EXPECT_EQ(page.Value("mysql_exporter_last_scrape_error"), 0);
}

TEST_F(Scrape, AsksForStatusAndVariablesOnce) {
  Scraper scraper(config_, self_);
  scraper.Scrape({}, In(5000));
  EXPECT_EQ(CountOf(server_.Queries(), "SHOW GLOBAL STATUS"), 1u);
  EXPECT_EQ(CountOf(server_.Queries(), "SHOW GLOBAL VARIABLES"), 1u);
}

TEST_F(Scrape, ReusesItsSessionUntilTheReconnectInterval) {
  Scraper scraper(config_, self_);
  for (int i = 0; i < 3; ++i) scraper.Scrape({}, In(5000));
  EXPECT_EQ(server_.Connections(), 2u);
  auto next = std::make_shared<Config>(*config_);
  next->scrape.reconnect_interval = milliseconds(0);
  scraper.Reconfigure(next);
  for (int i = 0; i < 3; ++i) scraper.Scrape({}, In(5000));
  EXPECT_EQ(server_.Connections(), 5u);  // without a second session
}

TEST_F(Scrape, AsksTheFirstSessionWhenTheSecondIsLost) {
  StubScript script = database_.Script();
  script.On("show global variables", StubAnswer{StubTable{}, {}, StubFault::kCloseMidRows, true});
  server_.SetScript(script);
  Scraper scraper(config_, self_);
  const Page page(scraper.Scrape({}, In(5000)));
  EXPECT_EQ(page.Success("global_variables"), 1);
  EXPECT_EQ(page.Success("info_schema.innodb_cmp"), 1);
  EXPECT_TRUE(page.Has("mysql_version_info"));
  EXPECT_EQ(page.Value("mysql_exporter_last_scrape_error"), 0);
  EXPECT_EQ(server_.Connections(), 2u);
}

// A hung statement on one session leaves the other alone.
TEST_F(Scrape, KeepsTheFirstSessionWhenTheSecondHangs) {
  StubScript script = database_.Script();
  script.On("show global variables", StubAnswer{StubTable{}, {}, StubFault::kHangBeforeAnswer});
  server_.SetScript(script);
  Scraper scraper(config_, self_);
  const Page page(scraper.Scrape({"global_status", "global_variables", "info_schema.innodb_cmp"}, In(1000)));
  EXPECT_EQ(page.Success("global_variables"), 0);
  EXPECT_EQ(page.Success("info_schema.innodb_cmp"), 1);
  EXPECT_EQ(server_.Connections(), 2u);
}

TEST_F(Scrape, SetsSessionVariablesFirst) {
  Scraper scraper(config_, self_);
  scraper.Scrape({}, In(5000));
  ASSERT_FALSE(server_.Queries().empty());
  const std::string first = server_.Queries().front();
  EXPECT_NE(first.find("lock_wait_timeout=2"), std::string::npos) << first;
  EXPECT_NE(first.find("wsrep_sync_wait=0"), std::string::npos) << first;
}

TEST_F(Scrape, OfOneCollectorRunsThatOneOnly) {
  Scraper scraper(config_, self_);
  const Page page(scraper.Scrape({"info_schema.innodb_cmp"}, In(5000)));
  EXPECT_EQ(page.Success("info_schema.innodb_cmp"), 1);
  EXPECT_EQ(page.Success("global_status"), std::nullopt);
  EXPECT_EQ(CountOf(server_.Queries(), "SHOW GLOBAL STATUS"), 0u);
}

TEST_F(Scrape, GoesOnWhenOneCollectorIsRefused) {
  StubScript script = database_.Script();
  script.On("show global variables", AccessDenied("SUPER"));
  server_.SetScript(script);
  Scraper scraper(config_, self_);
  const Page page(scraper.Scrape({}, In(5000)));
  EXPECT_EQ(page.Value("mysql_up"), 1);
  EXPECT_EQ(page.Success("global_variables"), 0);
  EXPECT_EQ(page.Success("info_schema.innodb_cmp"), 1);
  EXPECT_EQ(page.Value("mysql_exporter_scrape_errors_total", {{"collector", "collect.global_variables"}}), 1);
}

TEST_F(Scrape, GivesUpOnASlowStatementAndStillAsksForTheRest) {
  StubScript script = database_.Script();
  script.On("show global status", StubAnswer{StubTable{}, {}, StubFault::kHangBeforeAnswer});
  server_.SetScript(script);
  Scraper scraper(config_, self_);
  const auto start = steady_clock::now();
  const Page page(scraper.Scrape({"global_status", "global_variables"}, In(2000)));
  EXPECT_LT(steady_clock::now() - start, milliseconds(1950));
  EXPECT_EQ(page.Value("mysql_up"), 1);
  EXPECT_EQ(page.Success("global_status"), 0);
  EXPECT_EQ(page.Success("global_variables"), 1);
}

TEST_F(Scrape, OfAServerThatNeverGreetsSaysDownInTime) {
  server_.SetReception(StubReception{StubWelcome::kHangBeforeGreeting, {}});
  Scraper scraper(config_, self_);
  const auto start = steady_clock::now();
  const Page page(scraper.Scrape({}, In(1000)));
  EXPECT_LT(steady_clock::now() - start, milliseconds(1500));
  EXPECT_EQ(page.Value("mysql_up"), 0);
  EXPECT_FALSE(page.Has("mysql_exporter_collector_success"));
  EXPECT_EQ(page.Value("galera_node_state", {{"state", "down"}}), 1);
}

TEST_F(Scrape, SurvivesASessionThatTheServerClosed) {
  Scraper scraper(config_, self_);
  scraper.Scrape({}, In(5000));
  const unsigned before = server_.Connections();
  StubScript closing = database_.Script();
  closing.On("show global status", StubAnswer{StubTable{}, {}, StubFault::kCloseMidRows});
  server_.SetScript(closing);
  std::thread healer([&] {
    while (server_.Connections() == before) std::this_thread::yield();
    server_.SetScript(database_.Script());
  });
  const Page page(scraper.Scrape({"global_status"}, In(5000)));
  healer.join();
  EXPECT_EQ(page.Value("mysql_up"), 1);
}

// The old session reads on while new connections find no room.
TEST_F(Scrape, KeepsReadingWhenMaxConnectionsIsExhausted) {
  config_->scrape.reconnect_interval = milliseconds(0);
  Scraper scraper(config_, self_);
  EXPECT_EQ(Page(scraper.Scrape({}, In(5000))).Value("mysql_up"), 1);
  server_.SetReception(StubReception{StubWelcome::kRefuseConnection, TooManyConnections()});
  const Page page(scraper.Scrape({}, In(5000)));
  EXPECT_EQ(page.Value("mysql_up"), 0);
  EXPECT_EQ(page.Success("global_status"), 1);
}

TEST_F(Scrape, StopsReadingWhenItsPasswordIsRefused) {
  config_->scrape.reconnect_interval = milliseconds(0);
  Scraper scraper(config_, self_);
  scraper.Scrape({}, In(5000));
  server_.SetReception(StubReception{StubWelcome::kRefuseLogin, WrongPassword("exporter")});
  const Page page(scraper.Scrape({}, In(5000)));
  EXPECT_EQ(page.Value("mysql_up"), 0);
  EXPECT_FALSE(page.Has("mysql_exporter_collector_success"));
}

TEST_F(Scrape, IsSharedByAllWhoAskMeanwhile) {
  StubScript script = database_.Script();
  StubAnswer slow{StubTable{{"Variable_name", "Value"}, {{"Uptime", "1"}}}, milliseconds(500), {}};
  script.On("show global status", slow);
  server_.SetScript(script);
  Scraper scraper(config_, self_);
  std::vector<std::future<ScrapeAnswer>> answers;
  for (int i = 0; i < 8; ++i) {
    answers.push_back(std::async(std::launch::async, [&] { return scraper.Scrape({}, In(5000)); }));
  }
  for (auto& answer : answers) EXPECT_EQ(Page(answer.get()).Value("mysql_up"), 1);
  EXPECT_LE(CountOf(server_.Queries(), "SHOW GLOBAL STATUS"), 2u);
}

TEST_F(Scrape, OfTooManyDifferentSetsIsRefused) {
  StubScript script = database_.Script();
  script.On("show global status", StubAnswer{StubTable{}, {}, StubFault::kHangBeforeAnswer});
  server_.SetScript(script);
  Scraper scraper(config_, self_);
  const std::vector<std::string> names = {"global_variables", "slave_status", "info_schema.innodb_cmp",
                                          "info_schema.innodb_cmpmem", "info_schema.query_response_time"};
  std::vector<std::future<ScrapeAnswer>> waiting;
  const auto ask = [&](std::vector<std::string> filter) {
    waiting.push_back(
        std::async(std::launch::async, [&scraper, filter] { return scraper.Scrape(filter, In(1500)); }));
  };
  ask({"global_status"});
  std::this_thread::sleep_for(milliseconds(100));
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = i; j < names.size(); ++j) ask({names[i], names[j]});
  }
  std::size_t busy = 0;
  for (auto& answer : waiting) busy += answer.get().outcome == ScrapeOutcome::kBusy ? 1 : 0;
  EXPECT_EQ(busy, 15u - 8u);
}

TEST_F(Scrape, IsAnsweredAtOnceWhenTheProgramEnds) {
  StubScript script = database_.Script();
  script.On("show global status", StubAnswer{StubTable{}, {}, StubFault::kHangBeforeAnswer});
  server_.SetScript(script);
  Scraper scraper(config_, self_);
  auto answer = std::async(std::launch::async, [&] { return scraper.Scrape({}, In(2000)); });
  std::this_thread::sleep_for(milliseconds(100));
  const auto start = steady_clock::now();
  scraper.Stop();
  EXPECT_EQ(answer.get().outcome, ScrapeOutcome::kStopping);
  EXPECT_LT(steady_clock::now() - start, milliseconds(500));
  EXPECT_EQ(scraper.Scrape({}, In(100)).outcome, ScrapeOutcome::kStopping);
}

TEST(HalfWay, LeavesRoomForTheRest) {
  const SteadyTime now;
  EXPECT_EQ(HalfWay(now, now + milliseconds(1000)), now + milliseconds(500));
  EXPECT_EQ(HalfWay(now, now - milliseconds(1)), now - milliseconds(1));
}

TEST_F(Scrape, OfTheSamplerIsBoundedInTime) {
  config_->health.query_timeout = milliseconds(300);
  StubScript script = database_.Script();
  script.On(
      "show global variables",
      StubAnswer{StubTable{{"Variable_name", "Value"}, {{"read_only", "OFF"}}}, {}, StubFault::kHangMidRows});
  server_.SetScript(script);
  MariadbConnection connection;
  ConstantsMemory memory;
  const auto start = steady_clock::now();
  const Snapshot snapshot = LookAtNode(connection, *config_, memory);
  EXPECT_LT(steady_clock::now() - start, milliseconds(800));
  EXPECT_FALSE(snapshot.answered);
  EXPECT_TRUE(snapshot.timed_out);
  EXPECT_EQ(snapshot.state, NodeState::kDown);
  EXPECT_NE(snapshot.failure.find("deadline"), std::string::npos) << snapshot.failure;
}

TEST_F(Scrape, OfTheSamplerReadsTheNode) {
  MariadbConnection connection;
  ConstantsMemory memory;
  const Snapshot snapshot = LookAtNode(connection, *config_, memory);
  EXPECT_TRUE(snapshot.answered) << snapshot.failure;
  EXPECT_FALSE(snapshot.timed_out);
  EXPECT_EQ(snapshot.state, NodeState::kSynced);
  EXPECT_EQ(snapshot.wsrep->local_recv_queue, 0u);
  EXPECT_EQ(snapshot.constants.cluster_name, "stub_cluster");
  EXPECT_EQ(snapshot.constants.gcache_size_bytes, 128.0 * (1 << 20));
}

TEST_F(Scrape, OfTheSamplerAsksForConstantsOnceAMinuteAndSession) {
  MariadbConnection connection;
  ConstantsMemory memory;
  const std::string wide =
      "SHOW GLOBAL VARIABLES WHERE Variable_name IN "
      "('read_only','version','wsrep_cluster_name','wsrep_node_name','wsrep_provider_options')";
  for (int i = 0; i < 3; ++i) LookAtNode(connection, *config_, memory);
  EXPECT_EQ(CountOf(server_.Queries(), wide), 1u);
  connection.Close();
  EXPECT_EQ(LookAtNode(connection, *config_, memory).constants.cluster_name, "stub_cluster");
  EXPECT_EQ(CountOf(server_.Queries(), wide), 2u);
  *memory.asked -= std::chrono::minutes(1);
  LookAtNode(connection, *config_, memory);
  EXPECT_EQ(CountOf(server_.Queries(), wide), 3u);
}

TEST_F(Scrape, OfTheSamplerKnowsNobodyThereFromSilence) {
  MariadbConnection connection;
  ConstantsMemory memory;
  LookAtNode(connection, *config_, memory);
  connection.Close();
  config_->server.port = 1;
  const Snapshot snapshot = LookAtNode(connection, *config_, memory);
  EXPECT_FALSE(snapshot.answered);
  EXPECT_FALSE(snapshot.timed_out);
  EXPECT_EQ(snapshot.constants.cluster_name, "stub_cluster");  // as last heard
}

TEST_F(Scrape, OfTheSamplerIsToldAtOnce) {
  config_->health.interval = std::chrono::hours(1);
  Sampler sampler(config_);
  std::mutex mutex;
  std::condition_variable told;
  int looks = 0;
  sampler.OnLook([&](const std::shared_ptr<const Snapshot>& snapshot) {
    const std::lock_guard lock(mutex);
    looks += snapshot->answered ? 1 : 0;
    told.notify_all();
  });
  std::unique_lock lock(mutex);
  for (int want = 1; want <= 2; ++want) {
    sampler.LookNow();
    EXPECT_TRUE(told.wait_for(lock, std::chrono::seconds(5), [&] { return looks >= want; }));
  }
  lock.unlock();
  sampler.OnLook({});
  const int before = looks;
  sampler.LookNow();
  std::this_thread::sleep_for(milliseconds(50));
  EXPECT_EQ(looks, before);
}

}  // namespace
}  // namespace galera
