#include "evidence/clipped_line.h"

#include "galera/utf8.h"

namespace watchdog {
namespace {

constexpr std::size_t kLineBytesMax = 240;

}  // namespace

std::string ClippedLine(std::string_view text) {
  std::string line = galera::ValidUtf8(text);
  std::size_t length = 0;
  while (length < line.size()) {
    const std::size_t next = galera::Utf8SequenceLength(std::string_view(line).substr(length));
    if (length + next > kLineBytesMax) break;
    const auto byte = static_cast<unsigned char>(line[length]);
    if (byte < ' ' || byte == 0x7f) line[length] = ' ';
    length += next;
  }
  line.resize(length);
  return line;
}

}  // namespace watchdog
