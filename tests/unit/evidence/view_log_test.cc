#include "evidence/view_log.h"

#include <gtest/gtest.h>

#include <sstream>

namespace watchdog {
namespace {

constexpr char kHistory[] = "9af7cf96-e5d5-11f1-aa9b-5b7d04498747";

// As MariaDB 10.11.19 with Galera 26.4.23 wrote them.
constexpr char kQuorum[] =
    "2026-11-21 18:01:50 0 [Note] WSREP: Quorum results:\n"
    "\tversion    = 6,\n"
    "\tcomponent  = PRIMARY,\n"
    "\tconf_id    = 2,\n"
    "\tmembers    = 2/3 (joined/total),\n"
    "\tact_id     = 2,\n"
    "\tlast_appl. = 0,\n"
    "\tprotocols  = 5/11/4 (gcs/repl/appl),\n"
    "\tvote policy= 0,\n"
    "\tgroup UUID = 9af7cf96-e5d5-11f1-aa9b-5b7d04498747\n";
constexpr char kView[] =
    "2026-11-21 18:01:50 2 [Note] WSREP: ================================================\n"
    "View:\n"
    "  id: 9af7cf96-e5d5-11f1-aa9b-5b7d04498747:3\n"
    "  status: primary\n"
    "  protocol_version: 4\n"
    "  capabilities: MULTI-MASTER, CERTIFICATION, PARALLEL_APPLYING, REPLAY\n"
    "  final: no\n"
    "  own_index: 1\n"
    "  members(3):\n"
    "\t0: 9af4981d-e5d5-11f1-8158-860a0523a440, node1\n"
    "\t1: 9b52b608-e5d5-11f1-b847-dedfe099e343, node 2, left\n"
    "\t2: 9eec5762-e5d5-11f1-a00c-3b6ab2228884, \n"
    "=================================================\n";
constexpr char kRecovered[] =
    "2026-11-21 18:01:48 3 [Note] WSREP: Recovered view from SST:\n"
    "  id: 9af7cf96-e5d5-11f1-aa9b-5b7d04498747:2\n"
    "  status: primary\n"
    "  protocol_version: 4\n"
    "  capabilities: MULTI-MASTER, CERTIFICATION\n"
    "  final: no\n"
    "  own_index: 1\n"
    "  members(2):\n"
    "\t0: 9af4981d-e5d5-11f1-8158-860a0523a440, node1\n"
    "\t1: 9b52b608-e5d5-11f1-b847-dedfe099e343, node2\n\n";

std::vector<ViewEvent> Events(const std::string& text) {
  ViewLog log;
  std::vector<ViewEvent> events;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    ViewEvent event = log.Feed(line);
    if (!std::holds_alternative<std::monostate>(event)) events.push_back(std::move(event));
  }
  return events;
}

std::string Replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

LoggedView Expected() {
  return {{kHistory,
           3,
           3,
           {{"9af4981d-e5d5-11f1-8158-860a0523a440", "node1", ""},
            {"9b52b608-e5d5-11f1-b847-dedfe099e343", "node 2, left", ""},
            {"9eec5762-e5d5-11f1-a00c-3b6ab2228884", "", ""}}},
          true,
          1};
}

TEST(ViewLog, ReadsAViewWithItsPlaceAndMembers) {
  const auto events = Events(std::string(kQuorum) + kView);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(std::get<LoggedView>(events[0]), Expected());
}

TEST(ViewLog, TheQuorumOfAnotherPlaceGivesNoNumber) {
  const auto events = Events(Replaced(kQuorum, "act_id     = 2", "act_id     = 9") + kView);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_FALSE(std::get<LoggedView>(events[0]).view.conf_id);
}

TEST(ViewLog, ReadsTheViewThatCameWithAFullTransfer) {
  const auto events = Events(kRecovered);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(std::get<LoggedView>(events[0]).view.seqno, 2);
  EXPECT_EQ(std::get<LoggedView>(events[0]).view.members.size(), 2u);
}

TEST(ViewLog, OtherLinesMayStandBetween) {
  std::string text = kView;
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
    const std::string other =
        "\n2026-11-21 18:01:50 0 [Note] WSREP: Service thread queue flushed.\n\n(0/0) x";
    text.insert(at, other);
    at += other.size();
  }
  const auto events = Events(text);
  ASSERT_EQ(events.size(), 1u);
  LoggedView expected = Expected();
  expected.view.conf_id.reset();
  EXPECT_EQ(std::get<LoggedView>(events[0]), expected);
}

TEST(ViewLog, AViewThatIsNotPrimaryHasNoPlace) {
  const std::string lost = Replaced(kView, "status: primary", "status: non-primary");
  const auto events = Events(Replaced(lost, ":3\n", ":-1\n"));
  ASSERT_EQ(events.size(), 1u);
  EXPECT_FALSE(std::get<LoggedView>(events[0]).primary);
  EXPECT_FALSE(std::get<LoggedView>(events[0]).view.seqno);
}

TEST(ViewLog, HalfABlockIsNothing) {
  const std::string text = kView;
  const std::size_t end = text.find("\t2: ");
  EXPECT_TRUE(Events(text.substr(0, end)).empty());
  EXPECT_EQ(Events(text.substr(0, end) + text).size(), 1u);  // the next one is whole
  std::string flood = text.substr(0, end);
  for (int i = 0; i < 1001; ++i) flood += "something else\n";
  EXPECT_TRUE(Events(flood + text.substr(end)).empty());
  for (const char* cut :
       {"  own_index: 1\n", "  status: primary\n", "  id: 9af7cf96-e5d5-11f1-aa9b-5b7d04498747:3\n"}) {
    EXPECT_TRUE(Events(Replaced(text, cut, "")).empty()) << cut;
  }
  EXPECT_TRUE(Events(Replaced(text, "members(3)", "members(100000)")).empty());
}

TEST(ViewLog, AJoinerSaysThatItNeedsATransfer) {
  const std::string connect =
      "2026-11-21 18:01:43 2 [Note] WSREP: Server node 2 connected to cluster at position "
      "9af7cf96-e5d5-11f1-aa9b-5b7d04498747:2 with ID 9b52b608-e5d5-11f1-b847-dedfe099e343\n";
  EXPECT_TRUE(Events(connect).empty());
  const std::string required = "2026-11-21 18:01:43 2 [Note] WSREP: State transfer required: \n";
  EXPECT_TRUE(Events(required).empty());
  const auto events = Events(connect + "other\n" + required);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(std::get<TransferWanted>(events[0]),
            (TransferWanted{{kHistory, 2, {}, {}}, "9b52b608-e5d5-11f1-b847-dedfe099e343"}));
}

}  // namespace
}  // namespace watchdog
