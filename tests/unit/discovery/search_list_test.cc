#include "discovery/search_list.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Names = std::vector<std::string>;

const Names kPodDomains = {"shop.svc.cluster.local", "svc.cluster.local", "cluster.local",
                           "wildcard.example.org"};

PeerSpec Spec(const std::string& entry) {
  return ParsePeerSpecs(std::vector<std::string>{entry}, 4567).specs.at(0);
}

TEST(NamesToAsk, OutsideKubernetesTheNameAlone) {
  EXPECT_EQ(NamesToAsk(Spec("db1"), false, 5, kPodDomains), Names{"db1"});
}

TEST(NamesToAsk, InKubernetesTheDomainsOfTheClusterFirst) {
  EXPECT_EQ(NamesToAsk(Spec("db"), true, 5, kPodDomains),
            (Names{"db.shop.svc.cluster.local", "db.svc.cluster.local", "db.cluster.local", "db"}));
  EXPECT_EQ(NamesToAsk(Spec("srv:db"), true, 5, kPodDomains).size(), 4u);
}

TEST(NamesToAsk, InKubernetesTheNameAloneWhereItIsWholeOrATask) {
  EXPECT_EQ(NamesToAsk(Spec("a.b.c.d.e.f"), true, 5, kPodDomains), Names{"a.b.c.d.e.f"});
  EXPECT_EQ(NamesToAsk(Spec("db."), true, 5, kPodDomains), Names{"db"});
  EXPECT_EQ(NamesToAsk(Spec("tasks.db"), true, 5, kPodDomains), Names{"tasks.db"});
  EXPECT_EQ(NamesToAsk(Spec("db"), true, 5, {}), Names{"db"});
}

}  // namespace
}  // namespace watchdog
