#include "registration/peer_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace watchdog {
namespace {

using Kind = NameAnswer::Kind;

TEST(ParsePeerFile, TakesTheAddressOfEachLine) {
  const auto list = ParsePeerFile(
      "# the nodes\n10.0.0.1 db1 db1.example.org\n\n  10.0.0.2\t# no name\r\n2001:db8::1 db3\n10.0.0.4",
      4567);
  ASSERT_TRUE(list) << list.error().message;
  std::vector<std::string> texts;
  for (const NodeAddress& address : *list) {
    texts.push_back(address.text);
    EXPECT_EQ(address.port, 4567);
  }
  EXPECT_EQ(texts, (std::vector<std::string>{"10.0.0.1", "10.0.0.2", "2001:db8::1", "10.0.0.4"}));
}

TEST(ParsePeerFile, NothingButCommentsIsAnEmptyList) {
  for (const char* text : {"", "\n", "# none yet\n", "  \t\n\r\n"}) {
    const auto list = ParsePeerFile(text, 4567);
    ASSERT_TRUE(list) << text;
    EXPECT_TRUE(list->empty()) << text;
  }
}

// /etc/hosts passes such lines over; here it would lose a node.
TEST(ParsePeerFile, ALineThatCanNotBeReadIsNamed) {
  for (const char* line :
       {"db1 10.0.0.1", "10.0.0.300", "10.0.0.1:4567", "0.0.0.0", "224.0.0.1", "fe80::1%eth0"}) {
    const auto list = ParsePeerFile("10.0.0.1\n" + std::string(line) + " db2\n", 4567);
    ASSERT_FALSE(list) << line;
    EXPECT_EQ(list.error().message.substr(0, 7), "line 2:") << list.error().message;
  }
}

TEST(ParsePeerFile, IsBounded) {
  std::string text;
  for (int i = 0; i < 128; ++i) text += "10.0.0.1\n";
  EXPECT_TRUE(ParsePeerFile(text, 1));
  EXPECT_FALSE(ParsePeerFile(text + "10.0.0.2\n", 1));
}

class PeerFileTest : public testing::Test {
 protected:
  PeerFileTest() { spec_ = ParsePeerSpecs(std::vector<std::string>{"file:" + path_}, 4567).specs.at(0); }
  ~PeerFileTest() override { unlink(path_.c_str()); }

  void Write(const std::string& text) const { std::ofstream(path_) << text; }
  NameAnswer List() const { return PeerFile().List(spec_, {}, -1); }

  const std::string path_ = testing::TempDir() + "peers-" + std::to_string(getpid());
  PeerSpec spec_;
};

TEST_F(PeerFileTest, IsReadAnewEachTime) {
  Write("10.0.0.2\n10.0.0.1\n10.0.0.2 again\n");
  const NameAnswer first = List();
  EXPECT_EQ(first.kind, Kind::kAddresses);
  ASSERT_EQ(first.addresses.size(), 2U);
  EXPECT_EQ(first.addresses[0].text, "10.0.0.1");
  EXPECT_EQ(first.name, "file:" + path_);
  EXPECT_TRUE(first.answered);
  Write("");
  EXPECT_EQ(List().kind, Kind::kEmpty);
}

TEST_F(PeerFileTest, OneThatCanNotBeReadIsNoAnswer) {
  EXPECT_EQ(List().kind, Kind::kServerFailure) << "it is missing";
  EXPECT_NE(List().detail.find(path_), std::string::npos) << List().detail;
  Write("10.0.0.1\nnonsense\n");
  const NameAnswer answer = List();
  EXPECT_EQ(answer.kind, Kind::kServerFailure);
  EXPECT_TRUE(answer.addresses.empty());
  EXPECT_FALSE(answer.answered);
  EXPECT_FALSE(answer.Answered());
}

}  // namespace
}  // namespace watchdog
