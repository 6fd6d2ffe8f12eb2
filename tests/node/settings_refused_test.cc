// Settings that cannot be meant, and those that only look so: the program says
// which one and what to do, ends with 2, and starts nothing; or hands them on as they are.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "lone_node.h"

namespace galera {
namespace {

using testing_cluster::ChildOptions;
using testing_cluster::CommandResult;
using testing_cluster::Millis;
using testing_cluster::RunCommand;

constexpr Millis kPatience{60000};
const std::string kLong(10240, 'k');
const std::string kShell = "a'\"`touch marker`$(touch marker);touch marker\\ %n";

CommandResult RunIn(const LoneNode& home, const std::vector<std::string>& argv,
                    const std::vector<std::string>& environment = {}) {
  ChildOptions options;
  options.argv = argv;
  options.environment = {"NODE_ADDRESS=127.0.0.1", "DATADIR=" + home.data(),
                         "GALERA_WARDEN_NODE_RUN_DIRECTORY=" + home.At("run")};
  options.environment.insert(options.environment.end(), environment.begin(), environment.end());
  options.working_directory = home.root();
  const auto done = RunCommand(options, kPatience);
  EXPECT_TRUE(done) << argv[0];
  return done ? *done : CommandResult();
}

struct Refusal {
  std::vector<std::string> environment;
  std::string words;  // names the setting, then the way out
  std::vector<std::string> arguments = {"node", "db1"};
};

// As when started for good; `--print-config` says the same.
void ExpectRefused(const Refusal& refusal) {
  const LoneNode home;
  for (const bool print : {false, true}) {
    std::vector<std::string> argv = {WardenProgram()};
    argv.insert(argv.end(), refusal.arguments.begin(), refusal.arguments.end());
    if (print) argv.insert(argv.begin() + 2, "--print-config");
    const CommandResult result = RunIn(home, argv, refusal.environment);
    EXPECT_EQ(result.exit.code, 2) << refusal.words << "\n" << result.err;
    EXPECT_NE(result.err.find("error: " + refusal.words), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("not started"), std::string::npos) << result.err;
    EXPECT_EQ(result.out, "");
  }
  EXPECT_TRUE(std::filesystem::is_empty(home.data()));
  EXPECT_TRUE(std::filesystem::is_empty(home.At("run"))) << "something was started";
}

TEST(SettingsRefused, HostileValues) {
  for (const Refusal& refusal : std::vector<Refusal>{
           {{"CLUSTER_NAME=" + kLong}, "CLUSTER_NAME: is longer than 32 bytes"},
           {{"CLUSTER_NAME=a\nb"}, "CLUSTER_NAME: holds a line break; leave it out"},
           {{"CLUSTER_NAME=\xff\xfe"}, "CLUSTER_NAME: is not UTF-8"},
           {{"DATADIR=relative"}, "DATADIR: \"relative\" is not an absolute path; begin it with /"},
           {{"DATADIR=/" + kLong}, "[mysqld] datadir: takes 10249 bytes"},
           {{"wsrep_node_name=" + kLong}, "[mysqld] wsrep_node_name: takes 10256 bytes"},
           {{"my_init_connect=" + kLong}, "[mysqld] init_connect: takes 10253 bytes"},
           {{"NODE_ADDRESS=$(id)"},
            "node address: no interface \"$(id)\" with an address; this machine has "},
           {{"NODE_ADDRESS=" + kLong}, "node address: longer than 256 characters"},
           {{"NODE_ADDRESS=203.0.113.9"}, "node address: 203.0.113.9 is not an address of this machine"},
           {{"GCOMM_MINIMUM=2; reboot"}, "GCOMM_MINIMUM: \"2; reboot\" is not a whole number"},
           {{"GCOMM_MINIMUM=99999999999999999999"}, "GCOMM_MINIMUM: \"99999999999999999999\" is not between"},
           {{"my_port=70000"}, "my_port: \"70000\" is not a port; use 1 to 65535"},
           {{"SST_METHOD=;id"}, "SST_METHOD: \";id\" is not supported; use mariabackup or rsync"},
           {{"transfer_limit=" + kLong}, "transfer_limit: \"kkkk"},
           {{"wsrep_provider_options=a;b"}, "provider options: \"a\" is not of the form name=value"},
           {{"GALERA_WARDEN_NODE_DRAIN=for\x01"}, "GALERA_WARDEN_NODE_DRAIN: \"for\\x01\" is not a duration"},
           {{"GALERA_WARDEN_NODE_DRIAN=1s"}, "GALERA_WARDEN_NODE_DRIAN: "},
           {{}, "node: \"db1;$(id)\" is no peer; use names or addresses", {"node", "db1;$(id)"}},
           {{}, "node: \"\\xff\" is no peer", {"node", "\xff"}},
       }) {
    ExpectRefused(refusal);
  }
}

TEST(SettingsRefused, MissingSecrets) {
  for (const Refusal& refusal : std::vector<Refusal>{
           {{"SST_METHOD=mariabackup"}, "SST_METHOD: asks for mariabackup, whose password is missing; set "},
           {{"MYSQL_USER=app"}, "MYSQL_USER: has no password; set MYSQL_PASSWORD"},
           {{"MARIADB_DATABASE=shop"}, "MARIADB_DATABASE: is set, but nothing about root's password; set "},
           {{"MYSQL_EXPORTER_USER=prom"}, "MYSQL_EXPORTER_USER: has no password"},
           {{"wsrep_sst_auth=copier"}, "wsrep_sst_auth: is not of the form user:password"},
           {{"GALERA_WARDEN_NODE_TLS_CA_FILE=/ca"}, "GALERA_WARDEN_NODE_TLS_CA_FILE: goes with "},
           {{"GALERA_WARDEN_NODE_CLUSTER_SECRET=fifteen bytes.."},
            "GALERA_WARDEN_NODE_CLUSTER_SECRET: is shorter than 16 bytes; make one with "},
       }) {
    ExpectRefused(refusal);
  }
}

TEST(SettingsRefused, UnreadableFiles) {
  const LoneNode place;
  const std::string empty = place.Write("empty", "");
  const std::string zero = place.Write("zero", std::string("a\0b", 3));
  for (const Refusal& refusal : std::vector<Refusal>{
           {{"MYSQL_ROOT_PASSWORD_FILE=/no/such"},
            "MYSQL_ROOT_PASSWORD_FILE: read /no/such: No such file or directory; correct the path"},
           {{"MYSQL_ROOT_PASSWORD_FILE=/etc"}, "MYSQL_ROOT_PASSWORD_FILE: read /etc: Is a directory"},
           {{"XTRABACKUP_PASSWORD_FILE=" + empty},
            "XTRABACKUP_PASSWORD_FILE: the file " + empty + " is empty; write the value into it"},
           {{"MYSQL_ROOT_PASSWORD_FILE=" + zero},
            "MYSQL_ROOT_PASSWORD_FILE: the file " + zero + " holds a zero byte"},
       }) {
    ExpectRefused(refusal);
  }
}

TEST(SettingsRefused, AFileThatOnlyRootMayRead) {
  const LoneNode place;
  const std::string secret = place.Write("secret", "s3cret");
  std::filesystem::permissions(secret, std::filesystem::perms(0600));
  const CommandResult result =
      RunIn(place, {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", WardenProgram(), "seed"},
            {"MYSQL_ROOT_PASSWORD_FILE=" + secret});
  EXPECT_EQ(result.exit.code, 2);
  EXPECT_NE(result.err.find("error: MYSQL_ROOT_PASSWORD_FILE: read " + secret +
                            ": Permission denied; correct the path or the file's rights"),
            std::string::npos)
      << result.err;
}

// What mariadbd's own reader makes of the file is what was given.
TEST(SettingsRefused, ButStrangeValuesThatCanBeMeantArriveAsTheyAre) {
  for (const std::string& value :
       {kShell, std::string("SET @a=\"\xc3\xbc\xff\x01\t\"\n[sst]\nplugin_load=evil"), std::string(4000, 'k'),
        std::string(" leading and trailing "), std::string("# no comment"), std::string("a\\nb\r")}) {
    const LoneNode home;
    const CommandResult printed =
        RunIn(home, {WardenProgram(), "node", "--print-config", "db1"}, {"my_init_connect=" + value});
    ASSERT_EQ(printed.exit.code, 0) << printed.err;
    const std::string file = home.Write("printed.cnf", printed.out);
    const CommandResult read = RunIn(home, {"my_print_defaults", "--defaults-file=" + file, "mysqld"});
    EXPECT_NE(read.out.find("--init_connect=" + value + "\n"), std::string::npos) << read.out << read.err;
    EXPECT_EQ(read.out.find("\n--plugin_load"), std::string::npos) << read.out;
    EXPECT_FALSE(std::filesystem::exists(home.At("marker"))) << "a shell has seen it";
  }
}

TEST(SettingsRefused, SecretsAreNeverShown) {
  const LoneNode home;
  const std::string secret = "s3cret'" + kShell;
  for (const std::string& bad : {std::string("GCOMM_MINIMUM=x"), std::string("GCOMM_MINIMUM=2")}) {
    const CommandResult result =
        RunIn(home, {WardenProgram(), "node", "--print-config", "db1"},
              {bad, "MYSQL_ROOT_PASSWORD=" + secret, "XTRABACKUP_PASSWORD=" + secret, "MYSQL_USER=app",
               "MYSQL_PASSWORD=" + secret, "SYSTEM_PASSWORD=" + secret});
    EXPECT_EQ(result.exit.code, bad.ends_with("x") ? 2 : 0) << result.err;
    EXPECT_EQ((result.out + result.err).find("s3cret"), std::string::npos) << result.out << result.err;
  }
}

}  // namespace
}  // namespace galera
