// A full state transfer as both of its ends see it.
#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include "three_nodes.h"

namespace galera {
namespace {

struct Seen {
  bool state = false;
  bool health = false;
};

// Looks at pages and health until both have been as asked, or until `over`.
Seen Watch(const LiveWarden& warden, const std::string& state, double up, int ready, int synced,
           Millis within) {
  Seen seen;
  testing_cluster::WaitUntil(
      [&] {
        const Page page = warden.Scrape();
        if (page.State() == state && !seen.state) {
          seen.state = true;
          // Later a joiner takes connections, and is one still.
          EXPECT_EQ(page.Value("mysql_up"), up) << state;
        }
        const HealthAnswer synced_answer = warden.Ask(HealthQuestion::kSynced);
        if (synced_answer.body.find("\nstate: " + state + "\n") != std::string::npos) {
          // Both from one look, unless a newer one came between.
          const HealthAnswer ready_answer = warden.Ask(HealthQuestion::kReady);
          if (ready_answer.body.find("\nstate: " + state + "\n") != std::string::npos) {
            seen.health = true;
            EXPECT_EQ(ready_answer.status, ready) << ready_answer.body;
            EXPECT_EQ(synced_answer.status, synced) << synced_answer.body;
          }
        }
        return seen.state && seen.health;
      },
      within, Millis(30));
  return seen;
}

TEST_F(ThreeNodes, AFullStateTransferIsSeenAtBothEnds) {
  ASSERT_TRUE(subject_node().Stop().ok());
  EXPECT_TRUE(subject().BecomesHealth(503, 503, Millis(3000)));
  EXPECT_EQ(subject().Scrape().State(), "down");
  // As a new node comes: with an empty data directory.
  for (const auto& entry : std::filesystem::directory_iterator(subject_node().data_directory())) {
    std::filesystem::remove_all(entry.path());
  }
  const Status launched = subject_node().Launch();
  ASSERT_TRUE(launched.ok()) << launched.error().message;
  auto donor =
      std::async(std::launch::async, [&] { return Watch(peer(), "donor", 1, 503, 200, Millis(20000)); });
  const Seen joiner = Watch(subject(), "joiner", 0, 503, 503, Millis(20000));
  EXPECT_TRUE(joiner.state);
  EXPECT_TRUE(joiner.health);
  const Seen feeder = donor.get();
  EXPECT_TRUE(feeder.state);
  EXPECT_TRUE(feeder.health);
  const Status ready = subject_node().AwaitReady(Millis(30000), 3);
  EXPECT_TRUE(ready.ok()) << ready.error().message;
  EXPECT_TRUE(subject().BecomesHealth(200, 200, Millis(3000)));
  EXPECT_TRUE(peer().BecomesHealth(200, 200, Millis(3000)));
  EXPECT_EQ(subject().Scrape().State(), "synced");
}

}  // namespace
}  // namespace galera
