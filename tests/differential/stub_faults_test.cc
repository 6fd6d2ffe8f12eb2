// Both exporters against a stub that refuses, breaks off, or does not answer.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "stub_scene.h"

namespace galera {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Expected kAbsent = std::nullopt;
const ScrapeRequest kWithin2s{"/metrics", "2", seconds(15)};

TEST(DifferentialFaults, AgreesOnANodeOutsideThePrimaryComponent) {
  StubDatabase database;
  database.Status("wsrep_cluster_status", "non-Primary")
      .Status("wsrep_ready", "OFF")
      .Status("wsrep_cluster_conf_id", "18446744073709551615")
      .Status("wsrep_local_index", "18446744073709551615");
  StubScene scene{database};
  const Sandwich sandwich = scene.ExpectSame("non-primary");
  ExpectValues(sandwich, "mysql_up", 1);
  ExpectValues(sandwich, "mysql_global_status_wsrep_cluster_status", 0);
  ExpectValues(sandwich, "mysql_global_status_wsrep_cluster_conf_id", 18446744073709551615.0);
}

TEST(DifferentialFaults, StaysUpWhenEverySelectIsRefused) {
  StubScript script = StubDatabase().Script();
  script.On("select", NotPrepared());
  StubScene scene{script};
  const Sandwich sandwich = scene.ExpectSame("1047");
  ExpectAnswers(sandwich, 200, 200);
  ExpectValues(sandwich, "mysql_up", 1);
  ExpectValues(sandwich, "mysql_global_status_wsrep_ready", 1);
}

TEST(DifferentialFaults, LosesOneCollectorOnly) {
  for (const char* query : {"slaves status", "show global status", "show global variables", "innodb_cmp "}) {
    SCOPED_TRACE(query);
    StubScript script = StubDatabase().Script();
    script.On(query, AccessDenied("SLAVE MONITOR"));
    StubScene scene{script};
    const Sandwich sandwich = scene.ExpectSame("one denied");
    ExpectAnswers(sandwich, 200, 200);
    ExpectValues(sandwich, "mysql_up", 1);
  }
}

TEST(DifferentialFaults, AsksForSlaveStatusInEveryWay) {
  StubScript script = StubDatabase().Script();
  script.On("slave status", StubTable{{"Master_Host", "Slave_IO_Running"}, {{"192.0.2.10", "Yes"}}});
  script.On("show all slaves status", StubError{1064, "42000", "You have an error in your SQL syntax"});
  StubScene scene{script};
  const Sandwich sandwich = scene.ExpectSame("no SHOW ALL SLAVES");
  ExpectValues(
      sandwich, "mysql_slave_status_slave_io_running",
      {{"channel_name", ""}, {"connection_name", ""}, {"master_host", "192.0.2.10"}, {"master_uuid", ""}}, 1,
      1);
}

TEST(DifferentialFaults, IsDownWhenTheServerRefusesTheConnection) {
  for (const StubReception& reception : {StubReception{StubWelcome::kRefuseConnection, TooManyConnections()},
                                         StubReception{StubWelcome::kRefuseLogin, WrongPassword("monitor")},
                                         StubReception{StubWelcome::kCloseBeforeGreeting, {}},
                                         StubReception{StubWelcome::kCloseAfterGreeting, {}},
                                         StubReception{StubWelcome::kTruncatedGreeting, {}},
                                         StubReception{StubWelcome::kMalformedGreeting, {}}}) {
    SCOPED_TRACE(static_cast<int>(reception.welcome));
    StubScene scene{StubDatabase()};
    scene.server().SetReception(reception);
    const Sandwich sandwich = scene.ExpectSame("down");
    ExpectAnswers(sandwich, 200, 200);
    ExpectValues(sandwich, "mysql_up", 0);
    ExpectValues(sandwich, "mysql_global_status_uptime", kAbsent);
  }
}

void ExpectWithin(const ScrapeReply& reply, milliseconds least, milliseconds most) {
  EXPECT_GE(reply.took, least);
  EXPECT_LE(reply.took, most);
}

TEST(DifferentialFaults, AnswersInTimeWhenTheServerHangsAtTheDoor) {
  for (const StubWelcome welcome :
       {StubWelcome::kHangBeforeGreeting, StubWelcome::kHangAfterGreeting, StubWelcome::kHangAfterLogin}) {
    SCOPED_TRACE(static_cast<int>(welcome));
    StubScene scene{StubDatabase()};
    scene.server().SetReception({welcome, {}});
    const Sandwich sandwich = scene.ExpectSame("hung", kWithin2s);
    ExpectAnswers(sandwich, 200, 200);
    ExpectValues(sandwich, "mysql_up", 0);
    ExpectWithin(sandwich.oracle_before, milliseconds(1700), milliseconds(3000));
    ExpectWithin(sandwich.ours, milliseconds(0), milliseconds(2000));
  }
}

StubScript Broken(const char* query, StubFault fault) {
  StubScript script = StubDatabase().Script();
  StubAnswer answer = script.Answer(query);
  answer.fault = fault;
  return script.On(query, answer);
}

TEST(DifferentialFaults, AnswersInTimeWhenAQueryHangs) {
  for (const StubFault fault : {StubFault::kHangBeforeAnswer, StubFault::kHangMidRows}) {
    SCOPED_TRACE(static_cast<int>(fault));
    StubScene scene{Broken("show global variables", fault)};
    const Sandwich sandwich = scene.pair().Scrape(kWithin2s);
    ExpectAnswers(sandwich, 200, 200);
    ExpectValues(sandwich, "mysql_up", 1);
    ExpectValues(sandwich, "mysql_global_variables_max_connections", kAbsent);
    ExpectWithin(sandwich.oracle_before, milliseconds(1700), milliseconds(3000));
    ExpectWithin(sandwich.ours, milliseconds(0), milliseconds(2000));
    if (kSubject == Subject::kOracle) continue;
    const auto ours = ParseExposition(sandwich.ours.body, ExpositionRules::kCanonical);
    EXPECT_TRUE(ours) << ours.error().message;
  }
}

// The oracle never answers without the header: [V] in the contract, not waited for here.
TEST(DifferentialFaults, AnswersInTimeEvenWhenNobodySaysHowLong) {
  if (kSubject == Subject::kOracle) GTEST_SKIP() << "about ours only";
  StubScene scene{Broken("show global status", StubFault::kHangMidRows)};
  const ScrapeReply reply = scene.pair().ours().Scrape();
  EXPECT_EQ(reply.status, 200) << reply.failure;
  ExpectWithin(reply, milliseconds(0), seconds(10));
}

// The oracle takes rows cut off by a closed socket for all of them, without a word; ours fails that
// collector.
TEST(DifferentialFaults, FailsTheCollectorWhoseAnswerBreaksOff) {
  for (const StubFault fault : {StubFault::kCloseMidRows, StubFault::kTruncatedPacket}) {
    SCOPED_TRACE(static_cast<int>(fault));
    StubScene scene{Broken("show global variables", fault)};
    const Sandwich sandwich = scene.pair().Scrape(kWithin2s);
    ExpectAnswers(sandwich, 200, 200);
    ExpectValues(sandwich, "mysql_up", 1);
    ExpectValues(sandwich, "mysql_exporter_last_scrape_error", {}, 0, 1);
    ExpectValues(sandwich, "mysql_global_variables_auto_increment_increment", {}, 3, kAbsent);
    ExpectValues(sandwich, "mysql_exporter_collector_success", {{"collector", "collect.global_variables"}},
                 kAbsent, 0);
    scene.server().SetScript(StubDatabase().Script());
    const Sandwich healed = scene.ExpectSame("healed", kWithin2s);
    ExpectValues(healed, "mysql_up", 1);
    ExpectValues(healed, "mysql_global_variables_max_connections", 151);
  }
}

// Go's driver panics on such a row, and the scrape never ends, whatever the header said.
TEST(DifferentialFaults, SurvivesAMalformedRow) {
  StubScene scene{Broken("show global variables", StubFault::kMalformedPacket)};
  const ScrapeRequest within_2s{"/metrics", "2", seconds(4)};
  const Sandwich sandwich = scene.ExpectSame("malformed row", within_2s);
  ExpectAnswers(sandwich, 0, 200);
  ExpectValues(sandwich, "mysql_up", {}, kAbsent, 1);
}

TEST(DifferentialFaults, ComesBackWhenTheServerDoes) {
  StubScene scene{StubDatabase()};
  scene.server().SetReception({StubWelcome::kCloseBeforeGreeting, {}});
  ExpectValues(scene.pair().Scrape(kWithin2s), "mysql_up", 0);
  scene.server().SetReception({});
  const Sandwich sandwich = scene.ExpectSame("healed", kWithin2s);
  ExpectValues(sandwich, "mysql_up", 1);
}

TEST(DifferentialFaults, LeavesNoConnectionBehindAfterATimeout) {
  StubScene scene{Broken("show global status", StubFault::kHangBeforeAnswer)};
  scene.pair().ours().Scrape(kWithin2s);
  // Ours may keep its two sessions for the next scrape, never one more for each scrape that failed.
  for (int i = 0; i < 2; ++i) scene.pair().ours().Scrape({"/metrics", "0.5", seconds(15)});
  const auto deadline = std::chrono::steady_clock::now() + seconds(2);
  while (scene.server().OpenConnections() > 2 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_LE(scene.server().OpenConnections(), 2U);
}

}  // namespace
}  // namespace galera
