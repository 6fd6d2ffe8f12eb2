#include "first_start/temporary_server.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace watchdog {
namespace {

ServerPlace Place() {
  ServerPlace place;
  place.data_directory = "/data";
  place.private_directory = "/run/w";
  place.config_file = "/etc/w.cnf";
  place.arguments = {"--wsrep-new-cluster", "--log-bin", "--innodb-page-size=4k",
                     "--init-connect=SET @a = 1"};
  return place;
}

bool Has(const std::vector<std::string>& arguments, const std::string& one) {
  return std::find(arguments.begin(), arguments.end(), one) != arguments.end();
}

TEST(ServerArguments, KeepTheServerAloneWhateverTheOperatorSays) {
  const std::vector<std::string> arguments = ServerArguments(Place());
  EXPECT_EQ(arguments[0], "mariadbd");
  EXPECT_EQ(arguments[1], "--defaults-file=/etc/w.cnf");
  for (const char* needed : {"--wsrep-on=OFF", "--skip-log-bin", "--skip-networking", "--skip-slave-start",
                             "--event-scheduler=OFF", "--socket=/run/w/sql.sock", "--datadir=/data"}) {
    EXPECT_TRUE(Has(arguments, needed)) << needed;
  }
  EXPECT_FALSE(Has(arguments, "--wsrep-new-cluster"));
  EXPECT_LT(std::find(arguments.begin(), arguments.end(), "--log-bin"),
            std::find(arguments.begin(), arguments.end(), "--skip-log-bin"));
  EXPECT_TRUE(Has(arguments, "--init-connect=SET @a = 1"));
}

TEST(InstallArguments, LeaveOutWhatItsShellWouldTakeApart) {
  const std::vector<std::string> arguments = InstallArguments(Place(), "/data/w");
  EXPECT_TRUE(Has(arguments, "--innodb-page-size=4k"));
  EXPECT_FALSE(Has(arguments, "--init-connect=SET @a = 1"));
  EXPECT_TRUE(Has(arguments, "--datadir=/data/w"));
  EXPECT_TRUE(Has(arguments, "--wsrep-on=OFF"));
}

}  // namespace
}  // namespace watchdog
