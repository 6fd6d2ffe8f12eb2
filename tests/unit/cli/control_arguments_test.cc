#include "cli/control_arguments.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Words = std::vector<std::string>;
using enum ControlCommand;

TEST(ControlArguments, BecomeTheRequest) {
  const std::tuple<ControlCommand, Words, ControlRequest> kAccepted[] = {
      {kPage, {"--list"}, ListReceivers{}},
      {kPage, {"--test"}, TestReceivers{""}},
      {kPage, {"--test", "oncall"}, TestReceivers{"oncall"}},
      {kPage, {"oncall", "--test"}, TestReceivers{"oncall"}},
      {kMaintenance, {}, ShowMaintenance{}},
      {kMaintenance, {"--end"}, EndMaintenance{""}},
      {kMaintenance, {"30m", "--reason", "update"}, BeginMaintenance{minutes(30), "update", ""}},
      {kMaintenance, {"--reason=a=b c", "1h30m"}, BeginMaintenance{minutes(90), "a=b c", ""}},
      {kMaintenance, {"7d", "--reason", "--"}, BeginMaintenance{hours(168), "--", ""}},
      {kMaintenance, {"1500ms", "--reason", "x"}, BeginMaintenance{seconds(2), "x", ""}},
      {kSilence, {}, ShowMaintenance{}},
      {kSilence, {"NodeDown", "2h", "--reason", "x"}, BeginMaintenance{hours(2), "x", "GaleraNodeDown"}},
      {kSilence, {"GaleraNodeDown", "--reason=x", "2h"}, BeginMaintenance{hours(2), "x", "GaleraNodeDown"}},
      {kSilence, {"--end", "NodeDown"}, EndMaintenance{"GaleraNodeDown"}},
      {kSilence, {"NodeDown", "--end"}, EndMaintenance{"GaleraNodeDown"}},
      {kExpect, {"5"}, ExpectSize{5}},
      {kExpect, {"100"}, ExpectSize{100}},
      {kExpect, {"--learned"}, ExpectSize{}},
  };
  for (const auto& [command, words, request] : kAccepted) {
    const auto parsed = ParseControlArguments(command, words);
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(Render(parsed->request), Render(request));
    EXPECT_FALSE(parsed->json);
    EXPECT_FALSE(parsed->help);
    EXPECT_EQ(parsed->socket, "");
  }
}

TEST(ControlArguments, TakeTheSocketAndJson) {
  for (const Words& words :
       {Words{"--list", "--socket", "/s", "--json"}, Words{"--json", "--socket=/s", "--list"}}) {
    const auto parsed = ParseControlArguments(kPage, words);
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(parsed->socket, "/s");
    EXPECT_TRUE(parsed->json);
  }
  EXPECT_TRUE(ParseControlArguments(kExpect, {"nonsense", "-h"})->help);
  EXPECT_TRUE(ParseControlArguments(kSilence, {"--help"})->help);
}

TEST(ControlArguments, RefuseWithWhatIsWrong) {
  const std::tuple<ControlCommand, Words, const char*> kRefused[] = {
      {kPage, {}, "say what: --test [RECEIVER] or --list"},
      {kPage, {"--list", "--test"}, "say what"},
      {kPage, {"--list", "oncall"}, "one word too many: \"oncall\""},
      {kPage, {"--test", "a", "b"}, "one word too many: \"b\""},
      {kPage, {"--lits"}, "did you mean --list?"},
      {kPage, {"--list", "--list"}, "--list is given twice"},
      {kPage, {"--list=x"}, "--list takes no value"},
      {kPage, {"--list", "--socket"}, "--socket needs a value"},
      {kPage, {"--list", "--socket="}, "--socket needs a value"},
      {kPage, {"--list", "--reason", "x"}, "unknown flag \"--reason\""},
      {kMaintenance, {"30m"}, "say why: --reason TEXT"},
      {kMaintenance, {"--reason", "x"}, "say how long"},
      {kMaintenance, {"30", "--reason", "x"}, "duration \"30\" has no unit: write 30m"},
      {kMaintenance, {"soon", "--reason", "x"}, "\"soon\" is not a duration"},
      {kMaintenance, {"0s", "--reason", "x"}, "a maintenance of no time"},
      {kMaintenance, {"7d1s", "--reason", "x"}, "\"7d1s\" is longer than 7d, which is the most"},
      {kMaintenance, {"30m", "--reason", "a\nb"}, "the reason holds control characters"},
      {kMaintenance, {"30m", "--reason", std::string(201, 'x')}, "longer than 200 bytes"},
      {kMaintenance, {"30m", "--end"}, "one word too many"},
      {kMaintenance, {"--end", "--reason", "x"}, "--end takes no --reason"},
      {kMaintenance, {"30m", "update", "--reason", "x"}, "one word too many: \"update\""},
      {kSilence, {"NodeDwon", "1h", "--reason", "x"}, "\"NodeDwon\" is no alert; did you mean NodeDown?"},
      {kSilence, {"NodeDown", "--reason", "x"}, "say how long"},
      {kSilence, {"NodeDown", "1h"}, "say why"},
      {kSilence, {"--end"}, "say which alert"},
      {kSilence, {"--reason", "x"}, "say how long"},
      {kExpect, {}, "say how many data nodes"},
      {kExpect, {"0"}, "is not between 1 and 100"},
      {kExpect, {"101"}, "is not between 1 and 100"},
      {kExpect, {"-1"}, "unknown flag"},
      {kExpect, {"three"}, "is not a whole number"},
      {kExpect, {"3", "--learned"}, "one word too many"},
  };
  for (const auto& [command, words, part] : kRefused) {
    const auto parsed = ParseControlArguments(command, words);
    ASSERT_FALSE(parsed) << part;
    EXPECT_NE(parsed.error().message.find(part), std::string::npos) << parsed.error().message;
  }
}

TEST(ControlSocketPlaces, AreWhereAWardenListens) {
  EXPECT_EQ(ControlSocketPlaces({}, {}, "/run/w"),
            (Words{"/run/w/control.sock", "/var/lib/galera-warden/control.sock"}));
  const std::vector<galera::YamlEntry> file = {
      {"paging.state_directory", galera::YamlEntry::Shape::kScalar, {"/srv/w"}, 1, 1}};
  EXPECT_EQ(ControlSocketPlaces({}, file, "/run/w"), (Words{"/run/w/control.sock", "/srv/w/control.sock"}));
  EXPECT_EQ(ControlSocketPlaces({{"GALERA_WARDEN_PAGING_STATE_DIRECTORY", "/e"}}, file, "/run/w"),
            (Words{"/run/w/control.sock", "/e/control.sock"}));
  EXPECT_EQ(ControlSocketPlaces({{"GALERA_WARDEN_PAGING_CONTROL_SOCKET", "/c"}}, file, "/run/w"),
            Words{"/c"});
}

}  // namespace
}  // namespace watchdog
