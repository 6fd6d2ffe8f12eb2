#include "config/listen_address.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

TEST(ParseListenAddress, ReadsHostAndPort) {
  const std::pair<const char*, ListenAddress> kAccepted[] = {
      {":9104", {"", 9104}},
      {"0.0.0.0:9104", {"0.0.0.0", 9104}},
      {"127.0.0.1:1", {"127.0.0.1", 1}},
      {"localhost:65535", {"localhost", 65535}},
      {"[::1]:9104", {"::1", 9104}},
      {"[fe80::1%eth0]:80", {"fe80::1%eth0", 80}},
      {":0", {"", 0}},
      {"db-1.example.org:80", {"db-1.example.org", 80}},
  };
  for (const auto& [text, address] : kAccepted) {
    const auto parsed = ParseListenAddress(text);
    ASSERT_TRUE(parsed) << text << ": " << parsed.error().message;
    EXPECT_EQ(*parsed, address) << text;
    EXPECT_EQ(ToString(*parsed), text);
  }
}

TEST(ParseListenAddress, RefusesEverythingElse) {
  for (const char* text : {"",
                           ":",
                           "9104",
                           "localhost",
                           "localhost:",
                           ":65536",
                           ":-1",
                           ":99999999999",
                           ":http",
                           ": 80",
                           ":80 ",
                           "a b:80",
                           "::1:80",
                           "[::1]",
                           "[::1",
                           "[::1]80",
                           "[]:80",
                           "[localhost]:80",
                           "http://a:80",
                           "a/b:80",
                           "vsock://:9104",
                           "unix:///run/x",
                           "::",
                           "[",
                           "]",
                           "[:",
                           "]:80",
                           "127.0.0.1:80:81"}) {
    EXPECT_FALSE(ParseListenAddress(text)) << text;
  }
}

TEST(Collide, SeesThroughTheNamesOfOneAddress) {
  const std::pair<const char*, const char*> kColliding[] = {
      {":80", ":80"},           {":80", "0.0.0.0:80"},
      {":80", "127.0.0.1:80"},  {"localhost:80", "127.0.0.1:80"},
      {"[::1]:80", "[::1]:80"}, {"[::]:80", "127.0.0.1:80"},
      {"10.0.0.1:80", ":80"},
  };
  for (const auto& [a, b] : kColliding) {
    EXPECT_TRUE(Collide(*ParseListenAddress(a), *ParseListenAddress(b))) << a << " " << b;
    EXPECT_TRUE(Collide(*ParseListenAddress(b), *ParseListenAddress(a))) << b << " " << a;
  }
  const std::pair<const char*, const char*> kApart[] = {
      {":80", ":81"},
      {":0", ":0"},
      {"127.0.0.1:80", "127.0.0.2:80"},
      {"[::1]:80", "127.0.0.1:80"},
  };
  for (const auto& [a, b] : kApart) {
    EXPECT_FALSE(Collide(*ParseListenAddress(a), *ParseListenAddress(b))) << a << " " << b;
  }
}

TEST(ParseServerAddress, ReadsTcpAndUnix) {
  const std::pair<const char*, ServerAddress> kAccepted[] = {
      {"localhost:3306", {"localhost", 3306, ""}},
      {":3307", {"localhost", 3307, ""}},
      {"[::1]:3306", {"::1", 3306, ""}},
      {"unix:///run/mysqld/mysqld.sock", {"", 0, "/run/mysqld/mysqld.sock"}},
  };
  for (const auto& [text, address] : kAccepted) {
    const auto parsed = ParseServerAddress(text);
    ASSERT_TRUE(parsed) << text << ": " << parsed.error().message;
    EXPECT_EQ(*parsed, address) << text;
  }
}

TEST(ParseServerAddress, RefusesEverythingElse) {
  const std::string long_path = "unix:///" + std::string(107, 'x');
  for (const std::string& text :
       {std::string(), std::string("localhost"), std::string("localhost:0"), std::string("unix://relative"),
        std::string("unix://"), std::string("tcp://a:3306"), std::string("a:3306:3307"), long_path}) {
    EXPECT_FALSE(ParseServerAddress(text)) << text;
  }
}

}  // namespace
}  // namespace galera
