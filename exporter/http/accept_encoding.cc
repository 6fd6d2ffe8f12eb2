#include "http/accept_encoding.h"

#include <optional>

#include "galera/text.h"

namespace galera {
namespace {

// qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ), in thousandths.
std::optional<int> ParseQValue(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int value = (text[0] - '0') * 1000;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int unit = 100;
  for (const char c : text.substr(text.size() > 1 ? 2 : 1)) {
    if (c < '0' || c > '9') return std::nullopt;
    value += (c - '0') * unit;
    unit /= 10;
  }
  if (value > 1000) return std::nullopt;
  return value;
}

// The weight of one list element; 1000 without a q parameter.
std::optional<int> Weight(std::string_view parameters) {
  int weight = 1000;
  while (!parameters.empty()) {
    std::string_view parameter = NextPart(&parameters, ';');
    const std::string_view name = NextPart(&parameter, '=');
    if (!EqualsIgnoringCase(name, "q")) continue;
    const auto parsed = ParseQValue(TrimBlanks(parameter));
    if (!parsed) return std::nullopt;
    weight = *parsed;
  }
  return weight;
}

}  // namespace

bool PrefersGzip(std::string_view accept_encoding) {
  std::optional<int> gzip;
  std::optional<int> identity;
  std::optional<int> any;
  while (!accept_encoding.empty()) {
    std::string_view element = NextPart(&accept_encoding, ',');
    const std::string_view coding = NextPart(&element, ';');
    const auto weight = Weight(element);
    if (!weight) continue;
    if (EqualsIgnoringCase(coding, "gzip") || EqualsIgnoringCase(coding, "x-gzip")) gzip = weight;
    if (EqualsIgnoringCase(coding, "identity")) identity = weight;
    if (coding == "*") any = weight;
  }
  const int gzip_weight = gzip.value_or(any.value_or(0));
  return gzip_weight > 0 && gzip_weight >= identity.value_or(0);
}

}  // namespace galera
