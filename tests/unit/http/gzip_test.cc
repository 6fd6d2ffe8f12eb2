#include "http/gzip.h"

#include <gtest/gtest.h>

#include <random>

#include "http_client/http_client.h"

namespace galera {
namespace {

TEST(Gzip, RoundTrips) {
  std::mt19937 random(1);
  std::string noise(300000, ' ');
  for (char& c : noise) c = static_cast<char>(random());
  for (const std::string& body : {std::string(), std::string("x"), std::string(5000000, 'a'), noise}) {
    const auto packed = Gzip(body);
    ASSERT_TRUE(packed);
    EXPECT_EQ(test::Gunzip(*packed), body) << body.size();
  }
}

TEST(Gzip, ShrinksExposition) {
  std::string body;
  for (int i = 0; i < 2000; ++i)
    body += "mysql_global_status_name_" + std::to_string(i) + " " + std::to_string(i * 7) + "\n";
  const auto packed = Gzip(body);
  ASSERT_TRUE(packed);
  EXPECT_LT(packed->size() * 4, body.size());
}

}  // namespace
}  // namespace galera
