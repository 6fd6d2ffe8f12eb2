// Command lines that end by themselves: what is printed where, and with which exit code.
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

using testing_cluster::CommandResult;

class CommandLineTest : public ::testing::Test {
 protected:
  CommandResult Run(const std::vector<std::string>& arguments) const {
    return RunWarden({"", arguments, {}}, directory_);
  }
  CommandResult RunAs(const std::string& name, const std::vector<std::string>& arguments) const {
    const std::string link = directory_.Path(name);
    std::filesystem::create_symlink(WardenProgram(), link);
    return RunWarden({link, arguments, {}}, directory_);
  }

  Directory directory_;
};

// What deployers' scripts cut out of `--version 2>&1`.
std::string ThirdWord(const std::string& text) {
  std::istringstream words(text);
  std::string word;
  for (int i = 0; i < 3; ++i) words >> word;
  return word;
}

bool IsVersion(const std::string& word) {
  return word.find_first_not_of("0123456789.") == std::string::npos && word.find('.') != std::string::npos;
}

TEST_F(CommandLineTest, TheVersionIsTheThirdWordOfEveryForm) {
  for (const std::vector<std::string>& form :
       {std::vector<std::string>{"--version"}, {"version"}, {"monitor", "--version"}}) {
    const CommandResult done = Run(form);
    EXPECT_TRUE(done.exit.Clean()) << done.exit.Describe();
    EXPECT_TRUE(IsVersion(ThirdWord(done.out + done.err))) << done.out << done.err;
  }
}

TEST_F(CommandLineTest, UnderTheExportersNameItTellsItsVersionAsThatDoes) {
  for (const char* name : {"mysqld_exporter", "prometheus-mysqld-exporter"}) {
    const CommandResult done = RunAs(name, {"--version"});
    EXPECT_TRUE(done.exit.Clean()) << done.exit.Describe();
    EXPECT_EQ(done.out, "");
    EXPECT_TRUE(done.err.starts_with("mysqld_exporter, version ")) << done.err;
    EXPECT_TRUE(IsVersion(ThirdWord(done.err))) << done.err;
    EXPECT_TRUE(Holds(done.err, "(")) << done.err;
  }
}

// The words of the list in `galera-warden help`, without what only prints and ends.
std::vector<std::string> CommandsOf(const std::string& help) {
  std::vector<std::string> commands;
  std::istringstream lines(help.substr(help.find("\ncommands:\n") + 11));
  for (std::string line; std::getline(lines, line) && !line.empty();) {
    if (!line.starts_with("  ") || line.starts_with("   ")) continue;
    const std::string word = line.substr(2, line.find(' ', 2) - 2);
    if (word != "version" && word != "help") commands.push_back(word);
  }
  return commands;
}

TEST_F(CommandLineTest, EveryCommandHasExamplesInItsHelp) {
  const std::string help = Run({"help"}).out;
  EXPECT_TRUE(Holds(help, "\nExamples:\n  galera-warden ")) << help;
  const std::vector<std::string> commands = CommandsOf(help);
  EXPECT_GE(commands.size(), 16U) << help;
  for (const std::string& command : commands) {
    const CommandResult done = Run({command, "--help"});
    EXPECT_TRUE(done.exit.Clean()) << command << ": " << done.exit.Describe();
    const std::string text = done.out + done.err;
    const std::size_t examples = text.find("\nExamples");
    ASSERT_NE(examples, std::string::npos) << command << "\n" << text;
    EXPECT_TRUE(Holds(text.substr(examples), command)) << text;
    EXPECT_TRUE(Holds(text, "usage: galera-warden ")) << text;
  }
}

// It would start a server, or found a cluster.
TEST_F(CommandLineTest, HelpOfTheEntrypointStartsNothing) {
  for (const char* mode : {"node", "seed", "no-galera", "sleep", "mariadbd", "mysqld"}) {
    const CommandResult done = Run({mode, "--help"});
    EXPECT_TRUE(done.exit.Clean()) << mode << ": " << done.exit.Describe();
    EXPECT_EQ(done.err, "") << mode;
    EXPECT_TRUE(Holds(done.out, "usage: galera-warden node [PEERS]")) << done.out;
  }
}

TEST_F(CommandLineTest, HelpOfMonitorGoesToStandardErrorAsTheExportersDoes) {
  for (const char* flag : {"--help", "-h"}) {
    const CommandResult done = Run({"monitor", flag});
    EXPECT_TRUE(done.exit.Clean()) << done.exit.Describe();
    EXPECT_EQ(done.out, "");
    EXPECT_TRUE(Holds(done.err, "--web.listen-address")) << done.err;
  }
  const CommandResult as_exporter = RunAs("mysqld_exporter", {"--help"});
  EXPECT_TRUE(as_exporter.exit.Clean());
  EXPECT_TRUE(Holds(as_exporter.err, "--config.my-cnf")) << as_exporter.err;
}

TEST_F(CommandLineTest, WithoutArgumentsItPrintsItsCommands) {
  const CommandResult done = Run({});
  EXPECT_TRUE(done.exit.Clean()) << done.exit.Describe();
  for (const char* command : {"monitor", "check-config", "version"}) EXPECT_TRUE(Holds(done.out, command));
}

TEST_F(CommandLineTest, AnUnknownCommandIsNamedAndRefusedAsWrongUsage) {
  const CommandResult done = Run({"frobnicate"});
  EXPECT_EQ(done.exit.code, 2);
  EXPECT_TRUE(Holds(done.err, "no such command: frobnicate")) << done.err;
  EXPECT_TRUE(Holds(done.err, "check-config")) << done.err;
}

TEST_F(CommandLineTest, AnUnknownFlagIsNamedWithTheNearestOne) {
  const CommandResult done = Run({"monitor", "--web.listen-adress=:1", "--mysqld.username=x"});
  EXPECT_EQ(done.exit.code, 1);
  EXPECT_TRUE(Holds(done.err, "--web.listen-adress: unknown flag (did you mean --web.listen-address?)"))
      << done.err;
}

TEST_F(CommandLineTest, WhatTheExporterRefusesIsRefused) {
  const std::vector<std::string> wrong[] = {{"--collect.slave_status=true"},
                                            {"stray"},
                                            {"--log.level=loud"},
                                            {"--timeout-offset=1", "--timeout-offset=2"},
                                            {"--web.listen-address=9104"},
                                            {"--mysqld.address=hostwithoutport"}};
  for (std::vector<std::string> arguments : wrong) {
    const std::string first = arguments.front();
    arguments.insert(arguments.begin(), {"monitor", "--mysqld.username=x"});
    const CommandResult done = Run(arguments);
    EXPECT_EQ(done.exit.code, 1) << first;
    EXPECT_TRUE(Holds(done.err, "error: ")) << first << ": " << done.err;
    EXPECT_TRUE(Holds(done.err, "galera-warden: not started")) << first << ": " << done.err;
  }
}

TEST_F(CommandLineTest, APasswordOnTheCommandLineIsRefusedAndNotRepeated) {
  const CommandResult done = Run({std::string("--mysqld.password=") + kPassword});
  EXPECT_EQ(done.exit.code, 1);
  EXPECT_TRUE(Holds(done.err, "MYSQLD_EXPORTER_PASSWORD")) << done.err;
  EXPECT_FALSE(Holds(done.out + done.err, kPassword)) << done.err;
}

TEST_F(CommandLineTest, TlsOnThePortsIsRefusedWithItsReasonAndARemedy) {
  const std::string file =
      directory_.Write("web.yml", "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n");
  const CommandResult done = Run({"--web.config.file=" + file, "--mysqld.username=x"});
  EXPECT_EQ(done.exit.code, 1);
  EXPECT_TRUE(Holds(done.err, file + ":2")) << done.err;
  EXPECT_TRUE(Holds(done.err, "TLS can't be served")) << done.err;
  EXPECT_TRUE(Holds(done.err, "terminate TLS in a front")) << done.err;
}

TEST_F(CommandLineTest, LoginsOnThePortsAreRefusedInsteadOfLeavingThePortOpen) {
  const std::string file =
      directory_.Write("web.yml", "basic_auth_users:\n  alice: $2y$10$abcdefghijklmnop\n");
  const CommandResult done = Run({"--web.config.file=" + file, "--mysqld.username=x"});
  EXPECT_EQ(done.exit.code, 1);
  EXPECT_TRUE(Holds(done.err, file + ":2")) << done.err;
  EXPECT_TRUE(Holds(done.err, "basic_auth_users")) << done.err;
  EXPECT_TRUE(Holds(done.err, "front")) << done.err;
  EXPECT_FALSE(Holds(done.err, "$2y$10$abc")) << done.err;
}

TEST_F(CommandLineTest, ATakenPortIsNamedAndEndsTheStart) {
  StubMysqlServer holder{StubDatabase().Script()};
  const std::string taken = "127.0.0.1:" + std::to_string(holder.port());
  const CommandResult metrics = Run({"--web.listen-address=" + taken, "--mysqld.username=x"});
  EXPECT_EQ(metrics.exit.code, 1);
  EXPECT_TRUE(Holds(metrics.err, "cannot listen on " + taken + ": Address already in use")) << metrics.err;
  EXPECT_TRUE(Holds(metrics.err, "listen on another port")) << metrics.err;
  const CommandResult health = Run(
      {"--web.listen-address=127.0.0.1:0", "--mysqld.username=x", "--health.synced-listen-address=" + taken});
  EXPECT_EQ(health.exit.code, 1);
  EXPECT_TRUE(Holds(health.err, "cannot listen on " + taken)) << health.err;
}

}  // namespace
}  // namespace galera::process
