#include "exposition/utf8.h"

#include <cstddef>
#include <cstdint>

namespace galera {
namespace {

struct Sequence {
  std::size_t length;
  std::uint32_t bits;      // payload of the lead byte
  std::uint32_t smallest;  // below it the form is overlong
};

Sequence Lead(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if ((byte & 0xE0U) == 0xC0U) return {2, byte & 0x1FU, 0x80};
  if ((byte & 0xF0U) == 0xE0U) return {3, byte & 0x0FU, 0x800};
  if ((byte & 0xF8U) == 0xF0U) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

}  // namespace

bool IsUtf8Text(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const Sequence sequence = Lead(static_cast<unsigned char>(bytes[at]));
    if (sequence.length == 0 || bytes.size() - at < sequence.length) return false;
    std::uint32_t code = sequence.bits;
    for (std::size_t i = 1; i < sequence.length; ++i) {
      const auto byte = static_cast<unsigned char>(bytes[at + i]);
      if ((byte & 0xC0U) != 0x80U) return false;
      code = (code << 6U) | (byte & 0x3FU);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < sequence.smallest || code > 0x10FFFF || surrogate) return false;
    at += sequence.length;
  }
  return true;
}

}  // namespace galera
