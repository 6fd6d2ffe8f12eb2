#include "supervisor/message.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace watchdog::control {
namespace {

using namespace std::chrono_literals;

const std::vector<Message>& OneOfEach() {
  static const std::vector<Message> kMessages = {
      Start{{"mariadbd", "--datadir=/var/lib/mysql", ""}, {"TZ=UTC", "EMPTY=", "GONE"}},
      Stop{1500ms},
      PhaseNow{Phase::kServing, {1ms, 2ms, 3ms, 4ms}},
      Keep{true},
      End{255},
      Hello{4711, Phase::kTransfer, {"mariadbd"}, 1'700'000'000'000, true, ProcessEnd{true, 9}},
      Hello{},
      Started{4711},
      Ended{{true, 11}, ""},
      Ended{{false, 127}, "execute /no/such: No such file or directory"},
      Stopping{15},
      Refused{"mariadbd already runs"},
      Service{Service::State::kReloading, "serves"},
  };
  return kMessages;
}

std::string Encoded(const Message& message) { return Encode(message).value(); }

std::string ProblemOf(std::string_view packet) {
  std::string problem;
  EXPECT_FALSE(Decode(packet, &problem).has_value());
  return problem;
}

TEST(Message, ComesBackAsItWas) {
  for (const Message& message : OneOfEach()) {
    const auto back = Decode(Encoded(message));
    ASSERT_TRUE(back.has_value()) << message.index();
    EXPECT_EQ(*back, message) << message.index();
    EXPECT_EQ(Encoded(*back), Encoded(message)) << message.index();
  }
}

TEST(Message, CutShortAnywhereIsRefused) {
  for (const Message& message : OneOfEach()) {
    const std::string packet = Encoded(message);
    for (std::size_t size = 0; size < packet.size(); ++size) {
      EXPECT_EQ(ProblemOf(packet.substr(0, size)), "message is cut short") << message.index() << " " << size;
    }
  }
}

TEST(Message, WithAByteTooManyIsRefused) {
  for (const Message& message : OneOfEach()) {
    EXPECT_EQ(ProblemOf(Encoded(message) + '\0'), "message has bytes after its end") << message.index();
  }
}

// Whatever one byte is changed to: refused, or exactly another message.
TEST(Message, WithAChangedByteIsAnotherMessageOrNone) {
  for (const Message& message : OneOfEach()) {
    const std::string packet = Encoded(message);
    for (std::size_t at = 0; at < packet.size(); ++at) {
      for (const int value : {0, 1, 2, 9, 127, 128, 255}) {
        std::string changed = packet;
        changed[at] = static_cast<char>(value);
        if (const auto other = Decode(changed)) {
          EXPECT_EQ(Encoded(*other), changed);
        }
      }
    }
  }
}

TEST(Message, ThatMakesNoSenseIsRefused) {
  using Bytes = std::string;
  const auto raw = [](std::initializer_list<int> bytes) {
    Bytes out;
    for (const int byte : bytes) out += static_cast<char>(byte);
    return out;
  };
  const std::vector<std::pair<Bytes, std::string>> refused = {
      {raw({2, 1, 0, 0, 0, 0}), "message is of another version"},
      {raw({1, 11}), "message is of an unknown type"},
      {raw({1, 255}), "message is of an unknown type"},
      {raw({1, 3, 2}), "message has a flag that is neither 0 nor 1"},
      {raw({1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), "message has an unknown phase"},
      {raw({1, 0, 0, 0, 0, 0, 0, 0, 0, 0}), "message names no program"},
      {raw({1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), "message names no program"},
      {raw({1, 0, 255, 255, 255, 255, 0, 0, 0, 0}), "message is cut short"},
      {raw({1, 0, 1, 0, 0, 0, 255, 255, 255, 255, 'a'}), "message is cut short"},
      {raw({1, 0, 1, 0, 0, 0, 2, 0, 0, 0, 'a', 0, 0, 0, 0, 0}),
       "message has a NUL byte in an argument or variable"},
      {raw({1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 'a', 1, 0, 0, 0, 2, 0, 0, 0, '=', 'b'}),
       "message has a variable without a name"},
      {raw({1, 4, 0, 1, 0, 0}), "message has an exit code outside 0..255"},
      {raw({1, 4, 255, 255, 255, 255}), "message has an exit code outside 0..255"},
      {raw({1, 6, 0, 0, 0, 0}), "message has an impossible pid"},
      {raw({1, 6, 255, 255, 255, 255}), "message has an impossible pid"},
      {raw({1, 7, 1, 0, 0, 0, 0, 0, 0, 0, 0}), "message has an impossible signal"},
      {raw({1, 7, 0, 0, 1, 0, 0, 0, 0, 0, 0}), "message has an exit code outside 0..255"},
      {raw({1, 10, 2, 0, 0, 0, 0}), "message has an unknown state"},
      {raw({1, 8, 65, 0, 0, 0}), "message has an impossible signal"},
      {Bytes(kPacketBytesMax + 1, '\1'), "message is longer than 64 KiB"},
  };
  for (const auto& [packet, problem] : refused) {
    EXPECT_EQ(ProblemOf(packet), problem) << ::testing::PrintToString(packet.substr(0, 40));
  }
}

TEST(Message, ThatWouldBeRefusedIsNotEncoded) {
  const std::string secret(kArgvBytesMax, 's');
  std::string problem;
  for (const Message& message :
       {Message(Start{{}, {}}), Message(Start{{"a", std::string("b\0c", 3)}, {}}),
        Message(Start{{"a"}, {"=x"}}), Message(Start{{"a"}, {secret}}), Message(Start{{secret}, {}}),
        Message(Start{{"a", std::string(40'000, 'x')}, {std::string(40'000, 's')}}), Message(End{256}),
        Message(Service{Service::State::kReady, std::string(kStatusBytesMax + 1, 's')}), Message(Stopping{0}),
        Message(Refused{std::string(kReasonBytesMax + 1, 'r')})}) {
    problem.clear();
    EXPECT_FALSE(Encode(message, &problem).has_value());
    EXPECT_TRUE(problem.starts_with("message ")) << problem;
    EXPECT_EQ(problem.find("sss"), std::string::npos) << problem;
  }
}

TEST(Message, HelloHasSpaceForEveryArgvThatStartHas) {
  Start start{{"a", std::string(kArgvBytesMax - 9, 'x')}, {}};
  ASSERT_TRUE(Encode(start).has_value());
  EXPECT_TRUE(Encode(Hello{1, Phase::kWaiting, start.argv, 1, false, ProcessEnd{true, 9}}).has_value());
  start.argv[1] += 'x';
  EXPECT_FALSE(Encode(start).has_value());
}

TEST(Message, GracesBeyondTheirBoundsAreTheBounds) {
  const auto back = Decode(Encoded(PhaseNow{Phase::kServing, {-1ms, 1000h, 2000h, 0ms}}));
  ASSERT_TRUE(back.has_value());
  const Graces graces = std::get<PhaseNow>(*back).graces;
  EXPECT_EQ(graces.waiting, 0ms);
  EXPECT_EQ(graces.transfer, 1000h);
  EXPECT_EQ(graces.serving, 4'294'967'295ms);
}

TEST(ProcessEnd, IsAnExitCodeAsAShellHasIt) {
  EXPECT_EQ((ProcessEnd{false, 3}.ExitCode()), 3);
  EXPECT_EQ((ProcessEnd{true, 9}.ExitCode()), 137);
}

}  // namespace
}  // namespace watchdog::control
