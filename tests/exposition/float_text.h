// The numbers of the text format: what Go's ParseFloat takes, without the hexadecimal
// floats and the underscores that Prometheus refuses.
#pragma once

#include <optional>
#include <string_view>

namespace galera {

// nullopt for anything else, and for a number beyond the range of a double (1e400).
std::optional<double> ParseFloatText(std::string_view text);

// Whether a not-finite number is spelt as client_golang spells it: NaN, +Inf, -Inf.
bool IsCanonicalFloatText(std::string_view text);

}  // namespace galera
