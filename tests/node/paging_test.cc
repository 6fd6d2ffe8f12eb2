// Real nodes in trouble, and who is paged of it: each incident once, and its end.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "paging_stage.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using testing_cluster::WaitUntil;

const std::string kMissing = "GaleraClusterSizeBelowExpected";
const std::string kQuestion = "GaleraBootstrapConfirmationNeeded";
const std::string kConnection = "GaleraPeerConnectionLost";

std::string Of(const std::string& alert, int node) { return alert + "/node" + std::to_string(node); }

class Paging : public PagingStage {};
class PagingOfFlaps : public PagingStage {};

TEST_F(Paging, AKilledServerIsToldOnceByItsOwnWardenAndOnceByTheOthers) {
  ASSERT_NO_FATAL_FAILURE(Begin());
  ASSERT_TRUE(KillAndTime(3)) << Logs();
  ASSERT_TRUE(Hears(Of("GaleraNodeDown", 3), true));
  Start({3});
  ExpectTold({kMissing, Of("GaleraNodeDown", 3)}, Plain::kOnce, {kConnection});
  // The Alertmanager knows of both, and of their end.
  EXPECT_TRUE(WaitUntil([this] { return InAlertmanager() == std::vector<std::string>(); }, Millis(20000)));
  const auto ended = [this](const std::string& alert) {
    return WaitUntil(
        [&] {
          const auto all = FromAlertmanager();
          return std::ranges::count(all, alert + " firing") > 0 && all.size() >= 4 &&
                 std::ranges::count(all, alert + " resolved") == 1;
        },
        Millis(20000));
  };
  EXPECT_TRUE(ended(kMissing));
  EXPECT_TRUE(ended("GaleraNodeDown"));
}

TEST_F(Paging, ANodeThatIsStoppedCleanlyIsMissedByTheOthersOnly) {
  ASSERT_NO_FATAL_FAILURE(Begin());
  StopCleanly({1});
  ASSERT_TRUE(Hears(kMissing, true));
  Start({1});
  ExpectTold({kMissing}, Plain::kOnce);
}

TEST_F(Paging, AFrozenServerIsSeenByItsOwnWardenAndByTheOthers) {
  ASSERT_NO_FATAL_FAILURE(Begin());
  const auto server = stage().Server(2);
  ASSERT_TRUE(server);
  kill(*server, SIGSTOP);
  EXPECT_TRUE(Hears(Of("GaleraNodeHung", 2), true)) << Logs();
  EXPECT_TRUE(Hears(kMissing, true)) << Logs();
  const std::string health = stage().Get(2, 8081, "/");
  EXPECT_TRUE(health.starts_with("503")) << health;
  std::printf("[ health   ] %s\n", health.c_str());
  kill(*server, SIGCONT);
  ExpectTold({kMissing, Of("GaleraNodeHung", 2)}, Plain::kAtLeastOnce,
             {kConnection, Of("GaleraNonPrimary", 2), Of("GaleraNodeNotReady", 2)});
}

TEST_F(Paging, ACutOffNodeTellsWhatItSawWhenItsCableIsBack) {
  ASSERT_NO_FATAL_FAILURE(Begin());
  ASSERT_TRUE(stage().network().SetLink(3, false));
  EXPECT_TRUE(Hears(kMissing, true)) << Logs();
  EXPECT_TRUE(WaitUntil(
      [this] {
        return stage().WsrepStatus(3, "cluster_status") == std::optional<std::string>("non-Primary");
      },
      Millis(30000)))
      << Logs();
  EXPECT_TRUE(Says(3, "INCIDENT alert=GaleraNonPrimary")) << Logs();
  for (const Told& told : ToldTo(Way::kPlain)) EXPECT_EQ(told.key.find("NonPrimary"), std::string::npos);
  ASSERT_TRUE(stage().network().SetLink(3, true));
  ExpectTold({kMissing, Of("GaleraNonPrimary", 3)}, Plain::kAtLeastOnce, {kConnection});
}

TEST_F(Paging, TwoThatStopOneAfterTheOtherAreOneIncident) {
  ASSERT_NO_FATAL_FAILURE(Begin());
  StopCleanly({2});
  StopCleanly({3});
  ASSERT_TRUE(Hears(kMissing, true));
  Start({2, 3});
  ExpectTold({kMissing}, Plain::kAtLeastOnce, {"GaleraLastDonorGone"});
}

TEST_F(Paging, TwoThatAreKilledAtOnceAreToldByTheirWardensAndByTheOneThatIsLeft) {
  ASSERT_NO_FATAL_FAILURE(Begin());
  KillServers({2, 3});
  EXPECT_TRUE(Hears(Of("GaleraNonPrimary", 1), true)) << Logs();
  Start({2, 3});
  // Who is left may have writes that the others have not: a person has to say that it goes on.
  ASSERT_TRUE(Hears(kQuestion, true)) << Logs();
  ASSERT_NO_FATAL_FAILURE(Run(1, {"promote", "--yes"}));
  ExpectTold({Of("GaleraNonPrimary", 1), Of("GaleraNodeDown", 2), Of("GaleraNodeDown", 3), kQuestion},
             Plain::kAtLeastOnce, {kMissing, kConnection, "GaleraLastDonorGone"});
}

TEST_F(Paging, AWorkerThatIsKilledInBetweenTellsNothingTwiceToWhomKnowsKeys) {
  ASSERT_NO_FATAL_FAILURE(Begin());
  KillServers({3});
  ASSERT_TRUE(Hears(kMissing, true));
  KillWorker(1);
  KillWorker(2);
  Start({3});
  ExpectTold({kMissing, Of("GaleraNodeDown", 3)}, Plain::kAtLeastOnce, {kConnection});
  KillWorker(3);
  ASSERT_TRUE(Calm());
  ExpectTold({kMissing, Of("GaleraNodeDown", 3)}, Plain::kAtLeastOnce, {kConnection});
}

TEST_F(Paging, ARollingRestartInMaintenanceIsNoPageAtAll) {
  ASSERT_NO_FATAL_FAILURE(Begin());
  ASSERT_NO_FATAL_FAILURE(Run(1, {"maintenance", "10m", "--reason", "x"}));
  for (const int node : kAll) {
    ASSERT_NO_FATAL_FAILURE(StopCleanly({node}));
    Start({node});
    ASSERT_TRUE(Whole()) << Logs();
  }
  ExpectSilence();
  ASSERT_NO_FATAL_FAILURE(Run(2, {"maintenance", "--end"}));
  ExpectSilence();
  // It has ended everywhere.
  StopCleanly({1});
  ASSERT_TRUE(Hears(kMissing, true));
  Start({1});
  ExpectTold({kMissing}, Plain::kOnce);
}

TEST_F(PagingOfFlaps, ANodeThatComesAndGoesIsToldSoOftenAndNoMore) {
  ASSERT_NO_FATAL_FAILURE(Begin("  flapping: {fires: 2, within: 5m, quiet: 10s}\n"));
  for (int i = 0; i < 3; ++i) {
    ASSERT_NO_FATAL_FAILURE(KillServers({3}));
    ASSERT_TRUE(WaitUntil(
        [this] { return stage().WsrepStatus(1, "cluster_size") == std::optional<std::string>("2"); },
        Millis(30000)));
    Start({3});
    ASSERT_TRUE(Whole()) << Logs();
  }
  EXPECT_TRUE(Calm());
  for (const Way way : {Way::kPlain, Way::kDuty}) {
    const auto courses = Courses(way);
    ASSERT_TRUE(courses.contains(kMissing) && courses.contains(Of("GaleraNodeDown", 3)));
    EXPECT_LE(courses.at(kMissing).begun, 2);
    EXPECT_LE(courses.at(Of("GaleraNodeDown", 3)).begun, 3);  // a new warden counts anew
    for (const auto& [key, course] : courses) {
      EXPECT_FALSE(course.open) << key;
      EXPECT_EQ(course.ended, course.begun) << key;
    }
  }
}

TEST_F(Paging, HowSoon) {
  const int kills = std::getenv("FULL") != nullptr ? 50 : 2;
  ASSERT_NO_FATAL_FAILURE(Begin());
  std::vector<double> from_kill;
  std::vector<double> from_view;
  for (int i = 0; i < kills; ++i) {
    const int node = 1 + i % 3;
    const auto latency = KillAndTime(node);
    ASSERT_TRUE(latency) << Logs();
    from_kill.push_back(latency->from_kill);
    from_view.push_back(latency->from_view);
    ASSERT_TRUE(Hears(Of("GaleraNodeDown", node), true));
    Start({node});
    ExpectTold({kMissing, Of("GaleraNodeDown", node)}, Plain::kOnce, {kConnection});
    if (i + 1 < kills) Forget();
  }
  for (auto* times : {&from_kill, &from_view}) {
    std::ranges::sort(*times);
    const auto at = [&](double share) {
      return (*times)[std::min(times->size() - 1,
                               static_cast<std::size_t>(share * static_cast<double>(times->size())))];
    };
    std::printf("[ latency  ] %d kills, page since the %s: median %.3f s, p99 %.3f s\n", kills,
                times == &from_kill ? "kill" : "view in the log", at(0.5), at(0.99));
  }
}

}  // namespace
}  // namespace galera
