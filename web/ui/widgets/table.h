// A table of rows that are chosen: a head that sorts, pages of fifty, rows that scroll. For screen readers it
// is a list box of options; its head is a toolbar.
//
//   Table table(ui, area, {.name = …, .columns = columns, .rows = n, .words = …}, memory);
//   for (int i = table.first(); i < table.last(); ++i)
//       if (table.row(i, id, name, description, selected)) … ui.text(…, table.cell(0), …);
//
// The caller sorts: by memory.sorted and memory.descending, before it draws.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/ui/platform/ui.h"

namespace kf::web {

constexpr int kTablePage = 50;

struct TableColumn {
    std::string_view label = {};
    float share = 1;    // of the width that is left over by the least widths
    float least = 80;   // px; where the least widths do not fit, the last columns are left out
    bool sorts = true;  // pressing its head sorts by it
};

struct TableMemory {
    int sorted = 0;  // column
    bool descending = false;
    int page = 0;
    ScrollState scroll;
    void to_top() {
        page = 0;
        scroll.jump(0);
    }
};

// Sentences with places for arguments, in the person's language.
struct TableWords {
    std::string_view range = {};  // 1–50 of 326: from, to, all
    std::string_view previous = {}, next = {};
    std::string_view ascending = {}, descending = {};
};

struct TableSpec {
    std::string_view name = {};
    std::span<const TableColumn> columns = {};
    int rows = 0;
    float row_height = 48;
    TableWords words = {};
};

class Table {
  public:
    Table(Ui& ui, Rect area, const TableSpec& spec, TableMemory& memory);
    ~Table();
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;

    // The rows that are on screen, of all.
    [[nodiscard]] int first() const { return first_; }
    [[nodiscard]] int last() const { return last_; }
    Press row(int index, WidgetId id, std::string_view name, std::string_view description, bool selected);
    // Of the row drawn last. Empty: the column is left out.
    [[nodiscard]] Rect cell(std::size_t column) const;

  private:
    void draw_head(Rect head, TableMemory& memory);
    void draw_pages(Rect foot, TableMemory& memory);

    Ui& ui_;
    TableSpec spec_;
    std::vector<float> widths_;  // of the columns that are shown
    IdScope scope_;
    Rect content_;
    Rect row_;
    int page_first_ = 0, first_ = 0, last_ = 0;
};

}  // namespace kf::web
