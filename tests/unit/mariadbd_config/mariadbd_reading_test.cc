// What the real mariadbd makes of a whole generated file.
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "mariadbd_config/launch_arguments.h"
#include "node_fixture.h"

namespace watchdog {
namespace {

// The table at the end of `mariadbd --verbose --help`.
std::map<std::string, std::string> ReadByMariadbd(const OptionFile& file, const ScratchDirectory& scratch,
                                                  std::string* log) {
  const std::string path = scratch.Write("my.cnf", *Render(file));
  std::istringstream lines(Output("PATH=$PATH:/usr/sbin mariadbd --defaults-file=" + path +
                                  " --verbose --help 2>" + scratch.path() + "/log"));
  *log = Output("cat " + scratch.path() + "/log");
  std::map<std::string, std::string> out;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t blank = line.find(' ');
    if (blank == 0 || blank == std::string::npos) continue;
    const std::size_t value = line.find_first_not_of(' ', blank);
    out[line.substr(0, blank)] = value == std::string::npos ? "" : line.substr(value);
  }
  return out;
}

NodeSettings SettingsIn(const ScratchDirectory& scratch) {
  NodeSettings settings = Settings();
  settings.data_directory = scratch.path() + "/data #1";
  settings.run_directory = scratch.path();
  settings.sql_socket = scratch.path() + "/s.sock";
  settings.ports.sql = 13306;
  settings.time_zone = "+01:00";
  settings.variables = {{"max-connections", "77"},
                        {"skip_name_resolve", ""},
                        {"init_connect", "SET @a=\"#1\", @b='\\\\';\nSET @c=1"}};
  std::filesystem::create_directories(settings.data_directory);
  return settings;
}

void ExpectCommon(const std::map<std::string, std::string>& values, const NodeSettings& settings,
                  const std::string& log) {
  const std::pair<const char*, std::string> wanted[] = {{"datadir", settings.data_directory + "/"},
                                                        {"socket", settings.sql_socket},
                                                        {"pid-file", PidFile(settings)},
                                                        {"port", "13306"},
                                                        {"bind-address", "*"},
                                                        {"binlog-format", "ROW"},
                                                        {"default-storage-engine", "InnoDB"},
                                                        {"innodb-autoinc-lock-mode", "2"},
                                                        {"max-connections", "77"},
                                                        {"skip-name-resolve", "TRUE"},
                                                        {"default-time-zone", "+01:00"},
                                                        {"init-connect", "SET @a=\"#1\", @b='\\\\';"}};
  for (const auto& [name, value] : wanted) {
    const auto found = values.find(name);
    ASSERT_NE(found, values.end()) << name << "\n" << log;
    EXPECT_EQ(found->second, value) << name;
  }
  EXPECT_EQ(log.find("unknown"), std::string::npos) << log;
}

TEST(MariadbdReading, WithGalera) {
  const ScratchDirectory scratch;
  NodeSettings settings = SettingsIn(scratch);
  settings.provider_options = "gcache.size=1G";
  ServerFacts facts = Facts();
  facts.memory_limit_bytes = std::uint64_t{1} << 30;
  facts.notify_command = "/run/a b/notify \"x\" #y";
  std::string log;
  const auto values = ReadByMariadbd(Built(settings, facts), scratch, &log);
  ExpectCommon(values, settings, log);
  const std::pair<const char*, std::string> wanted[] = {
      {"wsrep-on", "TRUE"},
      {"wsrep-cluster-name", "orders"},
      {"wsrep-cluster-address", "gcomm://10.0.0.2:4567,10.0.0.3:4567"},
      {"wsrep-node-address", "10.0.0.1"},
      {"wsrep-node-name", "db1"},
      {"wsrep-provider", facts.provider},
      {"wsrep-provider-options",
       "gmcast.listen_addr=tcp://10.0.0.1:4567;ist.recv_addr=10.0.0.1:4568;gcache.size=1G;gcache.recover=yes;"
       "pc.recovery=yes"},
      {"wsrep-notify-cmd", facts.notify_command},
      {"wsrep-status-file", WsrepStatusFile(settings)},
      {"wsrep-sst-method", "mariabackup"},
      {"wsrep-sst-receive-address", "10.0.0.1:4444"},
      {"innodb-buffer-pool-size", "536870912"}};
  for (const auto& [name, value] : wanted) {
    ASSERT_TRUE(values.contains(name)) << name << "\n" << log;
    EXPECT_EQ(values.at(name), value) << name;
  }
}

TEST(MariadbdReading, WithoutGalera) {
  const ScratchDirectory scratch;
  NodeSettings settings = SettingsIn(scratch);
  settings.wsrep_on = false;
  std::string log;
  const auto values = ReadByMariadbd(Built(settings, Facts()), scratch, &log);
  ExpectCommon(values, settings, log);
  EXPECT_EQ(values.at("wsrep-on"), "FALSE");
  EXPECT_EQ(values.at("wsrep-provider"), "none");
  EXPECT_EQ(values.at("wsrep-cluster-address"), "");
  EXPECT_EQ(values.at("innodb-buffer-pool-size"), "134217728");
}

TEST(MariadbdReading, RecoversThePositionOfADirectory) {
  const ScratchDirectory scratch;
  NodeSettings settings = SettingsIn(scratch);
  // A log of our own choice would hide the position, were it not overruled.
  settings.variables["log_error"] = scratch.path() + "/elsewhere";
  settings.variables["innodb_log_file_size"] = "8M";
  const std::string file = scratch.Write("my.cnf", *Render(Built(settings, Facts())));
  Output("mariadb-install-db --no-defaults --innodb-log-file-size=8M --skip-test-db --user=root --datadir='" +
         settings.data_directory + "' 2>&1");
  std::string command = "PATH=$PATH:/usr/sbin";
  settings.system_user = "root";
  for (const std::string& argument : RecoverArguments(settings, file, true)) command += " '" + argument + "'";
  const std::string log = Output(command + " 2>&1");
  const auto position = ParseRecoveredPosition(log);
  ASSERT_TRUE(position.has_value()) << log;
  EXPECT_EQ(position->Text(), "00000000-0000-0000-0000-000000000000:-1");
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) {
    EXPECT_TRUE(entry.path().filename() == "my.cnf" || entry.path().filename() == "data #1") << entry.path();
  }
}

}  // namespace
}  // namespace watchdog
