// Passwords: whole at the server, nowhere else. Against a real MariaDB, which alone can tell.
#include <gtest/gtest.h>

#include "cluster/cluster.h"
#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

// Every printable byte, the blank in the middle. Read as it is by an option file: it neither begins nor ends
// with a blank or a quotation mark.
std::string EveryPrintableByte() {
  std::string all;
  for (char c = '!'; c <= '~'; ++c) all += c == 'M' ? "M L" : std::string(1, c);
  return all;
}

std::string SqlText(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out + "'";
}

std::string YamlText(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
  return out + "'";
}

class PasswordTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing_cluster::ClusterOptions options;
    options.nodes = 1;
    options.galera = false;
    auto started = testing_cluster::Cluster::Start(options);
    ASSERT_TRUE(started.ok()) << started.error().message;
    cluster_ = std::move(*started);
    const auto made =
        cluster_->node(1).Query("CREATE USER odd@'%' IDENTIFIED BY " + SqlText(EveryPrintableByte()));
    ASSERT_TRUE(made.ok()) << made.error().message;
  }
  std::string Address() const {
    return cluster_->node(1).address() + ":" + std::to_string(cluster_->node(1).port());
  }

  Directory directory_;
  std::unique_ptr<testing_cluster::Cluster> cluster_;
};

TEST_F(PasswordTest, EveryPrintableByteSurvivesEveryWayIn) {
  const std::string password = EveryPrintableByte();
  const std::string plain = directory_.Write("plain.cnf", "[client]\nuser=odd\npassword=" + password + "\n");
  const std::string quoted =
      directory_.Write("quoted.cnf", "[client]\nuser = odd\npassword = \"" + password + "\"\n");
  const std::string variable = directory_.Write("variable.cnf", "[client]\nuser=odd\npassword=${ODD}\n");
  const std::string secret = directory_.Write("secret", password + "\n");
  const std::string by_file = directory_.Write("by_file.yml", "mysqld:\n  password_file: " + secret + "\n");
  const std::string by_value =
      directory_.Write("by_value.yml", "mysqld:\n  password: " + YamlText(password) + "\n");
  const std::vector<WardenSetup> ways = {
      {"", {"--config.my-cnf=" + plain}, {}},
      {"", {"--config.my-cnf=" + quoted}, {}},
      {"", {"--config.my-cnf=" + variable}, {"ODD=" + password}},
      {"", {"--mysqld.username=odd"}, {"MYSQLD_EXPORTER_PASSWORD=" + password}},
      {"", {"--mysqld.username=odd", "--config=" + by_file}, {}},
      {"", {"--mysqld.username=odd", "--config=" + by_value}, {}},
  };
  for (WardenSetup way : ways) {
    const std::string name = way.arguments.back();
    way.arguments.insert(way.arguments.end(), {"--mysqld.address=" + Address(), "--log.level=debug",
                                               "--web.listen-address=127.0.0.1:0"});
    const auto warden = WardenProcess::Start(way, directory_);
    const std::string page = warden->Page();
    EXPECT_EQ(ValueOf(page, "mysql_up"), 1) << name << "\n" << warden->Log();
    for (const std::string& text : {page, warden->Log(), warden->Get("/").body}) {
      EXPECT_FALSE(Holds(text, password.substr(1, 20))) << name;
      EXPECT_FALSE(Holds(text, password.substr(60, 20))) << name;
    }
  }
}

TEST_F(PasswordTest, AWrongOneIsToldWithoutIt) {
  const auto warden = WardenProcess::Start({"",
                                            {"--mysqld.username=odd", "--mysqld.address=" + Address(),
                                             "--log.level=debug", "--web.listen-address=127.0.0.1:0"},
                                            {std::string("MYSQLD_EXPORTER_PASSWORD=") + kPassword}},
                                           directory_);
  const std::string page = warden->Page();
  EXPECT_EQ(ValueOf(page, "mysql_up"), 0);
  EXPECT_TRUE(Holds(warden->Log(), "Access denied for user 'odd'@")) << warden->Log();
  EXPECT_FALSE(Holds(warden->Log() + page, kPassword));
}

}  // namespace
}  // namespace galera::process
