#include "incident/incident.h"

#include <gtest/gtest.h>

#include <set>

namespace watchdog {
namespace {

TEST(IncidentKinds, StandInTheOrderOfTheEnum) {
  for (std::size_t i = 0; i < kIncidentCount; ++i) {
    EXPECT_EQ(static_cast<std::size_t>(IncidentKinds()[i].incident), i);
    EXPECT_EQ(KindOf(IncidentKinds()[i].incident).name, IncidentKinds()[i].name);
  }
}

TEST(IncidentKinds, AreFoundByBothNames) {
  std::set<std::string_view> names;
  for (const IncidentKind& kind : IncidentKinds()) {
    EXPECT_EQ(IncidentNamed(kind.name), kind.incident);
    EXPECT_EQ(IncidentNamed(kind.alert), kind.incident);
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_FALSE(kind.meaning.empty());
    EXPECT_FALSE(kind.next_step.empty());
    EXPECT_EQ(kind.rule.threshold != 0, !kind.threshold_unit.empty()) << kind.name;
  }
  EXPECT_EQ(IncidentNamed("nodedown"), std::nullopt);
  EXPECT_EQ(IncidentNamed(""), std::nullopt);
}

TEST(IncidentKinds, HaveADefaultRuleEach) {
  const IncidentRules rules = DefaultRules();
  EXPECT_EQ(rules.size(), kIncidentCount);
  EXPECT_EQ(rules.at(Incident::kNodeDown), KindOf(Incident::kNodeDown).rule);
}

TEST(SeverityNamed, TakesBackEveryName) {
  for (const Severity severity : {Severity::kInfo, Severity::kWarning, Severity::kCritical}) {
    EXPECT_EQ(SeverityNamed(Name(severity)), severity);
  }
  EXPECT_EQ(SeverityNamed("fatal"), std::nullopt);
}

}  // namespace
}  // namespace watchdog
