#include "http/query.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

TEST(DecodeQuery, Accepts) {
  const struct {
    std::string_view text;
    QueryPairs want;
  } kCases[] = {
      {"", {}},
      {"a=1", {{"a", "1"}}},
      {"a=1&a=2&b", {{"a", "1"}, {"a", "2"}, {"b", ""}}},
      {"target=db-1%3A3306&collect[]=x&collect%5B%5D=y",
       {{"target", "db-1:3306"}, {"collect[]", "x"}, {"collect[]", "y"}}},
      {"q=a+b%20c%2B", {{"q", "a b c+"}}},
      {"&&a=1&", {{"a", "1"}}},
      {"=v", {{"", "v"}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"z=%00", {{"z", std::string(1, '\0')}}},
      {"u=%C3%a9", {{"u", "\xc3\xa9"}}},
  };
  for (const auto& c : kCases) EXPECT_EQ(DecodeQuery(c.text), c.want) << c.text;
}

TEST(DecodeQuery, DropsBrokenPairsOnly) {
  for (const std::string_view broken : {"a=%", "a=%2", "a=%zz", "%g0=1", "a=1;b=2"}) {
    EXPECT_EQ(DecodeQuery(broken), QueryPairs{}) << broken;
    EXPECT_EQ(DecodeQuery(std::string(broken) + "&ok=1"), (QueryPairs{{"ok", "1"}})) << broken;
  }
}

}  // namespace
}  // namespace galera
