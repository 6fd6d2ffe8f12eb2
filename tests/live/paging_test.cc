// What a person is told, and how often, of a cluster that something else runs.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cluster/wait.h"
#include "exposition/exposition.h"
#include "live/paged_cluster.h"

namespace galera {
namespace {

using nlohmann::json;
using testing_cluster::Millis;
using testing_cluster::Node;
using testing_cluster::WaitUntil;
using watchdog::test::Recorder;

constexpr Millis kLong{40000};
// Longer than the last in line waits before it says what nobody has said, and a round of looks at the peers.
constexpr Millis kAllHaveSpoken{17000};
constexpr char kSize[] = "GaleraClusterSizeBelowExpected";
constexpr char kDown[] = "GaleraNodeDown";
constexpr char kHung[] = "GaleraNodeHung";
constexpr char kLost[] = "GaleraPeerConnectionLost";

std::string Shown(const std::vector<PagedMessage>& messages) {
  std::string text;
  for (const PagedMessage& message : messages) {
    text += std::string(message.firing ? "FIRES " : "OVER  ") + message.alert + " " + message.node + ": " +
            message.summary + "\n";
  }
  return text;
}

testing::AssertionResult Has(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "no \"" << part << "\" in: " << text;
}

class PagedNodes : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = PagedCluster::Start();
    ASSERT_TRUE(started.ok()) << started.error().message;
    paged_ = std::move(*started);
  }
  static void TearDownTestSuite() { paged_.reset(); }

  void SetUp() override {
    ASSERT_NE(paged_, nullptr) << "the suite did not start";
    seen_plain_ = paged_->plain().requests().size();
    seen_keyed_ = paged_->keyed().requests().size();
    seen_early_ = paged_->early().requests().size();
  }
  void TearDown() override {
    if (!HasFailure() || paged_ == nullptr) return;
    GTEST_LOG_(INFO) << "plain:\n"
                     << Shown(Plain()) << "keyed:\n"
                     << Shown(Keyed()) << "early:\n"
                     << Shown(Early()) << paged_->Logs();
  }

  // In this case.
  std::vector<PagedMessage> Plain() const { return Since(paged_->plain(), seen_plain_); }
  std::vector<PagedMessage> Keyed() const { return Since(paged_->keyed(), seen_keyed_); }
  std::vector<PagedMessage> Early() const { return Since(paged_->early(), seen_early_); }

  static std::ptrdiff_t Count(const std::vector<PagedMessage>& messages, const std::string& alert,
                              bool firing) {
    return std::ranges::count_if(messages, [&](const PagedMessage& message) {
      return message.alert == alert && message.firing == firing;
    });
  }
  bool PlainGets(const std::string& alert, bool firing) const {
    return WaitUntil([&] { return Count(Plain(), alert, firing) > 0; }, kLong);
  }
  // The node that has that wsrep_local_index.
  static int NodeOfIndex(const std::string& index) {
    for (int number = 1; number <= 3; ++number) {
      const auto its = paged_->node(number).StatusVariable("wsrep_local_index");
      if (its && *its == index) return number;
    }
    ADD_FAILURE() << "no node has the index " << index;
    return 1;
  }
  static void AwaitThree() {
    for (int number = 1; number <= 3; ++number) {
      const Status ready = paged_->node(number).AwaitReady(kLong, 3);
      ASSERT_TRUE(ready.ok()) << ready.error().message;
    }
  }
  // Each incident was told once, and once that it is over, to whom repeats would be told again.
  void ExpectOnce(const std::string& alert) const {
    EXPECT_EQ(Count(Plain(), alert, true), 1) << alert;
    EXPECT_EQ(Count(Plain(), alert, false), 1) << alert;
  }
  void KillAndBringBack(int number);

  static std::unique_ptr<PagedCluster> paged_;

 private:
  static std::vector<PagedMessage> Since(const Recorder& recorder, std::size_t first) {
    auto requests = recorder.requests();
    requests.erase(requests.begin(), requests.begin() + static_cast<std::ptrdiff_t>(first));
    return MessagesOf(requests);
  }
  std::size_t seen_plain_ = 0;
  std::size_t seen_keyed_ = 0;
  std::size_t seen_early_ = 0;
};

std::unique_ptr<PagedCluster> PagedNodes::paged_;

void PagedNodes::KillAndBringBack(int number) {
  Node& killed = paged_->node(number);
  ASSERT_TRUE(killed.Kill().ok());
  ASSERT_TRUE(PlainGets(kSize, true));
  ASSERT_TRUE(PlainGets(kDown, true));
  std::this_thread::sleep_for(kAllHaveSpoken);
  ASSERT_TRUE(killed.Launch().ok());
  AwaitThree();
  ASSERT_TRUE(PlainGets(kSize, false));
  ASSERT_TRUE(PlainGets(kDown, false));
  std::this_thread::sleep_for(kAllHaveSpoken);
  ExpectOnce(kSize);
  ExpectOnce(kDown);
  for (const PagedMessage& message : Plain()) {
    const std::string& alert = message.alert;
    EXPECT_TRUE(alert == kSize || alert == kDown) << Shown({message});
    if (!message.firing) continue;
    if (alert == kSize) {
      EXPECT_EQ(message.summary, "2 of 3 data nodes are in the primary component; missing: " + killed.name());
    }
    if (alert == kDown) {
      EXPECT_EQ(message.node, paged_->MetricsAddress(number));
    }
  }
  // Who knows repetitions by their key hears all that see it, under one key.
  std::string key;
  for (const PagedMessage& message : Keyed()) {
    if (message.alert != kSize) continue;
    if (key.empty()) key = message.key;
    EXPECT_EQ(message.key, key);
  }
  EXPECT_EQ(key, "galera/galera-test/GaleraClusterSizeBelowExpected");
  EXPECT_GE(Count(Keyed(), kSize, true), 1);
  EXPECT_GE(Count(Keyed(), kSize, false), 1);
}

// The first that happens: no monitor has heard of a view by then.
TEST_F(PagedNodes, ALostConnectionIsToldBeforeTheViewChanges) {
  const int number = NodeOfIndex("2");
  ASSERT_TRUE(paged_->node(number).Kill().ok());
  ASSERT_TRUE(PlainGets(kSize, true));
  const auto early = Early();
  const auto lost = std::ranges::find(early, kLost, &PagedMessage::alert);
  ASSERT_NE(lost, early.end()) << Shown(early);
  EXPECT_TRUE(Has(lost->summary, "has lost the connection to"));
  EXPECT_TRUE(Has(lost->summary, paged_->node(number).name()));
  const auto plain = Plain();
  EXPECT_LT(lost->at, std::ranges::find(plain, kSize, &PagedMessage::alert)->at);
  ASSERT_TRUE(paged_->node(number).Launch().ok());
  AwaitThree();
  ASSERT_TRUE(PlainGets(kSize, false));
  EXPECT_TRUE(WaitUntil([&] { return Count(Early(), kLost, false) > 0; }, kLong));
  std::this_thread::sleep_for(kAllHaveSpoken);
}

TEST_F(PagedNodes, AKilledNodeIsToldOnceByWhoIsFirstInLine) { KillAndBringBack(NodeOfIndex("2")); }

TEST_F(PagedNodes, TheFirstInLineIsKilledAndTheNextSaysIt) { KillAndBringBack(NodeOfIndex("0")); }

TEST_F(PagedNodes, AStoppedProcessIsAHungNode) {
  const int number = NodeOfIndex("1");
  ASSERT_TRUE(paged_->node(number).Freeze().ok());
  EXPECT_TRUE(PlainGets(kHung, true));
  EXPECT_TRUE(PlainGets(kSize, true));
  ASSERT_TRUE(paged_->node(number).Thaw().ok());
  AwaitThree();
  EXPECT_TRUE(PlainGets(kHung, false));
  EXPECT_TRUE(PlainGets(kSize, false));
  std::this_thread::sleep_for(kAllHaveSpoken);
  ExpectOnce(kHung);
  ExpectOnce(kSize);
  for (const PagedMessage& message : Plain()) {
    if (message.alert != kHung) continue;
    EXPECT_EQ(message.node, paged_->MetricsAddress(number));
  }
}

// Until the page of that node says so; the last that it said.
template <typename Is>
json ShownSoon(const PagedCluster& paged, int number, Is is) {
  json document;
  const bool shown = WaitUntil(
      [&] {
        document = json::parse(paged.Get(number, "/api/v1/cluster"), nullptr, false);
        return document.is_object() && is(document);
      },
      kLong, Millis(500));
  EXPECT_TRUE(shown) << document.dump(1);
  return document;
}

bool HasEvent(const json& document, const std::string& text) {
  return std::ranges::any_of(document["events"], [&](const json& event) { return event["text"] == text; });
}

bool AllSynced(const json& document) {
  return document["verdict"]["code"] == "healthy" &&
         document["verdict"]["headline"] == "All 3 nodes are synced.";
}

TEST_F(PagedNodes, AKilledNodeIsSeenOnThePagesOfAll) {
  const int number = NodeOfIndex("2");
  const int other = NodeOfIndex("1");
  const std::string name = paged_->node(number).name();
  json document = ShownSoon(*paged_, other, AllSynced);
  ASSERT_EQ(document["nodes"].size(), 3u) << document.dump(1);
  for (const json& node : document["nodes"]) {
    EXPECT_EQ(node["in_view"], true) << node;
    EXPECT_EQ(node["state"], "synced") << node;
    EXPECT_TRUE(node["seqno"].is_number()) << node;
    EXPECT_TRUE(node["mariadb_version"].is_string()) << node;
    EXPECT_EQ(node["page"].is_null(), node["self"] == true) << node;
  }
  EXPECT_EQ(document["verdict"]["quorum_margin"], 1);

  ASSERT_TRUE(paged_->node(number).Kill().ok());
  document = ShownSoon(*paged_, other, [&](const json& shown) {
    return shown["cluster"]["size"] == 2 && HasEvent(shown, name + " left: 2 of 3 members remain");
  });
  EXPECT_EQ(document["verdict"]["code"], "degraded");
  EXPECT_EQ(document["verdict"]["quorum_margin"], 0);
  EXPECT_EQ(document["verdict"]["headline"], name + " is missing: 2 of 3 nodes are in the cluster.");
  // Its own page says so as well.
  document = ShownSoon(*paged_, number, [&](const json& shown) {
    return shown["verdict"]["headline"] == name + " is down; 2 of 3 nodes are in the cluster.";
  });
  EXPECT_EQ(document["verdict"]["quorum"], "One more failure stops writes.") << document.dump(1);
  ASSERT_TRUE(PlainGets(kDown, true));
  ASSERT_TRUE(paged_->node(number).Launch().ok());
  AwaitThree();
  document = ShownSoon(*paged_, other, AllSynced);
  EXPECT_TRUE(HasEvent(document, name + " joined: 3 members")) << document["events"].dump(1);
  ASSERT_TRUE(PlainGets(kDown, false));
  std::this_thread::sleep_for(kAllHaveSpoken);
}

TEST_F(PagedNodes, IncidentsAreShownWhileTheyFire) {
  const int number = NodeOfIndex("2");
  const int other = NodeOfIndex("1");
  ASSERT_TRUE(paged_->node(number).Kill().ok());
  ASSERT_TRUE(PlainGets(kSize, true));
  ASSERT_TRUE(PlainGets(kDown, true));
  const json document = json::parse(paged_->Get(other, "/api/v1/incidents"), nullptr, false);
  ASSERT_TRUE(document.is_object());
  EXPECT_EQ(document["cluster"], "galera-test");
  EXPECT_EQ(document["node"], paged_->node(other).name());
  EXPECT_EQ(document["expected_size"], 3);
  EXPECT_EQ(document["data_nodes"], 2);
  for (const json& incident : document["incidents"]) {
    EXPECT_EQ(incident["state"], incident["alert"] == kSize ? "firing" : "inactive") << incident;
  }
  const auto page = ParseExposition(paged_->Get(other, "/metrics"), ExpositionRules::kCanonical);
  ASSERT_TRUE(page.ok()) << page.error().message;
  const auto value = [&](const char* series, const ExpositionLabels& labels) {
    const ExpositionSample* sample = page->Find(series, labels);
    return sample == nullptr ? -1 : sample->value;
  };
  EXPECT_EQ(value("galera_warden_incident_firing", {{"alert", kSize}, {"severity", "critical"}}), 1);
  EXPECT_EQ(value("galera_warden_incident_firing", {{"alert", kDown}, {"severity", "critical"}}), 0);
  EXPECT_EQ(value("galera_warden_expected_size", {}), 3);
  EXPECT_EQ(value("galera_warden_paging_on_disk", {}), 1);
  EXPECT_EQ(value("galera_warden_pages_waiting", {{"receiver", "keyed"}}), 0);
  EXPECT_GE(value("galera_warden_pages_total", {{"receiver", "keyed"}, {"outcome", "delivered"}}), 1);
  ASSERT_TRUE(paged_->node(number).Launch().ok());
  AwaitThree();
  ASSERT_TRUE(PlainGets(kSize, false));
  ASSERT_TRUE(PlainGets(kDown, false));
}

TEST_F(PagedNodes, ATestPageReachesEveryReceiver) {
  const auto test = paged_->Say(1, {"page", "--test"});
  EXPECT_EQ(test.exit.code, 0) << test.err;
  for (const char* const line : {"plain", "keyed", "early"}) EXPECT_TRUE(Has(test.out, line));
  EXPECT_EQ(Count(Plain(), "GaleraWardenTest", true), 1);
  EXPECT_EQ(Count(Keyed(), "GaleraWardenTest", true), 1);
  const auto unknown = paged_->Say(1, {"page", "--test", "nobody"});
  EXPECT_EQ(unknown.exit.code, 1);
  EXPECT_TRUE(Has(unknown.err, "nobody; there are: plain, keyed, early"));
  const auto list = paged_->Say(1, {"page", "--list"});
  EXPECT_EQ(list.exit.code, 0) << list.err;
  EXPECT_TRUE(Has(list.out, "LAST DELIVERED"));
  GTEST_LOG_(INFO) << "page --test\n"
                   << test.out << unknown.out << unknown.err << "page --list\n"
                   << list.out;
}

TEST_F(PagedNodes, AMaintenanceSaidToOneNodeIsKnownToAll) {
  const auto begun = paged_->Say(2, {"maintenance", "2m", "--reason", "kernel update"});
  EXPECT_EQ(begun.exit.code, 0) << begun.err;
  EXPECT_TRUE(Has(begun.out, "Said to node2. Known to node1, node3."));
  const auto shown = paged_->Say(1, {"maintenance"});
  EXPECT_TRUE(Has(shown.out, "kernel update"));
  const int number = NodeOfIndex("2");
  ASSERT_TRUE(paged_->node(number).Kill().ok());
  const auto firing = [&] {
    const auto page = ParseExposition(paged_->Get(NodeOfIndex("0"), "/metrics"), ExpositionRules::kCanonical);
    const ExpositionSample* sample =
        page ? page->Find("galera_warden_incident_firing", {{"alert", kSize}, {"severity", "critical"}})
             : nullptr;
    return sample != nullptr && sample->value == 1;
  };
  EXPECT_TRUE(WaitUntil(firing, kLong));
  std::this_thread::sleep_for(kAllHaveSpoken);
  ASSERT_TRUE(paged_->node(number).Launch().ok());
  AwaitThree();
  std::this_thread::sleep_for(Millis(5000));
  EXPECT_EQ(Shown(Plain()), "");
  EXPECT_EQ(Shown(Keyed()), "");
  const auto ended = paged_->Say(2, {"maintenance", "--end"});
  EXPECT_EQ(ended.exit.code, 0) << ended.err;
  const auto over = paged_->Say(3, {"maintenance"});
  EXPECT_TRUE(Has(over.out, "No maintenance holds"));
  GTEST_LOG_(INFO) << begun.out << "shown at a peer:\n" << shown.out << ended.out << over.out;
}

TEST_F(PagedNodes, AnExpectedSizeSaidToOneNodeHoldsForAll) {
  const auto four = paged_->Say(1, {"expect", "4"});
  EXPECT_EQ(four.exit.code, 0) << four.err;
  EXPECT_TRUE(PlainGets(kSize, true));
  const auto expects_four = [&] {
    const json document = json::parse(paged_->Get(3, "/api/v1/incidents"), nullptr, false);
    return document.is_object() && document["expected_size"] == 4;
  };
  EXPECT_TRUE(WaitUntil(expects_four, kLong));
  const auto back = paged_->Say(3, {"expect", "--learned"});
  EXPECT_EQ(back.exit.code, 0) << back.err;
  EXPECT_TRUE(PlainGets(kSize, false));
  std::this_thread::sleep_for(kAllHaveSpoken);
  ExpectOnce(kSize);
  GTEST_LOG_(INFO) << four.out << back.out;
}

}  // namespace
}  // namespace galera
