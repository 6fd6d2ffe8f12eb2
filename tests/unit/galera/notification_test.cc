#include "galera/notification.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

using Arguments = std::vector<std::string>;

// As 10.11.19 with Galera 26.4.23 calls it.
const Arguments kView = {
    "--status",
    "connected",
    "--uuid",
    "a1b2c3d4-0000-11ee-8000-0123456789ab",
    "--primary",
    "yes",
    "--index",
    "1",
    "--members",
    "11111111-0000-11ee-8000-0123456789ab/node1/10.0.0.1:3306,22222222-0000-11ee-8000-0123456789ab/node2/"};

TEST(ParseNotification, ReadsAView) {
  const auto said = ParseNotification(kView);
  ASSERT_TRUE(said);
  EXPECT_EQ(said->status, "connected");
  EXPECT_EQ(said->view_uuid, "a1b2c3d4-0000-11ee-8000-0123456789ab");
  EXPECT_EQ(said->primary, true);
  EXPECT_EQ(said->index, 1);
  ASSERT_TRUE(said->members);
  ASSERT_EQ(said->members->size(), 2u);
  EXPECT_EQ(said->members->front(),
            (NotifiedMember{"11111111-0000-11ee-8000-0123456789ab", "node1", "10.0.0.1:3306"}));
  EXPECT_EQ(said->members->back().address, "");
}

TEST(ParseNotification, ReadsAStateAlone) {
  const auto said = ParseNotification(Arguments{"--status", "Synced"});
  ASSERT_TRUE(said);
  EXPECT_EQ(said->status, "synced");
  EXPECT_FALSE(said->primary);
  EXPECT_FALSE(said->members);
}

TEST(ParseNotification, LeavesOutWhatItDoesNotKnow) {
  const auto said = ParseNotification(
      Arguments{"--epoch", "--status", "donor", "--primary", "perhaps", "--index", "-1", "--members", "x,y"});
  ASSERT_TRUE(said);
  EXPECT_EQ(said->status, "donor");
  EXPECT_FALSE(said->primary);
  EXPECT_FALSE(said->index);
  EXPECT_FALSE(said->members);
}

TEST(ParseNotification, TakesANameWithSlashes) {
  const auto said = ParseNotification(Arguments{"--members", "u/a/b c/10.0.0.1"});
  ASSERT_TRUE(said && said->members);
  EXPECT_EQ(said->members->front(), (NotifiedMember{"u", "a/b c", "10.0.0.1"}));
}

TEST(ParseNotification, RefusesWhatIsNone) {
  for (const Arguments& words :
       {Arguments{}, Arguments{"--status"}, Arguments{"a", "b", "c"}, Arguments{""}}) {
    EXPECT_FALSE(ParseNotification(words)) << words.size();
  }
}

TEST(EncodeArguments, ComesBackFromADatagram) {
  for (const Arguments& words : {kView, Arguments{"", "a b", "'\"\n"}, Arguments{}}) {
    const auto datagram = EncodeArguments(words);
    ASSERT_TRUE(datagram);
    EXPECT_EQ(DecodeArguments(*datagram), words);
  }
  EXPECT_FALSE(EncodeArguments(Arguments{std::string(kNotificationBytesMax, 'x')}));
  EXPECT_EQ(DecodeArguments("a"), Arguments{"a"});
}

}  // namespace
}  // namespace galera
