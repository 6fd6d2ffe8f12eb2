#include "status/change_line.h"

#include <gtest/gtest.h>

#include "document_file.h"

namespace watchdog {
namespace {

TEST(ChangeLine, SaysHowItIsFirst) {
  const StatusView healthy = test::ViewOf("healthy");
  EXPECT_EQ(ChangeLine(nullptr, healthy),
            "HEALTHY: All 3 nodes are synced.; n1: synced; n2: synced; n3: synced");
}

TEST(ChangeLine, SaysWhatHasChanged) {
  const StatusView healthy = test::ViewOf("healthy");
  const StatusView one_gone = test::ViewOf("one_gone");
  EXPECT_EQ(ChangeLine(&healthy, one_gone),
            "DEGRADED: n3 is missing: 2 of 3 nodes are in the cluster.; n3: synced -> silent; firing: "
            "GaleraClusterSizeBelowExpected");
  EXPECT_EQ(ChangeLine(&one_gone, healthy),
            "HEALTHY: All 3 nodes are synced.; n3: silent -> synced; over: GaleraClusterSizeBelowExpected");
  EXPECT_NE(ChangeLine(&healthy, test::ViewOf("waiting")).find("; n1 asks"), std::string::npos);
}

TEST(ChangeLine, IsEmptyWhereOnlyFiguresHaveChanged) {
  const StatusView before = test::ViewOf("state_transfer");
  StatusView now = before;
  now.headline = "n3 receives a full state transfer from n2: 43 %.";
  now.nodes[2].transfer->percent = 43;
  EXPECT_EQ(ChangeLine(&before, now), "");
  now.verdict = VerdictCode::kUnknown;
  EXPECT_NE(ChangeLine(&before, now), "");
}

}  // namespace
}  // namespace watchdog
