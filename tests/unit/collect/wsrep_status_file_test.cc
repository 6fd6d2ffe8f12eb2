#include "collect/wsrep_status_file.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

// As MariaDB 10.11.19 writes it.
constexpr char kJoining[] = R"({
	"date": "2026-01-02 07:34:50.137",
	"timestamp": 1795246490.13760662,
	"errors": [ ], "warnings": [ ], "events": [ ],
	"status": { "state": "JOINING", "comment": "Receiving state",
		"progress": { "from": 3, "to": 103, "total": 100, "done": 25, "indefinite": -1 } }
})";

TEST(WsrepStatusFile, IsRead) {
  const auto file = ParseWsrepStatusFile(kJoining);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->state, "JOINING");
  EXPECT_EQ(file->comment, "Receiving state");
  EXPECT_EQ(file->progress_done, 25);
  EXPECT_EQ(file->progress_total, 100);
  EXPECT_NEAR(file->timestamp_seconds.value_or(0), 1795246490.1376, 1e-3);
}

TEST(WsrepStatusFile, HasNoProgressOfUnknownLength) {
  const auto file = ParseWsrepStatusFile(
      R"({"status":{"state":"SYNCED","comment":"Operational","progress":{"from":-1,"to":-1,"total":0,"done":0,"indefinite":-1}}})");
  ASSERT_TRUE(file.ok());
  EXPECT_FALSE(file->progress_done.has_value());
  EXPECT_FALSE(file->progress_total.has_value());
  EXPECT_FALSE(file->timestamp_seconds.has_value());
}

TEST(WsrepStatusFile, RejectsWhatIsNone) {
  for (const char* text : {"", "{", "[]", "null", "{}", R"({"status":3})", R"({"status":{"state":7}})",
                           R"({"status":{"comment":"x"}})", "\xff\xfe"}) {
    EXPECT_FALSE(ParseWsrepStatusFile(text).ok()) << text;
  }
}

TEST(StateWithoutSql, TellsAJoinerFromANodeThatIsDown) {
  const auto state = [](const char* name) { return StateWithoutSql(WsrepStatusFile{name, "", {}, {}, {}}); };
  EXPECT_EQ(state("JOINING"), NodeState::kJoiner);
  EXPECT_EQ(state("CONNECTED"), NodeState::kNonPrimary);
  EXPECT_EQ(state("SYNCED"), NodeState::kDown);
  EXPECT_EQ(state("DISCONNECTED"), NodeState::kDown);
}

}  // namespace
}  // namespace galera
