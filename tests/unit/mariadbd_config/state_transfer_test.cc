#include "mariadbd_config/state_transfer.h"

#include <gtest/gtest.h>

#include "node_fixture.h"

namespace watchdog {
namespace {

NodeSettings Encrypted() {
  NodeSettings settings = Settings();
  settings.tls_ca_file = "/tls/ca.pem";
  settings.tls_cert_file = "/tls/cert.pem";
  settings.tls_key_file = "/tls/key.pem";
  return settings;
}

NodeSettings Rsync() {
  NodeSettings settings = Settings();
  settings.sst_method = SstMethod::kRsync;
  settings.sst_method_given = true;
  return settings;
}

TEST(StateTransfer, UsesMariabackupWithItsAccount) {
  const OptionFile file = Built(Settings(), Facts());
  EXPECT_EQ(Value(file, "mysqld", "wsrep_sst_method"), "mariabackup");
  EXPECT_EQ(Value(file, "mysqld", "wsrep_sst_receive_address"), "10.0.0.1:4444");
  EXPECT_EQ(Value(file, "mysqld", "wsrep_sst_auth"), "sst:p#;\"s'$ \\w");
  EXPECT_EQ(RenderMasked(file)->find("p#;"), std::string::npos);
  EXPECT_NE(RenderMasked(file)->find("wsrep_sst_auth=******"), std::string::npos);
}

TEST(StateTransfer, FallsBackToRsyncUnlessMariabackupWasAskedFor) {
  ServerFacts facts = Facts();
  facts.mariabackup_installed = false;
  const OptionFile file = Built(Settings(), facts);
  EXPECT_EQ(Value(file, "mysqld", "wsrep_sst_method"), "rsync");
  EXPECT_EQ(Value(file, "mysqld", "wsrep_sst_auth"), "<none>");
  NodeSettings settings = Settings();
  settings.sst_method_given = true;
  EXPECT_NE(Refusal(settings, facts).find("package mariadb-backup"), std::string::npos);
  settings = Settings();
  settings.variables["wsrep_sst_method"] = "mariabackup";
  EXPECT_NE(Refusal(settings, facts).find("package mariadb-backup"), std::string::npos);
}

TEST(StateTransfer, FollowsTheOperatorsOwnMethod) {
  NodeSettings settings = Encrypted();
  settings.variables["wsrep_sst_method"] = "rsync_wan";
  const OptionFile file = Built(settings, Facts());
  EXPECT_EQ(Value(file, "mysqld", "wsrep_sst_method"), "rsync_wan");
  EXPECT_EQ(Value(file, "sst", "encrypt"), "<none>");
  EXPECT_EQ(Value(file, "sst", "ssl-mode"), "VERIFY_CA");
}

TEST(StateTransfer, EncryptsAsTheGroupDoes) {
  for (const bool rsync : {false, true}) {
    NodeSettings settings = Encrypted();
    if (rsync) settings.sst_method = SstMethod::kRsync;
    const OptionFile file = Built(settings, Facts());
    EXPECT_EQ(Value(file, "sst", "encrypt"), rsync ? "<none>" : "3");
    EXPECT_EQ(Value(file, "sst", "tkey"), "/tls/key.pem");
    EXPECT_EQ(Value(file, "sst", "tcert"), "/tls/cert.pem");
    EXPECT_EQ(Value(file, "sst", "tca"), "/tls/ca.pem");
    EXPECT_EQ(Value(file, "sst", "ssl-mode"), "VERIFY_CA");
  }
}

TEST(StateTransfer, RefusesRsyncInClear) {
  NodeSettings settings = Encrypted();
  settings.sst_method = SstMethod::kRsync;
  ServerFacts facts = Facts();
  facts.stunnel_installed = false;
  EXPECT_NE(Refusal(settings, facts).find("stunnel4"), std::string::npos);
  EXPECT_EQ(Refusal(Rsync(), facts), "");
}

TEST(StateTransfer, RefusesHalfATlsSetAndUnsafeNames) {
  NodeSettings settings = Encrypted();
  settings.tls_ca_file.clear();
  EXPECT_NE(Refusal(settings, Facts()).find("three files"), std::string::npos);
  for (const char* bad : {"ca.pem", "/a b", "/a'b", "/a,b", "/a;b", "/a:b", "/$b", "/a\nb"}) {
    settings.tls_ca_file = bad;
    EXPECT_NE(Refusal(settings, Facts()).find("TLS file"), std::string::npos) << bad;
  }
}

TEST(StateTransfer, LimitsMariabackupByPv) {
  NodeSettings settings = Settings();
  settings.transfer_limit_bytes_per_second = 50'000'000;
  ServerFacts facts = Facts();
  EXPECT_EQ(Value(Built(settings, facts), "sst", "rlimit"), "50000000");
  facts.pv_installed = false;
  EXPECT_NE(Refusal(settings, facts).find("package pv"), std::string::npos);
  settings.transfer_limit_bytes_per_second = 0;
  EXPECT_NE(Refusal(settings, facts).find("more than 0"), std::string::npos);
}

TEST(StateTransfer, LimitsOneRsyncAtATime) {
  NodeSettings settings = Rsync();
  settings.transfer_limit_bytes_per_second = 10'000'000;
  ServerFacts facts = Facts();
  facts.pv_installed = false;
  const OptionFile file = Built(settings, facts);
  EXPECT_EQ(Value(file, "sst", "backup-threads"), "1");
  EXPECT_EQ(Value(file, "sst", "rlimit"), "<none>");
  EXPECT_EQ(RsyncLimit(10'000'000), "9765");
  EXPECT_EQ(RsyncLimit(1), "1");
}

TEST(StateTransfer, RefusesALimitItCannotKeep) {
  NodeSettings settings = Settings();
  settings.transfer_limit_bytes_per_second = 1000;
  settings.variables["wsrep_sst_method"] = "mysqldump";
  EXPECT_NE(Refusal(settings, Facts()).find("mysqldump"), std::string::npos);
}

TEST(StateTransfer, RefusesAccountsThatTheScriptRefuses) {
  for (const char* bad : {"", "a b", "a:b", "a'b", "a`b", "a$b"}) {
    NodeSettings settings = Settings();
    settings.sst_account->user = bad;
    const std::string message = Refusal(settings, Facts());
    EXPECT_NE(message.find("state transfer account"), std::string::npos) << bad;
    EXPECT_EQ(message.find("p#;"), std::string::npos) << bad;
  }
}

TEST(StateTransfer, NeedsThePasswordItself) {
  NodeSettings settings = Settings();
  settings.sst_account->password = galera::Secret();
  settings.sst_account->password_hash = galera::Secret("*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29");
  EXPECT_NE(Refusal(settings, Facts()).find("password itself"), std::string::npos);
  settings.sst_account->password_hash = galera::Secret();
  settings.sst_account->random_password = true;
  EXPECT_NE(Refusal(settings, Facts()).find("password itself"), std::string::npos);
  settings.sst_account->random_password = false;
  settings.sst_account->unix_socket = true;
  EXPECT_EQ(Value(Built(settings, Facts()), "mysqld", "wsrep_sst_auth"), "sst:");
}

}  // namespace
}  // namespace watchdog
