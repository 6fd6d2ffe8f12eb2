// How a text from SHOW STATUS, SHOW VARIABLES or SHOW SLAVE STATUS becomes a
// number: the rules of mysqld_exporter's parseStatus (0.16), exactly.
#pragma once

#include <optional>
#include <string_view>

namespace galera {

// yes/on/primary 1; no/off/disabled/connecting/non-primary/disconnected 0; two
// date formats as Unix seconds; else Go's ParseFloat. nullopt: no number.
// `true` and `false`, which mysqld_exporter leaves out, are 1 and 0.
std::optional<double> ParseStatusValue(std::string_view text);

// Go's strconv.ParseFloat(text, 64), hexadecimal form and '_' between digits included.
std::optional<double> ParseGoFloat(std::string_view text);

}  // namespace galera
