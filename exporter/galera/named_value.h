// One row of SHOW GLOBAL STATUS or SHOW GLOBAL VARIABLES. The views point into
// the result set they came from and live as long as it does.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace galera {

using Cell = std::optional<std::string_view>;  // nullopt: SQL NULL

struct NamedValue {
  std::string_view name;
  Cell value;
};

// nullopt if the row is missing or NULL. Names compare without regard to case:
// servers differ in it.
Cell Find(std::span<const NamedValue> rows, std::string_view name);

}  // namespace galera
