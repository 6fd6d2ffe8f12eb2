#include "incident/incident_tracker.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace watchdog {
namespace {

using State = IncidentStatus::State;
using Kind = Transition::Kind;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr Incident kIncident = Incident::kNodeDown;

// One incident that holds 5 s before it fires and is over for 2 s before it is resolved.
IncidentRules Rules() {
  IncidentRules rules = DefaultRules();
  rules[kIncident].for_time = seconds(5);
  rules[kIncident].keep_firing = seconds(2);
  return rules;
}

class Stage {
 public:
  explicit Stage(const IncidentRules& rules = Rules(), FlapRule flaps = {}) : tracker_(rules, flaps) {}

  void Wait(milliseconds time) { now_ += time; }
  std::vector<Transition> SeeAll(const std::vector<Finding>& findings,
                                 const std::vector<Incident>& quiet = {}) {
    return tracker_.Step(findings, Now(), quiet, [this] { return "episode" + std::to_string(++ids_); });
  }
  // What is told, as a word.
  std::string See(Truth truth, const std::string& summary = "down") {
    const auto transitions = SeeAll({{kIncident, truth, truth == Truth::kYes ? summary : "", {}}}, quiet_);
    if (transitions.empty()) return "";
    EXPECT_EQ(transitions.size(), 1U);
    last = transitions.front();
    return last.kind == Kind::kFired ? "fired" : last.kind == Kind::kResolved ? "resolved" : "changed";
  }
  std::string After(milliseconds time, Truth truth, const std::string& summary = "down") {
    Wait(time);
    return See(truth, summary);
  }
  void Fire() {
    See(Truth::kYes);
    ASSERT_EQ(After(seconds(5), Truth::kYes), "fired");
  }
  void Resolve() {
    See(Truth::kNo);
    ASSERT_EQ(After(seconds(2), Truth::kNo), "resolved");
  }
  void Maintain(bool on) { quiet_ = on ? std::vector<Incident>{kIncident} : std::vector<Incident>{}; }
  IncidentStatus status() const { return tracker_.Statuses().at(kIncident); }
  IncidentTracker& tracker() { return tracker_; }
  Instant Now() const { return {steady_clock::time_point(now_), system_clock::time_point(now_)}; }
  std::optional<milliseconds> NextIn() const {
    const auto next = tracker_.NextChange();
    if (!next) return std::nullopt;
    return std::chrono::duration_cast<milliseconds>(*next - Now().steady);
  }

  Transition last;

 private:
  IncidentTracker tracker_;
  std::vector<Incident> quiet_;
  milliseconds now_{1000000};
  int ids_ = 0;
};

TEST(IncidentTracker, FiresOnceItHasHeldForItsTime) {
  Stage stage;
  EXPECT_EQ(stage.See(Truth::kNo), "");
  EXPECT_EQ(stage.See(Truth::kYes), "");
  EXPECT_EQ(stage.status().state, State::kPending);
  EXPECT_EQ(stage.After(milliseconds(4999), Truth::kYes), "");
  EXPECT_EQ(stage.After(milliseconds(1), Truth::kYes), "fired");
  EXPECT_EQ(stage.status().state, State::kFiring);
  EXPECT_EQ(stage.last.incident, kIncident);
  EXPECT_EQ(stage.last.episode.id, "episode1");
  EXPECT_EQ(stage.last.episode.summary, "down");
  EXPECT_TRUE(stage.last.episode.announced);
  EXPECT_EQ(stage.last.episode.fired, stage.Now().wall);
  EXPECT_EQ(stage.last.episode.fired - stage.last.episode.started, seconds(5));
  EXPECT_EQ(stage.last.at, stage.Now().wall);
  EXPECT_EQ(stage.After(seconds(60), Truth::kYes), "");
}

TEST(IncidentTracker, WithoutATimeFiresAndEndsAtOnce) {
  IncidentRules rules = Rules();
  rules[kIncident].for_time = rules[kIncident].keep_firing = seconds(0);
  Stage stage(rules);
  EXPECT_EQ(stage.See(Truth::kYes), "fired");
  EXPECT_EQ(stage.See(Truth::kNo), "resolved");
  EXPECT_EQ(stage.last.episode.id, "episode1");
}

TEST(IncidentTracker, StartsAnewWhenItIsOverWhilePending) {
  Stage stage;
  stage.See(Truth::kYes);
  stage.After(seconds(4), Truth::kNo);
  EXPECT_EQ(stage.status().state, State::kInactive);
  EXPECT_EQ(stage.After(seconds(1), Truth::kYes), "");
  EXPECT_EQ(stage.After(seconds(4), Truth::kYes), "");
  EXPECT_EQ(stage.After(seconds(1), Truth::kYes), "fired");
}

TEST(IncidentTracker, KeepsFiringUntilClearForTheWholeKeepTime) {
  Stage stage;
  stage.Fire();
  EXPECT_EQ(stage.See(Truth::kNo), "");
  EXPECT_EQ(stage.After(milliseconds(1999), Truth::kNo), "");
  EXPECT_EQ(stage.See(Truth::kYes), "");
  EXPECT_EQ(stage.After(seconds(1), Truth::kNo), "");
  EXPECT_EQ(stage.After(milliseconds(1999), Truth::kNo), "");
  EXPECT_EQ(stage.After(milliseconds(1), Truth::kNo), "resolved");
  EXPECT_EQ(stage.last.episode.id, "episode1");
  EXPECT_EQ(stage.status(), IncidentStatus{});
}

TEST(IncidentTracker, NotKnowingResolvesNothingEver) {
  Stage stage;
  stage.Fire();
  EXPECT_EQ(stage.After(std::chrono::hours(100), Truth::kUnknown), "");
  EXPECT_EQ(stage.SeeAll({}).size(), 0U);
  EXPECT_EQ(stage.status().state, State::kFiring);
  EXPECT_EQ(stage.NextIn(), std::nullopt);
}

TEST(IncidentTracker, NotKnowingStopsTheClocksAndSetsNoneBack) {
  Stage stage;
  stage.See(Truth::kYes);
  EXPECT_EQ(stage.After(seconds(3), Truth::kUnknown), "");
  EXPECT_EQ(stage.After(seconds(60), Truth::kUnknown), "");
  EXPECT_EQ(stage.After(seconds(60), Truth::kYes), "");
  EXPECT_EQ(stage.NextIn(), seconds(2));
  EXPECT_EQ(stage.After(seconds(2), Truth::kYes), "fired");
  stage.See(Truth::kNo);
  EXPECT_EQ(stage.After(seconds(1), Truth::kUnknown), "");
  EXPECT_EQ(stage.After(seconds(60), Truth::kNo), "");
  EXPECT_EQ(stage.After(seconds(1), Truth::kNo), "resolved");
}

TEST(IncidentTracker, NotKnowingAloneMakesNothingPending) {
  Stage stage;
  EXPECT_EQ(stage.After(seconds(60), Truth::kUnknown), "");
  EXPECT_EQ(stage.status().state, State::kInactive);
}

TEST(IncidentTracker, SaysWhenToComeBack) {
  Stage stage;
  EXPECT_EQ(stage.NextIn(), std::nullopt);
  stage.See(Truth::kYes);
  EXPECT_EQ(stage.NextIn(), seconds(5));
  stage.Wait(seconds(2));
  EXPECT_EQ(stage.NextIn(), seconds(3));
  EXPECT_EQ(stage.After(seconds(3), Truth::kYes), "fired");
  EXPECT_EQ(stage.NextIn(), std::nullopt);
  stage.See(Truth::kNo);
  EXPECT_EQ(stage.NextIn(), seconds(2));
  stage.After(seconds(2), Truth::kNo);
  EXPECT_EQ(stage.NextIn(), std::nullopt);
}

TEST(IncidentTracker, ANewSummaryIsToldButNotEverySecond) {
  Stage stage;
  stage.Fire();
  EXPECT_EQ(stage.After(seconds(1), Truth::kYes, "worse"), "");
  EXPECT_EQ(stage.status().episode->summary, "worse");
  EXPECT_EQ(stage.NextIn(), seconds(9));
  EXPECT_EQ(stage.After(seconds(9), Truth::kYes, "worst"), "changed");
  EXPECT_EQ(stage.last.episode.summary, "worst");
  EXPECT_EQ(stage.last.episode.id, "episode1");
  EXPECT_EQ(stage.After(seconds(60), Truth::kYes, "worst"), "");
}

TEST(IncidentTracker, TheThirdFireInTenMinutesIsHeldUntilItIsQuiet) {
  Stage stage;
  stage.Fire();
  stage.Resolve();
  stage.Fire();
  stage.Resolve();
  EXPECT_FALSE(stage.status().held);
  stage.Fire();
  EXPECT_TRUE(stage.status().held);
  stage.See(Truth::kNo);
  EXPECT_EQ(stage.NextIn(), minutes(5));
  EXPECT_EQ(stage.After(seconds(120), Truth::kNo), "");
  EXPECT_EQ(stage.See(Truth::kYes), "");
  EXPECT_TRUE(stage.status().held);
  stage.See(Truth::kNo);
  EXPECT_EQ(stage.After(milliseconds(299999), Truth::kNo), "");
  EXPECT_EQ(stage.After(milliseconds(1), Truth::kNo), "resolved");
  EXPECT_FALSE(stage.status().held);
  // The two before are not forgotten.
  stage.Fire();
  EXPECT_TRUE(stage.status().held);
}

TEST(IncidentTracker, ThreeFiresInMoreThanTenMinutesAreNoFlapping) {
  Stage stage;
  for (int i = 0; i < 10; ++i) {
    stage.Fire();
    EXPECT_FALSE(stage.status().held) << i;
    stage.Resolve();
    stage.Wait(minutes(5));
  }
}

TEST(IncidentTracker, DampingCanBeSwitchedOff) {
  Stage stage(Rules(), {.fires = 0});
  for (int i = 0; i < 10; ++i) {
    stage.Fire();
    stage.Resolve();
  }
}

TEST(IncidentTracker, WhatComesAndGoesInAMaintenanceIsNotTold) {
  Stage stage;
  stage.Maintain(true);
  for (int i = 0; i < 5; ++i) {
    stage.See(Truth::kYes);
    EXPECT_EQ(stage.After(seconds(5), Truth::kYes), "");
    EXPECT_EQ(stage.status().state, State::kFiring);
    EXPECT_FALSE(stage.status().episode->announced);
    EXPECT_EQ(stage.After(seconds(5), Truth::kYes, "worse"), "");
    stage.See(Truth::kNo);
    EXPECT_EQ(stage.After(seconds(2), Truth::kNo), "");
    EXPECT_EQ(stage.status().state, State::kInactive);
  }
  stage.Maintain(false);
  stage.Fire();
  EXPECT_FALSE(stage.status().held);  // nobody heard of the others
}

TEST(IncidentTracker, WhatStillHoldsAfterAMaintenanceIsAnnounced) {
  Stage stage;
  stage.Maintain(true);
  stage.See(Truth::kYes);
  stage.After(seconds(5), Truth::kYes);
  const system_clock::time_point fired = stage.Now().wall;
  stage.Maintain(false);
  EXPECT_EQ(stage.After(seconds(30), Truth::kUnknown), "");  // it may be over
  EXPECT_EQ(stage.After(seconds(1), Truth::kYes), "fired");
  EXPECT_EQ(stage.last.episode.fired, fired);
  EXPECT_EQ(stage.last.at, stage.Now().wall);
  EXPECT_TRUE(stage.status().episode->announced);
  stage.Resolve();
}

TEST(IncidentTracker, WhatIsOverJustAfterAMaintenanceIsNotAnnounced) {
  Stage stage;
  stage.Maintain(true);
  stage.See(Truth::kYes);
  stage.After(seconds(5), Truth::kYes);
  stage.Maintain(false);
  EXPECT_EQ(stage.See(Truth::kNo), "");
  EXPECT_EQ(stage.After(seconds(2), Truth::kNo), "");
  EXPECT_EQ(stage.status().state, State::kInactive);
}

TEST(IncidentTracker, WhatWasAnnouncedBeforeAMaintenanceIsResolvedInIt) {
  Stage stage;
  stage.Fire();
  stage.Maintain(true);
  EXPECT_EQ(stage.After(seconds(60), Truth::kYes), "");
  stage.Resolve();
}

TEST(IncidentTracker, AMaintenanceOfAnotherKindChangesNothing) {
  Stage stage;
  const std::vector<Finding> down = {{kIncident, Truth::kYes, "down", {}}};
  stage.SeeAll(down, {Incident::kNodeHung});
  stage.Wait(seconds(5));
  EXPECT_EQ(stage.SeeAll(down, {Incident::kNodeHung}).size(), 1U);
}

TEST(IncidentTracker, WhatWasFiringBeforeARestartEndsOnceWithTheSameEpisode) {
  Stage before;
  before.Fire();
  const auto firing = before.tracker().Firing();
  ASSERT_EQ(firing.size(), 1U);
  Stage after;
  after.tracker().Restore(firing);
  EXPECT_EQ(after.status().state, State::kFiring);
  EXPECT_EQ(after.See(Truth::kUnknown), "");
  EXPECT_EQ(after.After(seconds(60), Truth::kYes), "");  // it was told then
  EXPECT_EQ(after.See(Truth::kNo), "");
  EXPECT_EQ(after.After(seconds(2), Truth::kNo), "resolved");
  EXPECT_EQ(after.last.episode, firing.at(kIncident));
}

TEST(IncidentTracker, ARestartInAMaintenanceAnnouncesAfterIt) {
  Stage before;
  before.Maintain(true);
  before.See(Truth::kYes);
  before.After(seconds(5), Truth::kYes);
  Stage after;
  after.Maintain(true);
  after.tracker().Restore(before.tracker().Firing());
  EXPECT_EQ(after.See(Truth::kYes), "");
  after.Maintain(false);
  EXPECT_EQ(after.See(Truth::kYes), "fired");
}

TEST(IncidentTracker, WhatIsSwitchedOffNowIsResolvedAtTheFirstStep) {
  Stage before;
  before.Fire();
  IncidentRules rules = Rules();
  rules[kIncident].enabled = false;
  Stage after(rules);
  after.tracker().Restore(before.tracker().Firing());
  EXPECT_EQ(after.See(Truth::kYes), "resolved");
  EXPECT_EQ(after.After(seconds(60), Truth::kYes), "");
  EXPECT_EQ(after.status().state, State::kInactive);
}

TEST(IncidentTracker, AnotherSeverityIsNoTransition) {
  Stage before;
  before.Fire();
  IncidentRules rules = Rules();
  rules[kIncident].severity = Severity::kInfo;
  Stage after(rules);
  after.tracker().Restore(before.tracker().Firing());
  EXPECT_EQ(after.After(seconds(1), Truth::kYes), "");
  after.Resolve();
}

TEST(IncidentTracker, TimeThatStandsStillOrGoesBackFiresNothing) {
  Stage stage;
  stage.See(Truth::kYes);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(stage.See(Truth::kYes), "");
  stage.After(seconds(4), Truth::kYes);
  EXPECT_EQ(stage.After(seconds(-3), Truth::kYes), "");
  EXPECT_EQ(stage.After(seconds(3), Truth::kYes), "");  // where it was: nothing is counted twice
  EXPECT_EQ(stage.After(seconds(1), Truth::kYes), "fired");
}

TEST(IncidentTracker, ALongSleepOfTheWardenCountsAsItsLastLook) {
  Stage stage;
  stage.See(Truth::kYes);
  EXPECT_EQ(stage.After(std::chrono::hours(1), Truth::kNo), "");
  EXPECT_EQ(stage.status().state, State::kInactive);
  stage.Fire();
  stage.See(Truth::kNo);
  EXPECT_EQ(stage.After(std::chrono::hours(1), Truth::kYes), "");
  EXPECT_EQ(stage.status().state, State::kFiring);
}

TEST(IncidentTracker, GivesTransitionsInTheOrderOfTheEnum) {
  Stage stage;
  const std::vector<Finding> findings = {
      {Incident::kInconsistencyEviction, Truth::kYes, "voted out", {}},
      {Incident::kClusterSizeBelowExpected, Truth::kYes, "2 of 3", {{"expected", "3"}}}};
  const auto transitions = stage.SeeAll(findings);
  ASSERT_EQ(transitions.size(), 2U);
  EXPECT_EQ(transitions[0].incident, Incident::kClusterSizeBelowExpected);
  EXPECT_EQ(transitions[0].episode.details, findings[1].details);
  EXPECT_EQ(transitions[1].incident, Incident::kInconsistencyEviction);
  EXPECT_NE(transitions[0].episode.id, transitions[1].episode.id);
  EXPECT_EQ(stage.tracker().Statuses().size(), kIncidentCount);
}

TEST(IncidentKey, IsTheClustersOrTheNodes) {
  EXPECT_EQ(IncidentKey(KindOf(Incident::kClusterSizeBelowExpected), "prod", "node1"),
            "galera/prod/GaleraClusterSizeBelowExpected");
  EXPECT_EQ(IncidentKey(KindOf(Incident::kNodeDown), "prod", "node1"), "galera/prod/GaleraNodeDown/node1");
}

TEST(IncidentKey, ALongOneIsCutAndStaysItsOwn) {
  const IncidentKind& kind = KindOf(Incident::kNodeDown);
  const std::string cluster(300, 'c');
  const std::string key = IncidentKey(kind, cluster, "node1");
  EXPECT_EQ(key.size(), 255U);
  EXPECT_NE(key, IncidentKey(kind, cluster, "node2"));
  EXPECT_EQ(key, IncidentKey(kind, cluster, "node1"));
  EXPECT_EQ(key.substr(238), "-81745771ce64c977");  // the same in every build
  const std::size_t fits = 255 - std::string("galera//GaleraNodeDown/node1").size();
  EXPECT_EQ(IncidentKey(kind, std::string(fits, 'c'), "node1").find("node1"), 250U);
  EXPECT_EQ(IncidentKey(kind, std::string(fits + 1, 'c'), "node1").find("node1"), std::string::npos);
}

TEST(IncidentKey, IsCutBetweenCharacters) {
  for (int shift = 0; shift < 3; ++shift) {
    std::string cluster(static_cast<std::size_t>(shift), 'c');
    for (int i = 0; i < 150; ++i) cluster += "\xE2\x82\xAC";
    const std::string key = IncidentKey(KindOf(Incident::kNodeDown), cluster, "node1");
    EXPECT_LE(key.size(), 255U);
    const std::string kept = key.substr(0, key.size() - 17);
    EXPECT_EQ(kept.substr(kept.size() - 3), "\xE2\x82\xAC");
  }
}

}  // namespace
}  // namespace watchdog
