#include "config/load.h"

#include <gtest/gtest.h>

#include "loading.h"

namespace galera {
namespace {

using std::chrono::milliseconds;

World WithYaml(std::string yaml, std::vector<std::string> flags = {}) {
  flags.insert(flags.begin(), {"--mysqld.username=u", "--config=warden.yml"});
  return {flags, {}, {{"warden.yml", std::move(yaml)}}};
}

World WithOptionFile(std::string text, std::vector<std::string> flags = {}) {
  return {std::move(flags), {}, {{".my.cnf", std::move(text)}}};
}

TEST(LoadConfig, GivesTheDefaults) {
  const LoadedConfig loaded = LoadFlags({});
  ASSERT_LOADS(loaded);
  EXPECT_TRUE(loaded.problems.empty()) << AllProblems(loaded);
  Config expected;
  expected.server.user = "monitor";
  EXPECT_EQ(*loaded.config, expected);
}

TEST(LoadConfig, StoresEverySetting) {
  const LoadedConfig loaded = LoadFlags({"--mysqld.address=[::1]:3307",
                                         "--tls.insecure-skip-verify",
                                         "--exporter.lock_wait_timeout=5",
                                         "--no-exporter.enable_lock_wait_timeout",
                                         "--exporter.log_slow_filter",
                                         "--web.listen-address=127.0.0.1:1",
                                         "--web.listen-address=127.0.0.1:2",
                                         "--web.telemetry-path=/m",
                                         "--timeout-offset=0.5",
                                         "--scrape.timeout=3s",
                                         "--scrape.reconnect-interval=0s",
                                         "--collect.binlog_size",
                                         "--no-collect.galera",
                                         "--collect.info_schema.processlist",
                                         "--collect.info_schema.processlist.min_time=3",
                                         "--no-collect.info_schema.processlist.processes_by_user",
                                         "--no-collect.info_schema.processlist.processes_by_host",
                                         "--no-health.enabled",
                                         "--health.ready-listen-address=:3",
                                         "--health.synced-listen-address=:4",
                                         "--health.available-when-donor",
                                         "--health.available-when-read-only",
                                         "--health.interval=2s",
                                         "--health.query-timeout=500ms",
                                         "--health.max-age=1m",
                                         "--health.drain-file=/d",
                                         "--health.wsrep-status-file=/w",
                                         "--health.notify-socket=/n",
                                         "--log.level=warn",
                                         "--log.format=json"});
  ASSERT_LOADS(loaded);
  EXPECT_TRUE(loaded.problems.empty()) << AllProblems(loaded);
  Config expected;
  expected.server.host = "::1";
  expected.server.port = 3307;
  expected.server.user = "monitor";
  expected.server.tls = expected.server.tls_skip_verify = true;
  expected.session = {false, 5, true};
  expected.scrape.listen = {{"127.0.0.1", 1}, {"127.0.0.1", 2}};
  expected.scrape.telemetry_path = "/m";
  expected.scrape.timeout_offset = milliseconds(500);
  expected.scrape.timeout = milliseconds(3000);
  expected.scrape.reconnect_interval = milliseconds(0);
  expected.scrape.collectors = {{"binlog_size", true}, {"galera", false}, {"info_schema.processlist", true}};
  expected.scrape.processlist_min_time_seconds = 3;
  expected.scrape.processlist_by_user = expected.scrape.processlist_by_host = false;
  expected.health = {
      false, {{"", 3}}, {{"", 4}}, true, true, milliseconds(2000), milliseconds(500), milliseconds(60000),
      "/d",  "/w",      "/n"};
  expected.log = {LogLevel::kWarn, LogFormat::kJson};
  EXPECT_EQ(*loaded.config, expected);
}

TEST(LoadConfig, ReadsTheSameSettingsFromYaml) {
  const LoadedConfig loaded = Load(WithYaml(R"(
mysqld:
  address: unix:///run/my.sock
  password: "se#cret"
web:
  listen_address: ["127.0.0.1:1", ":2"]
  telemetry_path: /m
health:
  enabled: true
  ready_listen_address: :3
  max_age: 5s
collect:
  info_schema.processlist: true
  info_schema.processlist.min_time: 7
  galera: no
log.level: error
scrape: {timeout: 1m30s}
timeout_offset: 0.5
)"));
  ASSERT_LOADS(loaded);
  EXPECT_TRUE(loaded.problems.empty()) << AllProblems(loaded);
  EXPECT_EQ(loaded.config->server.unix_socket, "/run/my.sock");
  EXPECT_EQ(loaded.config->server.password.Reveal(), "se#cret");
  EXPECT_EQ(loaded.config->scrape.listen, (std::vector<ListenAddress>{{"127.0.0.1", 1}, {"", 2}}));
  EXPECT_EQ(loaded.config->scrape.telemetry_path, "/m");
  EXPECT_EQ(loaded.config->health.ready_listen, (std::vector<ListenAddress>{{"", 3}}));
  EXPECT_EQ(loaded.config->health.max_age, milliseconds(5000));
  EXPECT_EQ(loaded.config->scrape.collectors,
            (std::map<std::string, bool>{{"info_schema.processlist", true}, {"galera", false}}));
  EXPECT_EQ(loaded.config->scrape.processlist_min_time_seconds, 7);
  EXPECT_EQ(loaded.config->log.level, LogLevel::kError);
  EXPECT_EQ(loaded.config->scrape.timeout, milliseconds(90000));
  EXPECT_EQ(loaded.config->scrape.timeout_offset, milliseconds(500));
}

// Every subset of the three sources; the strongest one present wins.
TEST(LoadConfig, PrefersFlagsOverEnvironmentOverYamlOverDefaults) {
  for (int mask = 0; mask < 8; ++mask) {
    const bool flag = (mask & 4) != 0;
    const bool variable = (mask & 2) != 0;
    const bool yaml = (mask & 1) != 0;
    World world = WithYaml(
        yaml ? "health: {max_age: 11s, ready_listen_address: [:11, :12], available_when_donor: true}\n" : "");
    if (variable) {
      world.environment = {{"GALERA_WARDEN_HEALTH_MAX_AGE", "22s"},
                           {"GALERA_WARDEN_HEALTH_READY_LISTEN_ADDRESS", ":21, :22"},
                           {"GALERA_WARDEN_HEALTH_AVAILABLE_WHEN_DONOR", "false"}};
    }
    if (flag) {
      world.arguments.insert(
          world.arguments.end(),
          {"--health.max-age=33s", "--health.ready-listen-address=:31", "--health.available-when-donor"});
    }
    const LoadedConfig loaded = Load(world);
    ASSERT_LOADS(loaded);
    const HealthSettings& health = loaded.config->health;
    const int expected_ms = flag ? 33000 : variable ? 22000 : yaml ? 11000 : 2500;
    EXPECT_EQ(health.max_age, milliseconds(expected_ms)) << mask;
    EXPECT_EQ(health.ready_listen.front().port, flag ? 31 : variable ? 21 : yaml ? 11 : 8080) << mask;
    EXPECT_EQ(health.ready_listen.size(), flag ? 1U : variable || yaml ? 2U : 1U) << mask;
    EXPECT_EQ(health.available_when_donor, flag || (yaml && !variable)) << mask;
  }
}

// The account: option file > flag or environment > YAML.
TEST(LoadConfig, LetsTheOptionFileWinForTheAccount) {
  for (int mask = 1; mask < 8; ++mask) {
    const bool file = (mask & 4) != 0;
    const bool flag = (mask & 2) != 0;
    const bool yaml = (mask & 1) != 0;
    World world;
    world.arguments = {"--config=warden.yml"};
    world.files["warden.yml"] =
        yaml ? "mysqld: {username: yaml, password: yaml-pass, address: yaml-host:1}\n" : "# empty\n";
    if (flag) {
      world.arguments.insert(world.arguments.end(),
                             {"--mysqld.username=flag", "--mysqld.address=flag-host:2"});
      world.environment["MYSQLD_EXPORTER_PASSWORD"] = "env-pass";
    }
    if (file) world.files[".my.cnf"] = "[client]\nuser=file\npassword=file-pass\nhost=file-host\nport=3\n";
    const LoadedConfig loaded = Load(world);
    ASSERT_LOADS(loaded);
    const ServerConnection& server = loaded.config->server;
    EXPECT_EQ(server.user, file ? "file" : flag ? "flag" : "yaml") << mask;
    EXPECT_EQ(server.password.Reveal(), file ? "file-pass" : flag ? "env-pass" : "yaml-pass") << mask;
    EXPECT_EQ(server.host, file ? "file-host" : flag ? "flag-host" : "yaml-host") << mask;
    EXPECT_EQ(server.port, file ? 3 : flag ? 2 : 1) << mask;
  }
}

TEST(LoadConfig, CompletesTheOptionFileFromFlags) {
  World world =
      WithOptionFile("[client]\npassword=p\n", {"--mysqld.username=flag", "--mysqld.address=db:3307"});
  ASSERT_LOADS(Load(world));
  EXPECT_EQ(Load(world).config->server.user, "flag");
  EXPECT_EQ(Load(world).config->server.host, "db");
  world.files[".my.cnf"] = "[client]\nuser=u\nsocket=/s\n";
  world.environment["MYSQLD_EXPORTER_PASSWORD"] = "env";
  EXPECT_EQ(Load(world).config->server.password.Reveal(), "env");
  EXPECT_EQ(Load(world).config->server.unix_socket, "/s");
}

TEST(LoadConfig, LooksForTheOptionFileInTwoPlaces) {
  World world{{}, {{"HOME", "/home/m"}}, {{"/home/m/.my.cnf", "[client]\nuser=home\n"}}};
  ASSERT_LOADS(Load(world));
  EXPECT_EQ(Load(world).config->server.user, "home");
  world.files[".my.cnf"] = "[client]\nuser=here\n";
  EXPECT_EQ(Load(world).config->server.user, "here");
  world.arguments = {"--config.my-cnf=/etc/m.cnf"};
  world.files["/etc/m.cnf"] = "[client]\nuser=named\n";
  EXPECT_EQ(Load(world).config->server.user, "named");
  world.files.erase("/etc/m.cnf");
  EXPECT_FATAL(Load(world), "no user");
  EXPECT_WARNING(Load(world), "option file /etc/m.cnf is not there");
}

TEST(LoadConfig, NeedsAUser) {
  EXPECT_FATAL(
      Load({}),
      "no user to log in to the server with (write [client], user=... and password=... into .my.cnf");
  EXPECT_FATAL(Load(WithOptionFile("[mysqld]\nport=1\n")), "no user");
  EXPECT_FATAL(Load(WithOptionFile("[client]\nuser=\n")), "no user");
}

TEST(LoadConfig, RefusesAnUnreadableOptionFile) {
  const World world{{"--mysqld.username=u"}, {}, {}, ".my.cnf"};
  EXPECT_FATAL(Load(world), ".my.cnf: cannot read the option file: permission denied");
  const World without_user{{}, {}, {}, ".my.cnf"};
  EXPECT_EQ(Load(without_user).problems.size(), 1U);
}

TEST(LoadConfig, WarnsOfSectionsWithoutUser) {
  const LoadedConfig loaded =
      Load(WithOptionFile("[client]\nuser=u\n[client.a]\nhost=x\n[mysql]\n[mysqld]\nport=1\n"));
  ASSERT_LOADS(loaded);
  EXPECT_WARNING(loaded, "sections without a user are ignored: [mysql], [mysqld]");
}

TEST(LoadConfig, ReadsThePasswordFile) {
  World world = WithYaml("mysqld: {password_file: /run/secrets/p}\n");
  world.files["/run/secrets/p"] = " pass word \r\n";
  ASSERT_LOADS(Load(world));
  EXPECT_EQ(Load(world).config->server.password.Reveal(), " pass word ");
  world.environment["MYSQLD_EXPORTER_PASSWORD"] = "env";
  EXPECT_EQ(Load(world).config->server.password.Reveal(), "env");
  world.environment.clear();
  world.files["/run/secrets/p"] = "two\nlines\n";
  EXPECT_FATAL(Load(world), "more than one line");
  world.files.erase("/run/secrets/p");
  EXPECT_FATAL(Load(world), "warden.yml:1:10: cannot read /run/secrets/p: no such file");
  EXPECT_FATAL(Load(WithYaml("mysqld: {password_file: /p, password: x}\n")), "both mysqld.password and");
}

TEST(LoadConfig, TakesADataSourceNameWhenNothingElseNamesAUser) {
  World world{{}, {{"DATA_SOURCE_NAME", "dsn:p@ss@tcp(db:3307)/?x=y"}}};
  const LoadedConfig loaded = Load(world);
  ASSERT_LOADS(loaded);
  EXPECT_WARNING(loaded, "DATA_SOURCE_NAME: is deprecated");
  EXPECT_EQ(loaded.config->server.user, "dsn");
  EXPECT_EQ(loaded.config->server.password.Reveal(), "p@ss");
  EXPECT_EQ(loaded.config->server.host, "db");
  EXPECT_EQ(loaded.config->server.port, 3307);
  world.arguments = {"--mysqld.address=flag:1"};
  EXPECT_EQ(Load(world).config->server.host, "flag");
  world.arguments = {"--mysqld.username=flag"};
  EXPECT_EQ(Load(world).config->server.user, "flag");
  EXPECT_WARNING(Load(world), "DATA_SOURCE_NAME: is ignored");
  world.arguments = {};
  world.files[".my.cnf"] = "[client]\nuser=file\n";
  EXPECT_EQ(Load(world).config->server.user, "file");
  world.files.clear();
  world.environment["DATA_SOURCE_NAME"] = "u:hunter2@db";
  EXPECT_FATAL(Load(world), "DATA_SOURCE_NAME: no / after the address");
  EXPECT_EQ(Load(world).problems.size(), 1U);
}

TEST(LoadConfig, WarnsOnceOfFlagsWithoutEffect) {
  LoadedConfig loaded =
      Load(WithYaml("collect: {heartbeat: true}\n",
                    {"--collect.heartbeat", "--collect.engine_tokudb_status", "--no-collect.mysql.user",
                     "--collect.heartbeat.database=x", "--collect.heartbeat.table=heartbeat"}));
  ASSERT_LOADS(loaded);
  EXPECT_EQ(
      AllProblems(loaded),
      "warning --collect.heartbeat: is not implemented yet (it has no effect; remove it to silence this "
      "warning)\n"
      "warning --collect.engine_tokudb_status: is not applicable to MariaDB (it has no effect; remove it to "
      "silence this warning)\n"
      "warning --collect.heartbeat.database: is not implemented yet (it has no effect; remove it to silence "
      "this "
      "warning)\n");
  EXPECT_TRUE(loaded.config->scrape.collectors.empty());
  EXPECT_WARNING(Load(WithYaml("collect: {heartbeat: true}\n")),
                 "warden.yml:1:11: --collect.heartbeat is not implemented yet");
  EXPECT_FATAL(LoadFlags({"--web.systemd-socket"}),
               "--web.systemd-socket: systemd sockets are not supported");
}

TEST(LoadConfig, RefusesWrongValues) {
  const std::pair<const char*, const char*> kRefused[] = {
      {"--mysqld.address=localhost", "--mysqld.address: address \"localhost\" has no port (write host:port"},
      {"--mysqld.address=", "has no port"},
      {"--web.listen-address=9104", "has no port (write :9104"},
      {"--web.listen-address=vsock://:9104", "vsock addresses are not supported"},
      {"--web.listen-address=:70000", "above 65535"},
      {"--web.telemetry-path=metrics", "does not begin with /"},
      {"--web.telemetry-path=/a b", "can't hold"},
      {"--web.telemetry-path=/-/healthy", "one of our own"},
      {"--timeout-offset=-1", "is negative"},
      {"--timeout-offset=nan", "not a number of seconds"},
      {"--exporter.lock_wait_timeout=x", "not a whole number"},
      {"--exporter.max_open_connections=x", "not a whole number"},
      {"--log.level=DEBUG", "\"DEBUG\" is not known (write debug, info, warn, error)"},
      {"--log.format=text", "is not known (write logfmt, json)"},
      {"--health.interval=5", "has no unit (write a number with its unit, e.g. 500ms, 2s or 1m30s)"},
      {"--health.interval=0s", "is shorter than 10ms"},
      {"--scrape.timeout=0s", "is shorter than 1ms"},
  };
  for (const auto& [flag, part] : kRefused) {
    const LoadedConfig loaded = LoadFlags({flag});
    EXPECT_FATAL(loaded, part);
    for (const Problem& problem : loaded.problems) EXPECT_FALSE(problem.remedy.empty()) << Describe(problem);
  }
}

TEST(LoadConfig, LeavesTheSectionOfPagingToItsReader) {
  for (const char* yaml : {"paging:\n  receivers: {a: {type: slack}}\n", "paging: {nonsense: [1]}\n",
                           "paging.expected_size: 3\n", "paging:\n", "paging: {}\n", "paging: 3\n"}) {
    const LoadedConfig loaded = Load(WithYaml(yaml));
    ASSERT_LOADS(loaded);
    EXPECT_TRUE(loaded.problems.empty()) << AllProblems(loaded);
    EXPECT_EQ(loaded.yaml_file, "warden.yml");
    ASSERT_EQ(loaded.yaml_entries.size(), 1U) << yaml;
    EXPECT_TRUE(loaded.yaml_entries.front().path.starts_with("paging")) << yaml;
  }
  EXPECT_FATAL(Load(WithYaml("pagging: {expected_size: 3}\n")), "did you mean paging.expected_size?");
  EXPECT_FATAL(Load(WithYaml("pagings: 3\n")), "did you mean paging?");
  EXPECT_FATAL(Load(WithYaml("pages.expected_size: 3\n")), "see --help for the names");
  const LoadedConfig broken = Load(WithYaml("paging: {expected_size: 3}\npaging: {expected_size: 4}\n"));
  EXPECT_FATAL(broken, "duplicate key");
  EXPECT_TRUE(broken.yaml_entries.empty());
  EXPECT_TRUE(Load({{"--mysqld.username=u"}}).yaml_file.empty());
}

TEST(LoadConfig, DoesNotTakeVariablesOfPagingForSlips) {
  World world{{"--mysqld.username=u"}};
  for (const char* name :
       {"EXPECTED_SIZE", "STATE_DIRECTORY", "STAGGER", "INSTANCE", "PEERS", "ERROR_LOG", "CONTROL_SOCKET"}) {
    world.environment[std::string("GALERA_WARDEN_PAGING_") + name] = "x";
  }
  const LoadedConfig loaded = Load(world);
  EXPECT_TRUE(loaded.problems.empty()) << AllProblems(loaded);
}

TEST(LoadConfig, RefusesWrongYaml) {
  const std::pair<const char*, const char*> kRefused[] = {
      {"health:\n  intervall: 1s\n",
       "warden.yml:2:3: unknown key \"health.intervall\" (did you mean health.interval?)"},
      {"web: {listen-address: :1}\n", "did you mean web.listen_address?"},
      {"nonsense: 1\n", "unknown key \"nonsense\""},
      {"health: 5\n", "warden.yml:1:1: \"health\" is a section, not a value"},
      {"health: {interval: [1s]}\n", "warden.yml:1:10: health.interval takes one value, not a list"},
      {"health: {interval: }\n", "health.interval has no value"},
      {"health: {interval: {}}\n", "health.interval has no value"},
      {"health: {interval: 5}\n", "warden.yml:1:10: duration \"5\" has no unit"},
      {"health: {enabled: maybe}\n", "neither true nor false"},
      {"health: {ready_listen_address: []}\n", "list of addresses is empty"},
      {"log:\n  level: info\nlog:\n  format: json\n", "warden.yml:3:1: duplicate key \"log\""},
      {"a: [\n", "not YAML"},
      {"\xff", "not UTF-8"},
  };
  for (const auto& [yaml, part] : kRefused) EXPECT_FATAL(Load(WithYaml(yaml)), part);
  EXPECT_FATAL(Load({{"--config=none.yml", "--mysqld.username=u"}}),
               "none.yml: cannot read the configuration file");
  EXPECT_FATAL(Load(WithYaml(std::string((1 << 20) + 1, '#'))), "larger than 1 MiB");
}

TEST(LoadConfig, GivesUpOnAFileOfMistakes) {
  std::string yaml;
  for (int i = 0; i < 20000; ++i) yaml += "health.intervall" + std::to_string(i) + ": 1\n";
  const LoadedConfig loaded = Load(WithYaml(yaml));
  EXPECT_FATAL(loaded, "too many mistakes");
  EXPECT_EQ(loaded.problems.size(), 51U);
}

TEST(LoadConfig, FindsTheYamlFileByVariable) {
  const World world{
      {"--mysqld.username=u"}, {{"GALERA_WARDEN_CONFIG", "x.yml"}}, {{"x.yml", "log: {level: debug}"}}};
  ASSERT_LOADS(Load(world));
  EXPECT_EQ(Load(world).config->log.level, LogLevel::kDebug);
}

TEST(LoadConfig, NamesTheVariableThatIsWrong) {
  World world{{"--mysqld.username=u"}, {{"GALERA_WARDEN_HEALTH_INTERVAL", "soon"}}};
  EXPECT_FATAL(Load(world), "GALERA_WARDEN_HEALTH_INTERVAL: \"soon\" is not a duration");
  world.environment = {{"GALERA_WARDEN_HEALTH_INTERVAL", ""}};
  ASSERT_LOADS(Load(world));
}

TEST(LoadConfig, WarnsOfVariablesThatLookLikeASlip) {
  const World world{{"--mysqld.username=u"},
                    {{"GALERA_WARDEN_HEALTH_INTERVALL", "1s"},
                     {"GALERA_WARDEN_SERVICE_HOST", "10.0.0.1"},
                     {"GALERA_WARDEN_PORT_8080_TCP", "tcp://10.0.0.1:8080"}}};
  const LoadedConfig loaded = Load(world);
  ASSERT_LOADS(loaded);
  EXPECT_EQ(loaded.problems.size(), 1U) << AllProblems(loaded);
  EXPECT_WARNING(loaded, "did you mean GALERA_WARDEN_HEALTH_INTERVAL?");
}

TEST(LoadConfig, RefusesTwoServersOnOneAddress) {
  EXPECT_FATAL(
      LoadFlags({"--web.listen-address=127.0.0.1:8080"}),
      "health.ready-listen-address: address :8080 is taken by 127.0.0.1:8080 of --web.listen-address");
  EXPECT_FATAL(LoadFlags({"--health.synced-listen-address=:8080"}), "is taken by :8080");
  EXPECT_FATAL(LoadFlags({"--web.listen-address=:1", "--web.listen-address=:1"}), "is taken by :1");
  ASSERT_LOADS(LoadFlags({"--web.listen-address=:8080", "--no-health.enabled"}));
  ASSERT_LOADS(LoadFlags({"--web.listen-address=:0", "--health.ready-listen-address=:0"}));
}

TEST(LoadConfig, ComparesTheTimesOfTheHealthCheck) {
  EXPECT_FATAL(LoadFlags({"--health.max-age=900ms"}),
               "healthy nodes would answer 503 (set health.max-age to 2000ms");
  EXPECT_WARNING(LoadFlags({"--health.max-age=1500ms"}), "one slow look would answer 503");
  ASSERT_LOADS(LoadFlags({"--health.max-age=1500ms"}));
  EXPECT_TRUE(LoadFlags({"--health.max-age=2s"}).problems.empty());
  EXPECT_TRUE(LoadFlags({"--health.max-age=900ms", "--no-health.enabled"}).problems.empty());
}

TEST(LoadConfig, TellsAllProblemsOfAllSourcesAtOnce) {
  World world;
  world.arguments = {"--nope", "--log.level=loud", "--config=warden.yml", "--web.config.file=web.yml"};
  world.environment = {{"GALERA_WARDEN_HEALTH_MAX_AGE", "soon"}, {"DATA_SOURCE_NAME", "broken"}};
  world.files = {{"warden.yml", "log: {level: quiet}\nhealht: {}\nscrape: {timeout: 1}\n"},
                 {".my.cnf", "[client]\nport=http\n"},
                 {"web.yml", "basic_auth_users: {a: b}\n"}};
  const LoadedConfig loaded = Load(world);
  EXPECT_FALSE(loaded.config);
  for (const char* part :
       {"--nope: unknown flag", "--log.level: \"loud\"", "GALERA_WARDEN_HEALTH_MAX_AGE: \"soon\"",
        "DATA_SOURCE_NAME: no /", "warden.yml:1:7: \"quiet\"", "warden.yml:2:1: unknown key",
        "warden.yml:3:10: duration \"1\"", ".my.cnf:2: port is not", "web.yml:1:20: basic_auth_users"}) {
    EXPECT_FATAL(loaded, part);
  }
  EXPECT_EQ(loaded.problems.size(), 9U) << AllProblems(loaded);
}

TEST(LoadConfig, NeverShowsAPassword) {
  const std::string secret = "hunter2";
  const World kWorlds[] = {
      {{"--mysqld.password=" + secret}},
      {{"--mysqld.password", secret}},
      {{"--mysqld.username=u", secret}},
      {{"-p" + secret}},
      {{}, {{"DATA_SOURCE_NAME", "u:" + secret}}},
      {{}, {{"DATA_SOURCE_NAME", "u:" + secret + "@x(y)/?tls=" + secret}}},
      {{}, {{"DATA_SOURCE_NAME", "u:" + secret + "@(y:1)/?" + secret + "=1"}}},
      {{}, {{"MYSQLD_EXPORTER_PASSWORD", secret}}},
      WithOptionFile("[client]\npassword=${" + secret + "}\n"),
      WithOptionFile("[client]\npassword=" + secret + "\nport=" + secret + "\ntls=" + secret + "\n"),
      WithOptionFile("[client]\nuser=u\npassword " + secret + "\n"),
      WithOptionFile(secret + "\n[client\n" + secret),
      WithYaml("mysqld: {password: *" + secret + "}\n"),
      WithYaml("mysqld: {password: [" + secret + "]}\n"),
      WithYaml("mysqld: {password: {x: " + secret + "}}\n"),
      WithYaml("mysqld: {password: " + secret + ", password: " + secret + "}\n"),
      WithYaml("mysqld: {passwort: " + secret + "}\n"),
      WithYaml("mysqld:\n\tpassword: " + secret + "\n"),
      WithYaml("mysqld:\n  password: \"" + secret + "\\q\"\n"),
      WithYaml("mysqld: {password: " + secret + "\n"),
  };
  for (const World& world : kWorlds) {
    const LoadedConfig loaded = Load(world);
    EXPECT_FALSE(loaded.problems.empty());
    EXPECT_EQ(AllProblems(loaded).find(secret), std::string::npos) << AllProblems(loaded);
  }
}

TEST(Describe, JoinsTheParts) {
  EXPECT_EQ(Describe({"--x", "is wrong", "write y"}), "--x: is wrong (write y)");
  EXPECT_EQ(Describe({"--x", "is wrong", ""}), "--x: is wrong");
}

}  // namespace
}  // namespace galera
