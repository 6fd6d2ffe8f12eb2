#include "galera/named_value.h"

#include "galera/text.h"

namespace galera {

Cell Find(std::span<const NamedValue> rows, std::string_view name) {
  for (const NamedValue& row : rows) {
    if (EqualsIgnoringCase(row.name, name)) return row.value;
  }
  return std::nullopt;
}

}  // namespace galera
