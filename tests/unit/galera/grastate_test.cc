#include "galera/grastate.h"

#include <gtest/gtest.h>

#include <string>

namespace galera {
namespace {

constexpr const char* kUuid = "9993b11c-e581-11f1-ae70-0675c5f31fa5";

TEST(Grastate, ReadsWhatACleanStopLeaves) {
  // Of MariaDB 10.11.19 with Galera 26.4.23, trailing blank line included.
  const Grastate state = ParseGrastate(
      "# GALERA saved state\nversion: 2.1\nuuid:    9993b11c-e581-11f1-ae70-0675c5f31fa5\n"
      "seqno:   1\nsafe_to_bootstrap: 1\n \n\n");
  EXPECT_EQ(state.kind, GrastateKind::kPosition);
  EXPECT_EQ(state.version, "2.1");
  EXPECT_EQ(state.uuid, kUuid);
  EXPECT_EQ(state.seqno, 1);
  EXPECT_EQ(state.safe_to_bootstrap, true);
}

TEST(Grastate, IsEmptyOnlyWithoutAByte) {
  EXPECT_EQ(ParseGrastate("").kind, GrastateKind::kEmpty);
  EXPECT_EQ(ParseGrastate("\n").kind, GrastateKind::kUnreadable);
  EXPECT_EQ(ParseGrastate(std::string(120, '\0')).kind, GrastateKind::kUnreadable);
}

TEST(Grastate, TellsAZeroUuidFromAPosition) {
  const Grastate state = ParseGrastate(
      "version: 2.1\nuuid: 00000000-0000-0000-0000-000000000000\nseqno: -1\nsafe_to_bootstrap: 0\n");
  EXPECT_EQ(state.kind, GrastateKind::kZeroUuid);
  EXPECT_EQ(state.seqno, -1);
  EXPECT_EQ(state.safe_to_bootstrap, false);
}

TEST(Grastate, IsAPositionWithoutASeqno) {
  const Grastate state = ParseGrastate(std::string("uuid: ") + kUuid);
  EXPECT_EQ(state.kind, GrastateKind::kPosition);
  EXPECT_EQ(state.seqno, std::nullopt);
  EXPECT_EQ(state.safe_to_bootstrap, std::nullopt);
  EXPECT_EQ(state.version, std::nullopt);
}

TEST(Grastate, PassesOverCarriageReturnsCommentsAndUnknownLines) {
  const Grastate state = ParseGrastate(
      "#uuid: 11111111-e581-11f1-ae70-0675c5f31fa5\r\n\tuuid :9993B11C-E581-11F1-AE70-0675C5F31FA5 \r\n"
      "cert_index:\r\nnoise\r\nseqno:-1\r\n");
  EXPECT_EQ(state.kind, GrastateKind::kPosition);
  EXPECT_EQ(state.uuid, kUuid);
  EXPECT_EQ(state.seqno, -1);
}

TEST(Grastate, LeavesMalformedFieldsUnset) {
  for (const char* bad : {"", "-2", "1x", "0x1", "+1", "1.0", "99999999999999999999", "1 2"}) {
    EXPECT_EQ(ParseGrastate(std::string("seqno: ") + bad).seqno, std::nullopt) << bad;
  }
  for (const char* bad : {"", "2", "yes", "true", "01", "-1"}) {
    EXPECT_EQ(ParseGrastate(std::string("safe_to_bootstrap: ") + bad).safe_to_bootstrap, std::nullopt) << bad;
  }
  for (const char* bad : {"", "9993b11c", "9993b11c-e581-11f1-ae70-0675c5f31fa5x"}) {
    EXPECT_EQ(ParseGrastate(std::string("seqno: 1\nuuid: ") + bad).kind, GrastateKind::kUnreadable) << bad;
  }
}

TEST(Grastate, BelievesNeitherOfTwoValues) {
  const Grastate state =
      ParseGrastate(std::string("uuid: ") + kUuid + "\nseqno: 5\nseqno: 6\nseqno: 5\nuuid: " + kUuid +
                    "\nsafe_to_bootstrap: 1\nsafe_to_bootstrap: 0\n");
  EXPECT_EQ(state.uuid, kUuid);
  EXPECT_EQ(state.seqno, std::nullopt);
  EXPECT_EQ(state.safe_to_bootstrap, std::nullopt);
}

}  // namespace
}  // namespace galera
