#include "status/column_table.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace watchdog {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kFirstMin = 8;  // of the first column, when it has to give way

void Drop(std::vector<Column>& columns, std::vector<std::vector<Cell>>& rows, std::size_t at) {
  const auto step = static_cast<std::ptrdiff_t>(at);
  columns.erase(columns.begin() + step);
  for (std::vector<Cell>& row : rows) row.erase(row.begin() + step);
}

void DropEmpty(std::vector<Column>& columns, std::vector<std::vector<Cell>>& rows) {
  for (std::size_t i = columns.size(); i-- > 1;) {
    const auto empty = [i](const std::vector<Cell>& row) { return row[i].text.empty(); };
    if (std::all_of(rows.begin(), rows.end(), empty)) Drop(columns, rows, i);
  }
}

std::vector<std::size_t> WidthsOf(const std::vector<Column>& columns,
                                  const std::vector<std::vector<Cell>>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t width = ScreenWidth(columns[i].title);
    for (const std::vector<Cell>& row : rows)
      width = std::max(width, std::min(ScreenWidth(row[i].text), columns[i].columns_max));
    widths.push_back(width);
  }
  return widths;
}

std::size_t Total(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), (widths.size() - 1) * kGap);
}

// Until the rest fits, or two columns are left.
void DropWhatMattersLeast(std::vector<Column>& columns, std::vector<std::vector<Cell>>& rows,
                          std::size_t width) {
  while (columns.size() > 2 && Total(WidthsOf(columns, rows)) > width) {
    const auto least = std::min_element(columns.begin() + 1, columns.end(),
                                        [](const Column& a, const Column& b) { return a.worth < b.worth; });
    Drop(columns, rows, static_cast<std::size_t>(least - columns.begin()));
  }
}

std::string Line(const std::vector<Column>& columns, const std::vector<std::size_t>& widths,
                 const std::vector<Cell>& cells, bool colour) {
  std::string line;
  std::size_t blanks = 0;  // none at the end
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string text = Clipped(cells[i].text, widths[i]);
    const std::size_t padding = widths[i] - ScreenWidth(text);
    blanks += columns[i].right ? padding : 0;
    if (!text.empty()) line.append(std::exchange(blanks, 0), ' ');
    line += Painted(text, cells[i].ink, colour);
    blanks += kGap + (columns[i].right ? 0 : padding);
  }
  return line;
}

}  // namespace

std::vector<std::string> RenderColumns(std::vector<Column> columns, std::vector<std::vector<Cell>> rows,
                                       std::size_t width, bool colour) {
  DropEmpty(columns, rows);
  DropWhatMattersLeast(columns, rows, width);
  std::vector<std::size_t> widths = WidthsOf(columns, rows);
  const auto narrow = [&](std::size_t at, std::size_t least) {
    const std::size_t over = Total(widths) > width ? Total(widths) - width : 0;
    widths[at] -= std::min(over, widths[at] > least ? widths[at] - least : 0);
  };
  narrow(0, kFirstMin);
  narrow(columns.size() - 1, 1);
  narrow(0, 1);
  std::vector<Cell> titles;
  titles.reserve(columns.size());
  for (const Column& column : columns) titles.push_back({column.title, Ink::kDim});
  std::vector<std::string> lines = {Line(columns, widths, titles, colour)};
  for (const std::vector<Cell>& row : rows) lines.push_back(Line(columns, widths, row, colour));
  return lines;
}

}  // namespace watchdog
