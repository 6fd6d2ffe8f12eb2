#include "config/command_line.h"

#include <gtest/gtest.h>

#include <map>

#include "loading.h"

namespace galera {
namespace {

using Arguments = std::vector<std::string>;

CommandLine Parse(const Arguments& arguments, const std::map<std::string, std::string>& files = {}) {
  return ParseCommandLine(arguments, [&files](const std::string& path) -> Result<std::string> {
    const auto file = files.find(path);
    if (file == files.end()) return Error{ErrorCode::kNotFound, "no such file"};
    return file->second;
  });
}

Arguments ValuesOf(const CommandLine& line, std::string_view flag) {
  for (const Setting& setting : line.settings) {
    if (setting.option->flag == flag) return setting.values;
  }
  return {};
}

TEST(ParseCommandLine, TakesWhatKingpinTakes) {
  struct Case {
    Arguments arguments;
    const char* flag;
    Arguments values;
  };
  const Case kAccepted[] = {
      {{"--log.level=debug"}, "log.level", {"debug"}},
      {{"--log.level", "debug"}, "log.level", {"debug"}},
      {{"--web.telemetry-path="}, "web.telemetry-path", {""}},
      {{"--web.telemetry-path", ""}, "web.telemetry-path", {""}},
      {{"--web.telemetry-path=@x"}, "web.telemetry-path", {"@x"}},
      {{"--mysqld.username=a=b"}, "mysqld.username", {"a=b"}},
      {{"--timeout-offset=-1"}, "timeout-offset", {"-1"}},
      {{"--timeout-offset", "--", "-1"}, "timeout-offset", {"-1"}},
      {{"--log.level=info", "--"}, "log.level", {"info"}},
      {{"--collect.heartbeat"}, "collect.heartbeat", {"true"}},
      {{"--no-collect.heartbeat"}, "collect.heartbeat", {"false"}},
      {{"--web.listen-address=:1", "--web.listen-address", ":2"}, "web.listen-address", {":1", ":2"}},
  };
  for (const Case& c : kAccepted) {
    const CommandLine line = Parse(c.arguments);
    EXPECT_TRUE(line.problems.empty()) << c.arguments[0] << ": " << Describe(line.problems[0]);
    EXPECT_EQ(ValuesOf(line, c.flag), c.values) << c.arguments[0];
  }
}

TEST(ParseCommandLine, RefusesWhatKingpinRefuses) {
  const std::pair<Arguments, const char*> kRefused[] = {
      {{"--collect.heartbeat=true"}, "unexpected \"true\""},
      {{"--collect.heartbeat", "true"}, "unexpected true"},
      {{"-collect.heartbeat"}, "two dashes"},
      {{"-no-collect.heartbeat"}, "two dashes"},
      {{"-log.level=info"}, "two dashes"},
      {{"-x"}, "-x: unknown short flag"},
      {{"-"}, "unknown short flag"},
      {{"-hx"}, "unknown short flag"},
      {{""}, "unexpected argument"},
      {{"foo"}, "unexpected argument"},
      {{"--", "foo"}, "unexpected argument"},
      {{"--nope"}, "--nope: unknown flag"},
      {{"--no-nope"}, "--no-nope: unknown flag"},
      {{"--no-log.level"}, "--no-log.level: unknown flag"},
      {{"--log.level"}, "expected a value"},
      {{"--log.level", "--version"}, "expected a value"},
      {{"--timeout-offset", "-1"}, "expected a value"},
      {{"--log.level=info", "--log.level=info"}, "cannot be repeated"},
      {{"--collect.heartbeat", "--collect.heartbeat"}, "cannot be repeated"},
      {{"--collect.heartbeat", "--no-collect.heartbeat"}, "cannot be repeated"},
      {{"@nope"}, "no such file"},
      {{"@"}, "without the name"},
      {{"--web.listen-address", "@flags"}, "expected a value"},
  };
  for (const auto& [arguments, part] : kRefused) {
    const CommandLine line = Parse(arguments, {{"flags", "--log.level=info\n"}});
    ASSERT_FALSE(line.problems.empty()) << arguments[0];
    EXPECT_NE(Describe(line.problems[0]).find(part), std::string::npos) << Describe(line.problems[0]);
    EXPECT_TRUE(line.problems[0].fatal);
  }
}

TEST(ParseCommandLine, ExpandsFilesOfArguments) {
  const CommandLine line = Parse(
      {"@outer", "--web.listen-address=:3"},
      {{"outer", "# comment\n--web.listen-address=:1\r\n@inner\n"}, {"inner", "--web.listen-address\n:2"}});
  EXPECT_TRUE(line.problems.empty());
  EXPECT_EQ(ValuesOf(line, "web.listen-address"), (Arguments{":1", ":2", ":3"}));
}

TEST(ParseCommandLine, SurvivesFilesThatNameThemselves) {
  const CommandLine line = Parse({"@loop"}, {{"loop", "@loop\n@loop\n"}});
  ASSERT_EQ(line.problems.size(), 1U);
  EXPECT_NE(Describe(line.problems[0]).find("names itself"), std::string::npos);
}

TEST(ParseCommandLine, RefusesABlankLineInAFileAsKingpinDoes) {
  EXPECT_FALSE(Parse({"@f"}, {{"f", "--log.level=info\n\n"}}).problems.empty());
}

TEST(ParseCommandLine, TellsEveryMistake) {
  EXPECT_EQ(Parse({"--nope", "--collect.heartbeat=true", "-x", "foo", "--log.level"}).problems.size(), 5U);
}

TEST(ParseCommandLine, PrintsUnlessSomethingWasWrongBefore) {
  using Print = CommandLine::Print;
  EXPECT_EQ(Parse({"--version", "--nope"}).print, Print::kVersion);
  EXPECT_EQ(Parse({"--nope", "--version"}).print, Print::kNothing);
  EXPECT_EQ(Parse({"--version=1"}).print, Print::kVersion);
  EXPECT_EQ(Parse({"-h"}).print, Print::kHelp);
  EXPECT_EQ(Parse({"--help"}).print, Print::kHelp);
  EXPECT_EQ(Parse({"--log.level=info", "--help-long"}).print, Print::kHelp);
}

TEST(ParseCommandLine, SuggestsTheNearestFlag) {
  const std::pair<const char*, const char*> kSlips[] = {
      {"--web.listen-adress=:1", "did you mean --web.listen-address?"},
      {"--no-collect.heartbeet", "did you mean --no-collect.heartbeat?"},
      {"--health.max_age=1s", "did you mean --health.max-age?"},
      {"--mysqld.password=hunter2", "MYSQLD_EXPORTER_PASSWORD"},
  };
  for (const auto& [argument, part] : kSlips) {
    const CommandLine line = Parse({argument});
    ASSERT_EQ(line.problems.size(), 1U) << argument;
    EXPECT_NE(Describe(line.problems[0]).find(part), std::string::npos) << Describe(line.problems[0]);
  }
}

TEST(ParseCommandLine, NeverShowsWhatMayBeAPassword) {
  for (const Arguments& arguments :
       {Arguments{"--mysqld.password=hunter2"}, Arguments{"--mysqld.password", "hunter2"},
        Arguments{"-phunter2"}, Arguments{"--mysqld.username=root", "hunter2"}, Arguments{"hunter2"},
        Arguments{"-password=hunter2"}}) {
    const CommandLine line = Parse(arguments);
    ASSERT_FALSE(line.problems.empty());
    for (const Problem& problem : line.problems) {
      EXPECT_EQ(Describe(problem).find("hunter2"), std::string::npos) << Describe(problem);
    }
  }
}

}  // namespace
}  // namespace galera
