#include "supervisor/control_channel.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

namespace watchdog::supervisor {
namespace {

class ControlChannelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string problem;
    ASSERT_TRUE(channel_.Open(&problem)) << problem;
  }
  void SendRaw(const std::string& packet) {
    ASSERT_EQ(::send(channel_.worker_end(), packet.data(), packet.size(), 0),
              static_cast<ssize_t>(packet.size()));
  }
  std::string ReceiveRaw() {
    std::string packet(control::kPacketBytesMax, '\0');
    const ssize_t got = ::recv(channel_.worker_end(), packet.data(), packet.size(), MSG_DONTWAIT);
    packet.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return packet;
  }

  ControlChannel channel_;
};

TEST_F(ControlChannelTest, CarriesMessagesBothWays) {
  EXPECT_TRUE(channel_.Send(control::Started{7}));
  EXPECT_EQ(control::Decode(ReceiveRaw()), control::Message(control::Started{7}));
  EXPECT_FALSE(channel_.Receive().has_value());
  SendRaw(*control::Encode(control::Keep{true}));
  const auto received = channel_.Receive();
  ASSERT_TRUE(received.has_value());
  EXPECT_EQ(received->message, control::Message(control::Keep{true}));
}

TEST_F(ControlChannelTest, SaysWhatIsWrongWithAPacketAndGoesOn) {
  SendRaw("rubbish");
  SendRaw(std::string(control::kPacketBytesMax + 1, 'x'));
  SendRaw(*control::Encode(control::End{3}));
  EXPECT_EQ(channel_.Receive()->problem, "message is of another version");
  EXPECT_EQ(channel_.Receive()->problem, "message is longer than 64 KiB");
  EXPECT_EQ(channel_.Receive()->message, control::Message(control::End{3}));
}

TEST_F(ControlChannelTest, KeepsWhatAWorkerDoesNotReadUpToABound) {
  int sent = 0;
  while (channel_.Send(control::Started{sent + 1})) ASSERT_LT(++sent, 100'000);
  EXPECT_GE(sent, static_cast<int>(kMessagesMax));
  EXPECT_EQ(channel_.writable_fd(), channel_.readable_fd());
  for (int i = 0; i < sent; ++i) {
    channel_.Flush();
    ASSERT_EQ(control::Decode(ReceiveRaw()), control::Message(control::Started{i + 1}));
  }
  EXPECT_EQ(channel_.writable_fd(), -1);
}

TEST_F(ControlChannelTest, ClosesWhenTheWorkerHangsUpAfterItsLastWord) {
  SendRaw(*control::Encode(control::End{3}));
  channel_.CloseWorkerEnd();
  EXPECT_EQ(channel_.Receive()->message, control::Message(control::End{3}));
  EXPECT_FALSE(channel_.Receive().has_value());
  EXPECT_EQ(channel_.readable_fd(), -1);
  EXPECT_TRUE(channel_.Send(control::Started{7}));
}

}  // namespace
}  // namespace watchdog::supervisor
