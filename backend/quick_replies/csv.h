// Comma-separated values (RFC 4180) as spreadsheets write them. Knows nothing of what stands in them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kf {

struct CsvRow {
    int line = 0;  // where it begins, from 1
    std::vector<std::string> cells;
    bool unfinished = false;  // a quote that was never closed
};

// Cells of one row that are kept; a file of nothing but separators must not become one of empty cells.
constexpr std::size_t kMaxCsvCells = 256;

// Rows that are empty lines are left out. Never fails: quotes in the middle of a cell are text, as in Excel.
// Stops after `most_rows`, and one more so that the caller sees that there are more.
[[nodiscard]] std::vector<CsvRow> read_csv(std::string_view text, char separator, std::size_t most_rows);

// The separator of a file, by its first line: the one of , ; tab that stands there most often outside of
// quotes; a comma where there is none.
[[nodiscard]] char csv_separator(std::string_view text);

// Appends the cell, quoted where it must be.
void append_csv_cell(std::string& out, std::string_view cell);

// Without it Excel takes UTF-8 for GBK.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What makes a spreadsheet calculate: = + - @ in either width, also behind blanks, and tabs and line ends in
// front; or an apostrophe itself.
[[nodiscard]] bool looks_like_formula(std::string_view cell);
// The cell with an apostrophe before what looks like a formula.
void append_guarded_csv_cell(std::string& out, std::string_view cell);

}  // namespace kf
