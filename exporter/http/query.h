// Decodes the query part of a URL. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace galera {

using QueryPairs = std::vector<std::pair<std::string, std::string>>;

// "a=1&b=x+y%21" -> {a,1} {b,"x y!"}, in order, repeated keys kept. As in Go's
// net/url (and so in mysqld_exporter) a pair with a broken %-escape or a
// semicolon is dropped, and a key without '=' has the value "".
QueryPairs DecodeQuery(std::string_view query);

// '+' is a space; nullopt on a broken %-escape.
std::optional<std::string> DecodeQueryPart(std::string_view text);

}  // namespace galera
