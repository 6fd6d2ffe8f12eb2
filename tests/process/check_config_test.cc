#include <gtest/gtest.h>

#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

TEST(CheckConfig, TellsAllProblemsAtOnceWithTheirPlaceAndRemedy) {
  const Directory directory;
  const std::string yaml =
      directory.Write("warden.yml", "mysqld:\n  addres: x\nhealth:\n  interval: fast\n  max_age: 1s\n");
  const std::string option_file =
      directory.Write("my.cnf", "[client]\nuser=x\nport=99999\npassword=${NO_SUCH_VARIABLE}\n");
  const auto done = RunWarden({"",
                               {"check-config", "--config=" + yaml, "--config.my-cnf=" + option_file,
                                "--log.level=loud", "--no-such-flag"},
                               {"GALERA_WARDEN_HEALTH_QUERY_TIMEOUT=soon"}},
                              directory);
  EXPECT_EQ(done.exit.code, 1);
  EXPECT_EQ(done.out, "");
  for (const std::string& problem :
       {yaml + ":2:3: unknown key \"mysqld.addres\" (did you mean mysqld.address?)",
        yaml + ":4:3: \"fast\" is not a duration (write", yaml + ":5:3: 1000ms is less than",
        option_file + ":3: port is not a port number", option_file + ":4: password: the environment has no",
        std::string("--log.level: \"loud\" is not known (write debug, info, warn, error)"),
        std::string("--no-such-flag: unknown flag"),
        std::string("GALERA_WARDEN_HEALTH_QUERY_TIMEOUT: \"soon\" is not a duration")}) {
    EXPECT_TRUE(Holds(done.err, "error: " + problem)) << "missing: " << problem << "\nin:\n" << done.err;
  }
  EXPECT_TRUE(Holds(done.err, "check-config: 8 errors, 0 warnings\n")) << done.err;
}

TEST(CheckConfig, SaysOkWithoutAServerOrAPort) {
  const Directory directory;
  const std::string option_file =
      directory.Write("my.cnf", std::string("[client]\nuser=x\npassword=") + kPassword + "\n");
  const auto done =
      RunWarden({"", {"check-config", "--config.my-cnf=" + option_file, "--mysqld.address=127.0.0.1:1"}, {}},
                directory);
  EXPECT_TRUE(done.exit.Clean()) << done.err;
  EXPECT_EQ(done.out, "check-config: ok, 0 warnings\n");
  EXPECT_EQ(done.err, "");
}

TEST(CheckConfig, WarnsAndSaysOkWhereItWouldStart) {
  const Directory directory;
  const auto done = RunWarden(
      {"",
       {"check-config", "--mysqld.username=x", "--collect.heartbeat", "--collect.perf_schema.file_events"},
       {}},
      directory);
  EXPECT_TRUE(done.exit.Clean()) << done.err;
  EXPECT_EQ(done.out, "check-config: ok, 2 warnings\n");
  EXPECT_EQ(Count(done.err, "warning: --collect.heartbeat: is not implemented yet"), 1) << done.err;
}

// What mariadb-operator writes.
TEST(CheckConfig, TakesAnOptionFileWithTls) {
  const Directory directory;
  const std::string certificate = directory.Write("tls.crt", "");
  const std::string option_file =
      directory.Write("exporter.cnf", "[client]\nuser=x\npassword=y\ntls=true\nssl-ca=" + certificate +
                                          "\nssl-cert=" + certificate + "\nssl-key=" + certificate + "\n");
  const auto done = RunWarden({"", {"check-config", "--config.my-cnf=" + option_file}, {}}, directory);
  EXPECT_EQ(done.out, "check-config: ok, 0 warnings\n") << done.err;
}

TEST(CheckConfig, TellsWhatIsWrongWithPagingAsWell) {
  const Directory directory;
  const std::string yaml = directory.Write("warden.yml",
                                           "health:\n  interval: fast\n"
                                           "paging:\n  expected_siez: 3\n"
                                           "  receivers:\n    chat:\n      type: slack\n"
                                           "      url_file: /nonexistent/slack\n");
  const auto done = RunWarden({"",
                               {"check-config", "--config=" + yaml, "--mysqld.username=x"},
                               {std::string("PAGE_WEBHOOK_URL=") + kPassword}},
                              directory);
  EXPECT_EQ(done.exit.code, 1);
  for (const std::string& problem :
       {yaml + ":2:3: \"fast\" is not a duration",
        yaml + ":4:3: unknown key \"paging.expected_siez\" (did you mean paging.expected_size?)",
        yaml + ":8:7: paging.receivers.chat.url_file: cannot read /nonexistent/slack",
        std::string("PAGE_WEBHOOK_URL: the URL does not begin with https:// or http://")}) {
    EXPECT_TRUE(Holds(done.err, "error: " + problem)) << "missing: " << problem << "\nin:\n" << done.err;
  }
  EXPECT_TRUE(Holds(done.err, "check-config: 4 errors, 0 warnings\n")) << done.err;
  EXPECT_FALSE(Holds(done.err, kPassword)) << done.err;

  directory.Write("warden.yml", "paging:\n  receivers:\n    chat: {type: slack, url: 'https://h/x'}\n");
  const auto good =
      RunWarden({"", {"check-config", "--config=" + yaml, "--mysqld.username=x"}, {}}, directory);
  EXPECT_EQ(good.out, "check-config: ok, 0 warnings\n") << good.err;
}

TEST(CheckConfig, NeverRepeatsASecret) {
  const Directory directory;
  const std::string secret = kPassword;
  const std::string yaml =
      directory.Write("warden.yml", "mysqld:\n  password: [" + secret + ", " + secret + "]\n");
  const std::string option_file =
      directory.Write("my.cnf", "[client]\nuser=x\npassword=" + secret +
                                    "${HOME}\ntls=" + "nonsense\n[client\npassword=" + secret);
  for (const std::string& source_name :
       {"x:" + secret + "@tcp(", "x:" + secret + "@/?tls=" + "nonsense", secret, "://" + secret}) {
    const auto done = RunWarden({"",
                                 {"check-config", "--config=" + yaml, "--config.my-cnf=" + option_file},
                                 {"DATA_SOURCE_NAME=" + source_name, "MYSQLD_EXPORTER_PASSWORD=" + secret}},
                                directory);
    EXPECT_EQ(done.exit.code, 1) << done.err;
    EXPECT_FALSE(Holds(done.out + done.err, secret)) << done.err;
  }
  const auto broken =
      RunWarden({"", {"check-config"}, {"DATA_SOURCE_NAME=x:" + secret + "@tcp("}}, directory);
  EXPECT_EQ(broken.exit.code, 1) << broken.err;
  EXPECT_TRUE(Holds(broken.err, "DATA_SOURCE_NAME: ")) << broken.err;
  EXPECT_FALSE(Holds(broken.err, secret)) << broken.err;
}

}  // namespace
}  // namespace galera::process
