// Reads the fields of a JSON object that somebody else wrote, until the first
// that is wrong, and remembers which. For the .cc files of this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace watchdog {

inline constexpr std::size_t kFieldBytesMax = 255;

// After a field that is wrong all others are left alone. An optional field that
// is missing or null leaves `out` as it is. `document` must outlive the reader.
class FieldReader {
 public:
  explicit FieldReader(const nlohmann::json& document) : document_(document) {}

  bool ok() const { return wrong_.empty(); }
  const std::string& wrong() const { return wrong_; }  // "seqno is out of range"
  void Complain(const char* name, std::string_view what);

  // Of 255 bytes at most, without control characters; a required one is not empty.
  void Text(const char* name, bool required, std::string& out);
  void Text(const char* name, std::optional<std::string>& out);  // empty is nullopt
  void Uuid(const char* name, bool required,
            std::string& out);  // made lower case; not required: may be empty
  void Truth(const char* name, std::optional<bool>& out);
  // Of at most `most` elements. Null where there is none.
  const nlohmann::json* Array(const char* name, bool required, std::size_t most);
  const nlohmann::json* Object(const char* name);

  template <typename T>
  void Number(const char* name, T least, std::optional<T>& out) {
    const nlohmann::json* field = Find(name, false);
    if (field == nullptr) return;
    if (!field->is_number_integer()) return Complain(name, "is no whole number");
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
    if (field->is_number_unsigned()) {
      const auto value = field->get<std::uint64_t>();
      if (value > most || std::cmp_less(value, least)) return Complain(name, "is out of range");
      out = static_cast<T>(value);
    } else {
      const auto value = field->get<std::int64_t>();
      if (std::cmp_less(value, least) || (value > 0 && static_cast<std::uint64_t>(value) > most))
        return Complain(name, "is out of range");
      out = static_cast<T>(value);
    }
  }

 private:
  // Null for a field that is missing or null.
  const nlohmann::json* Find(const char* name, bool required);

  const nlohmann::json& document_;
  std::string wrong_;
};

}  // namespace watchdog
