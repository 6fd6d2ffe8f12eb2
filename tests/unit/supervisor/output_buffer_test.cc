#include "supervisor/output_buffer.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>
#include <vector>

namespace watchdog::supervisor {
namespace {

struct Copy {
  std::string text;
  bool first, last;
  bool operator==(const Copy&) const = default;
};

std::vector<Copy> Cut(const std::string& bytes, std::size_t chunk) {
  LineCutter cutter;
  LineCutter::Piece piece;
  std::vector<Copy> out;
  for (std::size_t at = 0; at < bytes.size(); at += chunk) {
    std::string_view part = std::string_view(bytes).substr(at, chunk);
    while (cutter.Next(part, piece)) out.push_back({std::string(piece.text), piece.first, piece.last});
  }
  if (cutter.Rest(piece)) out.push_back({std::string(piece.text), piece.first, piece.last});
  EXPECT_FALSE(cutter.Rest(piece));
  return out;
}

void AddLine(OutputBuffer& buffer, std::string_view line) { buffer.Add({line, true, true}); }

std::string TakeAll(OutputBuffer& buffer, std::size_t piece = 4096) {
  std::string out;
  while (!buffer.empty()) {
    const std::string_view front = buffer.Front(piece);
    out += front;
    buffer.Remove(front.size());
  }
  return out;
}

TEST(LineCutter, CutsTheSameWhateverTheChunks) {
  const std::string exact(kLineBytesMax, 'e');
  const std::string longer(2 * kLineBytesMax + 1, 'l');
  const std::string bytes = "a\n\nbc\n" + exact + "\n" + longer + "\nend\nrest";
  const std::vector<Copy> want = {{"a", true, true},
                                  {"", true, true},
                                  {"bc", true, true},
                                  {exact, true, true},
                                  {longer.substr(0, kLineBytesMax), true, false},
                                  {longer.substr(0, kLineBytesMax), false, false},
                                  {"l", false, true},
                                  {"end", true, true},
                                  {"rest", true, true}};
  for (const std::size_t chunk : {1u, 2u, 3u, 100u, 4095u, 4096u, 4097u, 1u << 20}) {
    EXPECT_EQ(Cut(bytes, chunk), want) << chunk;
  }
}

TEST(LineCutter, ALineCutAtItsVeryEndStillEnds) {
  const std::vector<Copy> want = {{std::string(kLineBytesMax, 'x'), true, false}, {"y", false, true}};
  EXPECT_EQ(Cut(std::string(kLineBytesMax, 'x') + "y", 4096), want);
  EXPECT_EQ(Cut("", 1), std::vector<Copy>{});
}

TEST(OutputBuffer, GivesBackWhatItTook) {
  OutputBuffer buffer;
  std::string want;
  std::mt19937 random(1);
  for (int i = 0; i < 1000; ++i) {
    const std::string line(random() % 200, static_cast<char>('a' + i % 26));
    AddLine(buffer, line);
    want += line + "\n";
  }
  EXPECT_EQ(buffer.size(), want.size());
  EXPECT_EQ(TakeAll(buffer), want);
  EXPECT_EQ(buffer.TakeDropped(), 0u);
}

TEST(OutputBuffer, HandsOutWholeLinesWhereItCan) {
  OutputBuffer buffer;
  AddLine(buffer, "abc");
  AddLine(buffer, "defgh");
  EXPECT_EQ(buffer.Front(6), "abc\n");
  buffer.Remove(4);
  EXPECT_EQ(buffer.Front(3), "def");
}

TEST(OutputBuffer, LeavesOutWholeLinesAndCountsThem) {
  OutputBuffer buffer(100);
  for (int i = 0; i < 50; ++i) AddLine(buffer, "line " + std::to_string(i));
  EXPECT_EQ(buffer.TakeDropped(), 0u);  // there is no space to say it
  const std::string kept = TakeAll(buffer);
  std::istringstream lines(kept);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_EQ(line, "line " + std::to_string(count));
  EXPECT_EQ(buffer.TakeDropped(), static_cast<std::uint64_t>(50 - count));
  EXPECT_EQ(buffer.TakeDropped(), 0u);
  AddLine(buffer, "again");
  EXPECT_EQ(TakeAll(buffer), "again\n");
}

TEST(OutputBuffer, TakesNothingMoreUntilItCouldSayWhatItLeftOut) {
  OutputBuffer buffer(100);
  AddLine(buffer, std::string(60, 'a'));
  AddLine(buffer, std::string(60, 'b'));
  AddLine(buffer, "c");
  EXPECT_EQ(TakeAll(buffer), std::string(60, 'a') + "\n");
  EXPECT_EQ(buffer.TakeDropped(), 2u);
}

TEST(OutputBuffer, ALongLineThatEndsHalfWayIsEndedAndCountedOnce) {
  OutputBuffer buffer(100);
  buffer.Add({std::string(60, 'a'), true, false});
  buffer.Add({std::string(60, 'a'), false, false});
  buffer.Add({std::string(10, 'a'), false, true});
  EXPECT_EQ(TakeAll(buffer), std::string(60, 'a') + "\n");
  EXPECT_EQ(buffer.TakeDropped(), 1u);
}

TEST(OutputBuffer, KeepsSpaceForOurOwnLinesButNotForEver) {
  OutputBuffer buffer(100);
  AddLine(buffer, std::string(99, 'a'));
  buffer.AddOwn("ours\n");
  EXPECT_EQ(buffer.size(), 105u);
  for (int i = 0; i < 100'000; ++i) buffer.AddOwn("ours\n");
  EXPECT_LT(buffer.size(), 20'000u);
  EXPECT_GT(buffer.TakeAllDropped(), 0u);
}

}  // namespace
}  // namespace watchdog::supervisor
