#include "web/ui/widgets/table.h"

#include <doctest/doctest.h>

#include <array>

#include "web/ui/platform/headless.h"

namespace kf::web {
namespace {

struct Sheet {
    explicit Sheet(int count) : rows(count) { runner.settle(50); }
    void draw(Ui& ui) {
        const std::array columns{TableColumn{.label = "名称", .share = 2, .least = 120},
                                 TableColumn{.label = "说明", .share = 1, .least = 200}};
        Table table(ui, {0, 0, width, 400},
                    {.name = "表",
                     .columns = columns,
                     .rows = rows,
                     .words = {.range = "{0}-{1}/{2}",
                               .previous = "上一页",
                               .next = "下一页",
                               .ascending = "升",
                               .descending = "降"}},
                    memory);
        first = table.first();
        last = table.last();
        second_cell = {};
        for (int i = table.first(); i < table.last(); ++i) {
            if (table.row(i, ui.id(static_cast<std::uint64_t>(i)), "行" + std::to_string(i), {}, i == chosen))
                chosen = i;
            second_cell = table.cell(1);
        }
    }
    bool says(Role role, std::string_view name) { return runner.press(role, name); }

    HeadlessPlatform platform;
    int rows;
    float width = 800;
    int first = -1, last = -1, chosen = -1;
    Rect second_cell;
    TableMemory memory;
    HeadlessRunner runner{platform, [this](Ui& ui) { draw(ui); }};
};

}  // namespace

TEST_CASE("a table shows pages of fifty and turns them") {
    Sheet sheet(120);
    CHECK(sheet.first == 0);
    REQUIRE(sheet.runner.press(Role::Button, "下一页"));
    sheet.runner.settle(50);
    CHECK(sheet.first == 50);
    REQUIRE(sheet.runner.press(Role::Button, "下一页"));
    sheet.runner.settle(50);
    CHECK(sheet.first == 100);
    // There is no further one.
    sheet.runner.press(Role::Button, "下一页");
    sheet.runner.settle(50);
    CHECK(sheet.memory.page == 2);
    sheet.rows = 60;  // rows have gone: the last page that is there
    sheet.platform.page_.request_frame();
    sheet.runner.settle(50);
    CHECK(sheet.first == 50);
}

TEST_CASE("a press on a head sorts by it, a second one the other way round, from the first page on") {
    Sheet sheet(120);
    sheet.memory.page = 1;
    REQUIRE(sheet.runner.press(Role::Button, "说明"));
    CHECK(sheet.memory.sorted == 1);
    CHECK_FALSE(sheet.memory.descending);
    CHECK(sheet.memory.page == 0);
    sheet.runner.settle(50);
    REQUIRE(sheet.runner.press(Role::Button, "说明"));
    CHECK(sheet.memory.descending);
}

TEST_CASE("a row is chosen; where there is no room the last columns are left out") {
    Sheet sheet(3);
    CHECK(sheet.last == 3);
    CHECK_FALSE(sheet.second_cell.empty());
    REQUIRE(sheet.runner.press(Role::Option, "行1"));
    CHECK(sheet.chosen == 1);
    sheet.width = 260;
    sheet.platform.page_.request_frame();
    sheet.runner.settle(50);
    CHECK(sheet.second_cell.empty());
}

}  // namespace kf::web
