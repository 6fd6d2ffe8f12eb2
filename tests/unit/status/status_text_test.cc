// What an operator sees in each situation, to the letter: data/NAME.txt. REWRITE=1 writes them anew; read the
// difference before it is committed.
#include "status/status_text.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include "document_file.h"
#include "status/screen_text.h"

namespace watchdog {
namespace {

using test::FileText;
using test::ViewOf;

std::tm Utc(std::time_t time) {
  std::tm parts{};
  gmtime_r(&time, &parts);
  return parts;
}

StatusLayout Layout(std::size_t width) {
  StatusLayout layout;
  layout.width = width;
  layout.now = 1790000000.5;
  layout.local_time = Utc;
  return layout;
}

void ExpectGolden(const std::string& text, const std::string& name) {
  if (std::getenv("REWRITE") != nullptr)
    std::ofstream(std::string(STATUS_DATA) + "/" + name + ".txt") << text;
  EXPECT_EQ(text, FileText(name + ".txt")) << name;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool Holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

constexpr const char* kSituations[] = {"healthy",     "hostile_names", "mariadbd_down", "monitor_alone",
                                       "non_primary", "odd",           "one_gone",      "state_transfer",
                                       "unproven",    "waiting"};

TEST(RenderStatus, IsAsReadForEachSituation) {
  for (const char* name : kSituations) ExpectGolden(RenderStatus(ViewOf(name), Layout(100)), name);
}

TEST(RenderStatus, IsAsReadOnASmallTerminal) {
  for (const char* name : {"waiting", "state_transfer", "odd"})
    ExpectGolden(RenderStatus(ViewOf(name), Layout(60)), std::string(name) + ".60");
}

TEST(RenderStatus, IsAsReadInColour) {
  for (const char* name : {"waiting", "one_gone"}) {
    StatusLayout layout = Layout(80);
    layout.colour = true;
    ExpectGolden(RenderStatus(ViewOf(name), layout), std::string(name) + ".colour");
  }
}

TEST(RenderStatus, IsAsReadInAWindowOf80By24) {
  for (const char* name : {"waiting", "mariadbd_down"}) {
    StatusLayout layout = Layout(80);
    layout.height = 24;
    ExpectGolden(RenderStatus(ViewOf(name), layout), std::string(name) + ".80x24");
  }
}

// Commands and addresses are for copying, and the only lines that may be wider.
TEST(RenderStatus, NeverIsWiderOrHigherThanItsWindow) {
  for (const char* name : kSituations) {
    const StatusView view = ViewOf(name);
    for (std::size_t width = 24; width <= 140; width += 3) {
      for (std::size_t height = 1; height <= 60; height += 7) {
        StatusLayout layout = Layout(width);
        layout.height = height;
        layout.now += width % 2 == 0 ? 86400 : 0;  // events of another day have longer times
        const auto lines = LinesOf(RenderStatus(view, layout));
        EXPECT_LE(lines.size(), height) << name << " " << width;
        for (const std::string& line : lines) {
          if (Holds(line, " touch /") || Holds(line, "https://")) continue;
          EXPECT_LE(ScreenWidth(line), width) << name << " " << line;
        }
      }
    }
  }
}

TEST(RenderStatus, SaysTheSameWithoutColour) {
  for (const char* name : kSituations) {
    StatusLayout layout = Layout(100);
    layout.colour = true;
    std::string painted = RenderStatus(ViewOf(name), layout);
    EXPECT_TRUE(Holds(painted, "\x1b[1;3")) << name;
    for (std::size_t at = painted.find('\x1b'); at != std::string::npos; at = painted.find('\x1b'))
      painted.erase(at, painted.find('m', at) - at + 1);
    // The headword alone is written otherwise: as a block.
    const std::string plain = RenderStatus(ViewOf(name), Layout(100));
    EXPECT_EQ(painted.substr(painted.find('\n')), plain.substr(plain.find('\n'))) << name;
  }
}

TEST(RenderStatus, NothingFromTheDocumentReachesTheTerminalAsAnOrder) {
  const std::string text = RenderStatus(ViewOf("hostile_names"), Layout(100));
  EXPECT_FALSE(Holds(text, "\x1b")) << text;
  EXPECT_FALSE(Holds(text, "\xE2\x80\xAE")) << text;  // right to left
  EXPECT_TRUE(Holds(text, "?n3?[31m {{7*7}} ${x} 名前")) << text;
}

// Somebody who is tired types the first command that is called recommended.
TEST(RenderStatus, WhatIsNotProvenIsNotRecommended) {
  const std::string text = RenderStatus(ViewOf("unproven"), Layout(100));
  EXPECT_FALSE(Holds(text, "RECOMMENDED")) << text;
  const std::size_t advice = text.find("\nRecommended: bring the missing nodes back, so that they report.\n");
  ASSERT_NE(advice, std::string::npos) << text;
  EXPECT_LT(advice, text.find("if that can't be: on n2")) << text;
}

TEST(RenderStatus, ACommandIsWholeHoweverNarrowTheWindow) {
  StatusView view = ViewOf("waiting");
  const std::string command =
      "docker exec -it db_galera.2.abcdefghijklmnopqrstuvwxyz touch '/var/lib/my sql/confirm'";
  view.question->recommended->command = command;
  EXPECT_TRUE(Holds(RenderStatus(view, Layout(30)), "\n      " + command + "\n"));
  StatusLayout layout = Layout(30);
  layout.height = 40;
  const std::string text = RenderStatus(view, layout);
  EXPECT_TRUE(Holds(text, "\n      " + command + "\n")) << text;
  // It takes four rows of these forty.
  EXPECT_LE(LinesOf(text).size(), 37U);
}

TEST(RenderStatus, SaysThatThereIsNoNewerAnswer) {
  StatusLayout layout = Layout(100);
  layout.trouble = "no answer in time\nat all";
  const std::string text = RenderStatus(ViewOf("healthy"), layout);
  EXPECT_EQ(
      text.rfind("NO ANSWER NOW: what follows is of 2026-09-21 14:13:20\nno answer in time?at all\nHEALTHY:",
                 0),
      0U)
      << text;
}

TEST(RenderStatus, TellsOfAClockThatIsApart) {
  StatusLayout layout = Layout(120);
  layout.now += 75;
  EXPECT_TRUE(Holds(RenderStatus(ViewOf("healthy"), layout), "; its clock is 1m15s behind this one"));
  layout.now -= 150;
  EXPECT_TRUE(Holds(RenderStatus(ViewOf("healthy"), layout), "; its clock is 1m14s ahead of this one"));
  EXPECT_FALSE(Holds(RenderStatus(ViewOf("healthy"), Layout(120)), "clock"));
}

TEST(RenderStatus, LongListsEnd) {
  StatusView view = ViewOf("one_gone");
  view.reasons.assign(200, "a reason");
  view.incidents.resize(200, view.incidents.front());
  const std::string text = RenderStatus(view, Layout(100));
  EXPECT_TRUE(Holds(text, "... and 190 more reasons\n")) << text;
  EXPECT_TRUE(Holds(text, "... and 190 more incidents\n")) << text;
}

}  // namespace
}  // namespace watchdog
