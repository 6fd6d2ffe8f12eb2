#include "galera/gvwstate.h"

#include <gtest/gtest.h>

#include <string>

namespace galera {
namespace {

const std::string kA = "0dae1307-1606-11e4-aa94-5255b1455aa0";
const std::string kB = "d3124bc8-1605-11e4-aa3d-ab44303c044a";
const std::string kWhole = "my_uuid: " + kB + "\n#vwbeg\nview_id: 3 " + kA +
                           " 22\nbootstrap: 0\nmember: " + kA + " 0\nmember: " + kB + " 1\n#vwend\n";

TEST(Gvwstate, ReadsAWholeView) {
  const Gvwstate state = ParseGvwstate(kWhole);
  EXPECT_EQ(state.kind, GvwstateKind::kView);
  EXPECT_EQ(state.my_uuid, kB);
  EXPECT_EQ(state.view_id, (ViewId{3, kA, 22}));
  EXPECT_EQ(state.bootstrap, false);
  EXPECT_EQ(state.members, (std::vector<ViewMember>{{kA, 0}, {kB, 1}}));
}

TEST(Gvwstate, PutsAnEmptyFileIntoItsOwnClass) {
  EXPECT_EQ(ParseGvwstate("").kind, GvwstateKind::kEmpty);
  EXPECT_EQ(ParseGvwstate(" \n").kind, GvwstateKind::kUnreadable);
  EXPECT_EQ(ParseGvwstate(std::string(64, '\0')).kind, GvwstateKind::kUnreadable);
}

TEST(Gvwstate, IsUnreadableWhereverItIsCut) {
  const std::size_t whole = kWhole.size() - 1;  // the last line feed may be missing
  for (std::size_t length = 1; length < whole; ++length) {
    EXPECT_EQ(ParseGvwstate(kWhole.substr(0, length)).kind, GvwstateKind::kUnreadable) << length;
  }
  EXPECT_EQ(ParseGvwstate(kWhole.substr(0, whole)).kind, GvwstateKind::kView);
}

TEST(Gvwstate, PassesOverCarriageReturnsAndUnknownLinesAndRepeatedMembers) {
  std::string text;
  for (const char c : kWhole + "member: " + kA + " 0\nfuture: thing\n")
    text += c == '\n' ? "\r\n" : std::string(1, c);
  const Gvwstate state = ParseGvwstate(text);
  EXPECT_EQ(state.kind, GvwstateKind::kView);
  EXPECT_EQ(state.members.size(), 2u);
}

TEST(Gvwstate, RejectsMalformedFields) {
  for (const char* bad :
       {"", "3", "3 x 1", "x 0dae1307-1606-11e4-aa94-5255b1455aa0 1",
        "3 0dae1307-1606-11e4-aa94-5255b1455aa0", "3 0dae1307-1606-11e4-aa94-5255b1455aa0 -1"}) {
    EXPECT_EQ(ParseGvwstate(std::string("view_id: ") + bad).view_id, std::nullopt) << bad;
  }
  EXPECT_TRUE(ParseGvwstate("member: nobody 0").members.empty());
  EXPECT_EQ(ParseGvwstate("my_uuid: 7").my_uuid, std::nullopt);
  EXPECT_EQ(ParseGvwstate("bootstrap: maybe").bootstrap, std::nullopt);
}

TEST(Gvwstate, IsBounded) {
  std::string text;
  for (int i = 10000; i < 12000; ++i)
    text += "member: 0dae1307-1606-11e4-aa94-5255b14" + std::to_string(i) + " 0\n";
  EXPECT_EQ(ParseGvwstate(text).members.size(), 1000u);
}

}  // namespace
}  // namespace galera
