#include "backend/quick_replies/csv.h"

#include <cstddef>

#include "shared/base/utf8.h"

namespace kf {
namespace {

// What spreadsheets cut off, or what nobody sees, before they look whether a cell is a formula.
bool is_blank_to_spreadsheets(char32_t c) {
    return c == U' ' || c == 0xA0 || c == 0xFEFF || c == 0x3000 || (c >= 0x2000 && c <= 0x200F) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x2060;
}

bool begins_formula(char32_t c) {
    return c == U'=' || c == U'+' || c == U'-' || c == U'@' ||      //
           c == U'＝' || c == U'＋' || c == U'－' || c == U'＠' ||  // the same to a Chinese or Japanese Excel
           c < 0x20;                                                // tabs, line ends
}

}  // namespace

std::vector<CsvRow> read_csv(std::string_view text, char separator, std::size_t most_rows) {
    std::vector<CsvRow> rows;
    int line = 1;
    std::size_t at = 0;
    while (at < text.size() && rows.size() <= most_rows) {
        CsvRow row;
        row.line = line;
        bool ended = false;
        while (!ended) {
            std::string cell;
            if (at < text.size() && text[at] == '"') {
                ++at;
                bool closed = false;
                while (at < text.size() && !closed) {
                    const char c = text[at++];
                    if (c != '"') {
                        line += c == '\n' ? 1 : 0;
                        cell.push_back(c);
                    } else if (at < text.size() && text[at] == '"') {
                        cell.push_back('"');
                        ++at;
                    } else {
                        closed = true;
                    }
                }
                row.unfinished = row.unfinished || !closed;
            }
            // Up to the separator or the end of the line; after a closing quote there should be nothing.
            while (at < text.size() && text[at] != separator && text[at] != '\n' && text[at] != '\r') {
                cell.push_back(text[at++]);
            }
            if (row.cells.size() < kMaxCsvCells) row.cells.push_back(std::move(cell));
            if (at < text.size() && text[at] == separator) {
                ++at;
                continue;
            }
            if (at < text.size() && text[at] == '\r') ++at;
            if (at < text.size() && text[at] == '\n') ++at;
            ++line;
            ended = true;
        }
        if (row.cells.size() > 1 || !row.cells.front().empty()) rows.push_back(std::move(row));
    }
    return rows;
}

char csv_separator(std::string_view text) {
    constexpr std::string_view kCandidates = ",;\t";
    std::size_t counts[3] = {};
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\n' || c == '\r') break;
        if (const auto found = kCandidates.find(c); found != std::string_view::npos) ++counts[found];
    }
    std::size_t best = 0;
    for (std::size_t i = 1; i < kCandidates.size(); ++i) {
        if (counts[i] > counts[best]) best = i;
    }
    return kCandidates[best];
}

void append_csv_cell(std::string& out, std::string_view cell) {
    if (cell.find_first_of(",;\t\"\r\n") == std::string_view::npos) {
        out += cell;
        return;
    }
    out.push_back('"');
    for (const char c : cell) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    out.push_back('"');
}

bool looks_like_formula(std::string_view cell) {
    if (cell.starts_with('\'')) return true;
    for (std::size_t at = 0; at < cell.size();) {
        const char32_t c = next_code_point(cell, at);
        if (!is_blank_to_spreadsheets(c)) return begins_formula(c);
    }
    return false;
}

void append_guarded_csv_cell(std::string& out, std::string_view cell) {
    append_csv_cell(out, looks_like_formula(cell) ? "'" + std::string(cell) : std::string(cell));
}

}  // namespace kf
