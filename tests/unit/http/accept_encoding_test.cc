#include "http/accept_encoding.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

TEST(PrefersGzip, Yes) {
  for (const std::string_view text :
       {"gzip", "GZIP", "x-gzip", "gzip, deflate, br", "deflate,gzip;q=0.5", "gzip;q=1.000", "gzip ; q=0.001",
        "*", "*;q=0.1", "identity;q=0, *", "gzip;q=0.5, identity;q=0.5", "identity;q=0, gzip;q=0.1",
        "br;q=1, gzip;q=0.2", "gzip;q=1.", "gzip;level=9;q=0.3"}) {
    EXPECT_TRUE(PrefersGzip(text)) << text;
  }
}

TEST(PrefersGzip, No) {
  for (const std::string_view text : {"",
                                      " ",
                                      ",",
                                      "identity",
                                      "br",
                                      "gzip;q=0",
                                      "gzip;q=0.",
                                      "gzip;q=0.0",
                                      "gzip;q=0.000",
                                      "gzip;q=0, *",
                                      "*;q=0",
                                      "gzip;q=0;q=0",
                                      "identity, gzip;q=0.9",
                                      "identity;q=0.5, *;q=0.4",
                                      "gzip;q=x",
                                      "gzip;q=",
                                      "gzip;q=2",
                                      "gzip;q=1.001",
                                      "gzip;q=0.0001",
                                      "gzip;q=-1",
                                      "gzipped",
                                      "not-gzip",
                                      "identity;q=0",
                                      "gzip;q=0 , deflate"}) {
    EXPECT_FALSE(PrefersGzip(text)) << text;
  }
}

}  // namespace
}  // namespace galera
