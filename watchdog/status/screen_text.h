// Text as a terminal shows it: how wide it is, cut, wrapped, coloured, and without what the
// terminal would obey. UTF-8 in, UTF-8 out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace watchdog {

// One line: control characters, line ends, marks that turn the direction of writing, and what is
// invisible become '?'; so do bytes that are not UTF-8. Of marks that combine with the letter before
// them two are kept.
std::string Harmless(std::string_view text);

// Columns: 2 for East Asian wide characters and emoji, 0 for combining marks, else 1. `text` is
// Harmless().
std::size_t ScreenWidth(std::string_view text);

// At most `columns` wide; what was cut off shows as "...".
std::string Clipped(std::string_view text, std::size_t columns);

// Broken at spaces, or inside of a word that is wider than a line alone; no line wider than `columns`
// (at least 2). At least one line.
std::vector<std::string> Wrapped(std::string_view text, std::size_t columns);

enum class Ink { kPlain, kStrong, kDim, kGood, kWarn, kBad, kGoodBlock, kWarnBlock, kBadBlock, kAskBlock };

// Between the terminal's own marks; as it is without `colour`.
std::string Painted(const std::string& text, Ink ink, bool colour);

}  // namespace watchdog
