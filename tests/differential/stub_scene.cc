#include "stub_scene.h"

#include <cmath>
#include <stdexcept>
#include <utility>

#include "differential/intended_differences.h"

namespace galera {
namespace {

ExporterSetup SetupFor(const StubMysqlServer& server, std::vector<std::string> flags) {
  ExporterSetup setup;
  setup.host = server.host();
  setup.port = server.port();
  setup.flags = std::move(flags);
  return setup;
}

std::string Text(Expected value) { return value ? std::to_string(*value) : "absent"; }

bool Same(Expected a, Expected b) {
  if (a && b && std::isnan(*a) && std::isnan(*b)) return true;
  return a == b;
}

// After a whole run: every row of the table that a stub can show has been seen.
class TableIsHonest : public ::testing::Environment {
 public:
  void TearDown() override {
    if (kSubject == Subject::kOracle || GTEST_FLAG_GET(filter) != "*") return;
    EXPECT_EQ(UnusedRows(RowsUsed(), false), "") << "no case saw these intended differences";
  }
};

const ::testing::Environment* const kTableIsHonest = ::testing::AddGlobalTestEnvironment(new TableIsHonest);

}  // namespace

StubScene::StubScene(StubScript script, std::vector<std::string> flags)
    : server_(std::move(script)), pair_(SetupFor(server_, std::move(flags)), kSubject) {
  if (!pair_.failure().empty()) throw std::runtime_error(pair_.failure());
}

Sandwich StubScene::ExpectSame(std::string_view scene, const ScrapeRequest& request) {
  Sandwich sandwich = pair_.Scrape(request);
  const std::string verdict = pair_.Judge(sandwich, scene);
  if (!verdict.empty()) ADD_FAILURE() << verdict;
  return sandwich;
}

void ExpectValues(const Sandwich& sandwich, std::string_view series, const ExpositionLabels& labels,
                  Expected oracle, Expected ours) {
  const Expected theirs = ValueIn(sandwich.oracle_before, series, labels);
  EXPECT_TRUE(Same(theirs, oracle)) << "oracle: " << SeriesText(series, labels) << " is " << Text(theirs)
                                    << ", expected " << Text(oracle);
  if (kSubject == Subject::kOracle) return;
  const Expected mine = ValueIn(sandwich.ours, series, labels);
  EXPECT_TRUE(Same(mine, ours)) << "ours: " << SeriesText(series, labels) << " is " << Text(mine)
                                << ", expected " << Text(ours);
}

void ExpectAnswers(const Sandwich& sandwich, int oracle, int ours) {
  EXPECT_EQ(sandwich.oracle_before.status, oracle) << sandwich.oracle_before.failure;
  if (kSubject == Subject::kOracle) return;
  EXPECT_EQ(sandwich.ours.status, ours) << sandwich.ours.failure;
}

}  // namespace galera
