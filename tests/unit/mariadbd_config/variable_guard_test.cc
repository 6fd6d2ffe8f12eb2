#include "mariadbd_config/variable_guard.h"

#include <gtest/gtest.h>

#include "node_fixture.h"

namespace watchdog {
namespace {

std::string RefusalOf(const std::string& name, const std::string& value) {
  NodeSettings settings = Settings();
  settings.variables[name] = value;
  const auto status = CheckVariables(settings);
  return status.ok() ? "" : status.error().message;
}

std::string RefusalOf(const std::vector<std::string>& arguments) {
  NodeSettings settings = Settings();
  settings.mariadbd_arguments = arguments;
  const auto status = CheckVariables(settings);
  return status.ok() ? "" : status.error().message;
}

TEST(VariableGuard, ComparesNamesAsMariadbDoes) {
  EXPECT_EQ(NormalizedName("Max-Connections"), "max_connections");
  EXPECT_EQ(NormalizedName("loose-innodb_x"), "innodb_x");
  NodeSettings settings;
  settings.variables["Loose-Wsrep_SST-method"] = "rsync";
  ASSERT_NE(FindVariable(settings, "wsrep_sst_method"), nullptr);
  EXPECT_EQ(*FindVariable(settings, "wsrep_sst_method"), "rsync");
  EXPECT_EQ(FindVariable(settings, "wsrep_sst"), nullptr);
}

TEST(VariableGuard, RefusesWhatContradictsUs) {
  const std::pair<const char*, const char*> refused[] = {{"wsrep_on", "OFF"},
                                                         {"wsrep_on", "0"},
                                                         {"wsrep_on", ""},
                                                         {"wsrep_on", "maybe"},
                                                         {"datadir", "/data"},
                                                         {"DataDir", "/data"},
                                                         {"loose-datadir", "/data"},
                                                         {"datadi", "/var/lib/mysql"},
                                                         {"socket", "/tmp/s"},
                                                         {"port", "3307"},
                                                         {"pid-file", "/tmp/p"},
                                                         {"wsrep_notify_cmd", "x"},
                                                         {"wsrep_notify_cmd", ""},
                                                         {"wsrep_cluster_address", "gcomm://a"},
                                                         {"wsrep_cluster_addr", "gcomm://"},
                                                         {"wsrep_new_cluster", ""},
                                                         {"skip_wsrep_on", ""},
                                                         {"disable-wsrep-on", ""},
                                                         {"wsrep_start_position", "x"},
                                                         {"wsrep_recover", "1"},
                                                         {"wsrep_status_file", "x"},
                                                         {"wsrep_data_home_dir", "/x"},
                                                         {"binlog_format", "MIXED"}};
  for (const auto& [name, value] : refused) {
    const std::string message = RefusalOf(name, value);
    EXPECT_NE(message.find(name), std::string::npos) << name << "=" << value << ": " << message;
  }
}

TEST(VariableGuard, LetsAgreementAndOthersPass) {
  const std::pair<const char*, const char*> passed[] = {{"wsrep_on", "ON"},
                                                        {"wsrep_on", "1"},
                                                        {"WSREP-ON", "true"},
                                                        {"datadir", "/var/lib/mysql/"},
                                                        {"port", "3306"},
                                                        {"binlog_format", "row"},
                                                        {"skip_networking", ""},
                                                        {"wsrep_slave_threads", "4"},
                                                        {"port_open_timeout", "3"},
                                                        {"report_port", "9"},
                                                        {"wsrep_sst_method", "rsync"},
                                                        {"log_error", "/x"}};
  for (const auto& [name, value] : passed) EXPECT_EQ(RefusalOf(name, value), "") << name << "=" << value;
}

TEST(VariableGuard, ComparesWithTheModeWithoutGalera) {
  NodeSettings settings = Settings();
  settings.wsrep_on = false;
  settings.variables = {{"wsrep_on", "off"}, {"binlog_format", "MIXED"}};
  EXPECT_TRUE(CheckVariables(settings).ok());
  settings.variables["wsrep_on"] = "on";
  EXPECT_FALSE(CheckVariables(settings).ok());
}

TEST(VariableGuard, LooksAtTrailingArgumentsToo) {
  EXPECT_NE(RefusalOf({"--wsrep-new-cluster"}).find("--wsrep-new-cluster"), std::string::npos);
  EXPECT_NE(RefusalOf({"--datadir=/x"}), "");
  EXPECT_NE(RefusalOf({"--port", "3307"}), "");
  EXPECT_NE(RefusalOf({"--skip-wsrep-on"}), "");
  EXPECT_EQ(RefusalOf({"--port", "3306", "--wsrep-on", "--max-connections=5", "--skip-name-resolve"}), "");
}

TEST(VariableGuard, RefusesTwoSpellingsOfOneVariable) {
  NodeSettings settings = Settings();
  settings.variables = {{"max-connections", "5"}, {"max_connections", "6"}};
  const auto status = CheckVariables(settings);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find("max-connections"), std::string::npos);
}

TEST(VariableGuard, KnowsWhichVariablesAreSecret) {
  for (const char* name : {"wsrep_sst_auth", "file_key_management_filekey", "s3_secret_key", "s3_access_key",
                           "hashicorp_key_management_token", "report_password", "ssl_passphrase"}) {
    EXPECT_TRUE(HoldsSecret(name)) << name;
  }
  for (const char* name : {"max_connections", "ssl_key", "key_buffer_size"})
    EXPECT_FALSE(HoldsSecret(name)) << name;
}

}  // namespace
}  // namespace watchdog
