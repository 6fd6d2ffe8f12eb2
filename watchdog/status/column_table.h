// A table that fits a width: what matters least goes first, and no row is ever broken.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "status/screen_text.h"

namespace watchdog {

struct Column {
  std::string title;
  int worth = 0;  // the least goes first; the first column never goes
  bool right = false;
  std::size_t columns_max = 24;  // what is wider is clipped
};

struct Cell {
  std::string text;
  Ink ink = Ink::kPlain;
};

// A line for the titles and one for each row, none wider than `width`, without line ends. A row has a cell
// for each column. A column in which no row has anything is left out.
std::vector<std::string> RenderColumns(std::vector<Column> columns, std::vector<std::vector<Cell>> rows,
                                       std::size_t width, bool colour);

}  // namespace watchdog
