#include "node/notify_watch.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using galera::Notification;
using galera::NotifiedMember;

Notification View(std::vector<NotifiedMember> members, bool primary = true) {
  Notification view;
  view.primary = primary;
  view.members = std::move(members);
  return view;
}

const NotifiedMember kOne{"u1", "node1", ""};
const NotifiedMember kTwo{"u2", "node2", ""};
const NotifiedMember kNameless{"u3", "", ""};

TEST(DescribeViewChange, SaysWhoCameAndWent) {
  EXPECT_EQ(DescribeViewChange(std::nullopt, View({kOne})), "members: node1");
  EXPECT_EQ(DescribeViewChange(View({kOne}), View({kOne, kTwo})), "node2 has joined; members: node1 node2");
  EXPECT_EQ(DescribeViewChange(View({kOne, kTwo, kNameless}), View({kOne})),
            "node2 u3 have left; members: node1");
  EXPECT_EQ(DescribeViewChange(View({kOne, kTwo}), View({kOne}, false)),
            "node2 has left; not a primary component; members: node1");
  EXPECT_EQ(DescribeViewChange(View({kOne}), View({}, false)),
            "node1 has left; not a primary component; members: none");
}

TEST(DescribeViewChange, IsSilentWhereNothingChanged) {
  EXPECT_EQ(DescribeViewChange(View({kOne}), View({kOne})), "");
  EXPECT_EQ(DescribeViewChange(View({kOne}), Notification{"synced", "", true, 0, std::nullopt}), "");
  EXPECT_EQ(DescribeViewChange(View({kOne}, false), View({kOne})), "members: node1");
}

}  // namespace
}  // namespace watchdog
