#include "status/figures.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

TEST(SpanText, HasTheTwoLargestUnits) {
  EXPECT_EQ(SpanText(-5), "0s");
  EXPECT_EQ(SpanText(0.9), "0s");
  EXPECT_EQ(SpanText(59.9), "59s");
  EXPECT_EQ(SpanText(60), "1m");
  EXPECT_EQ(SpanText(250), "4m10s");
  EXPECT_EQ(SpanText(7500), "2h5m");
  EXPECT_EQ(SpanText(86400), "1d");
  EXPECT_EQ(SpanText(273600), "3d4h");
  EXPECT_EQ(SpanText(1e18), "1157407d9h");
}

TEST(SizeText, HasBinaryUnits) {
  EXPECT_EQ(SizeText(0), "0 B");
  EXPECT_EQ(SizeText(1023), "1023 B");
  EXPECT_EQ(SizeText(1024), "1.0 KiB");
  EXPECT_EQ(SizeText(1024 * 1024 - 1), "1.0 MiB");
  EXPECT_EQ(SizeText(4.2 * 1024 * 1024 * 1024), "4.2 GiB");
  EXPECT_EQ(SizeText(1e18), "888.2 PiB");
}

TEST(ShareText, IsZeroForNothingOnly) {
  EXPECT_EQ(ShareText(0), "0%");
  EXPECT_EQ(ShareText(0.0001), "<0.1%");
  EXPECT_EQ(ShareText(0.013), "1.3%");
  EXPECT_EQ(ShareText(0.0996), "10%");
  EXPECT_EQ(ShareText(1.002), "100%");
}

TEST(ProgressBar, IsFullAtTheEndOnly) {
  EXPECT_EQ(ProgressBar(0, 10), "[..........]");
  EXPECT_EQ(ProgressBar(42, 10), "[####......]");
  EXPECT_EQ(ProgressBar(99.9, 10), "[#########.]");
  EXPECT_EQ(ProgressBar(400, 10), "[##########]");
}

}  // namespace
}  // namespace watchdog
