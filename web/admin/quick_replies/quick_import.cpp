#include "web/admin/quick_replies/quick_import.h"

#include <algorithm>

#include "shared/base/json_reader.h"
#include "shared/base/utf8.h"
#include "web/admin/words/admin_words.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

namespace {

using Import = QuickPageMemory::Import;

// The backend takes no more either.
constexpr std::uint32_t kMaxBytes = 8u << 20;

void fail(Import& import, std::string_view zh, std::string_view en) {
    import = {};
    import.phase = ImportPhase::Failed;
    import.zh = zh;
    import.en = en;
}

void send_table(Platform& platform, const std::shared_ptr<Import>& import, std::optional<std::string> text) {
    platform.page().request_frame();
    if (!text) {
        return fail(*import, "文件读不出来，可能已被移动或改名，请重新选择。",
                    "The file cannot be read. It may have been moved; choose it again.");
    }
    if (!is_valid_utf8(*text)) {
        return fail(*import,
                    "文件不是 UTF-8 编码。请在 Excel 或 WPS 里另存为「CSV UTF-8（逗号分隔）」再导入。",
                    "The file is not UTF-8. Save it as \"CSV UTF-8 (comma delimited)\" and import it again.");
    }
    import->phase = ImportPhase::Sending;
    HttpRequest request;
    request.method = "POST";
    request.path = "/api/quick_replies/import";
    request.headers = {{"Content-Type", "text/csv; charset=utf-8"}};
    request.body = std::move(*text);
    request.timeout_ms = 60'000;
    platform.http().send(std::move(request), [import, &platform](const HttpResponse& answer) {
        platform.page().request_frame();
        if (answer.error != HttpError::None)
            return fail(*import, "没有连上服务器，没有导入。请检查网络再试。",
                        "The server could not be reached; nothing was imported. Check the network.");
        read_import_answer(answer.status, answer.body, *import);
    });
}

}  // namespace

void read_import_answer(int status, std::string_view body, Import& import) {
    import = {};
    const auto json = parse_json(body, 4u << 20, "the answer to an import");
    if (!json.ok() || !json->is_object()) {
        return fail(import, "服务器的答复无法识别，请稍后再试。",
                    "The server's answer cannot be read. Try again later.");
    }
    std::optional<Error> problem;
    JsonReader in(*json, "import", problem);
    if (status != 200) {
        std::string zh, en;
        in.object("error", JsonReader::Need::Optional, [&](JsonReader& error) {
            zh = error.text("zh", 2000);
            en = error.text("en", 2000);
        });
        return fail(import, zh.empty() ? "没有导入，请稍后再试。" : zh,
                    en.empty() ? "Nothing was imported. Try again later." : en);
    }
    import.phase = ImportPhase::Done;
    import.added = in.small("added");
    import.replaced = in.small("replaced");
    import.unchanged = in.small("unchanged");
    import.refused = in.small("refused_count");
    import.skipped = in.small("skipped_count");
    in.objects("refused", [&](JsonReader& row) {
        import.rows.push_back({row.small("line"), row.text("zh", 2000), row.text("en", 2000)});
    });
    import.refused = std::max(import.refused, static_cast<int>(import.rows.size()));
}

void pick_import(Platform& platform, QuickPageMemory& memory) {
    platform.files().pick(
        {.accept = ".csv,text/csv"}, [import = memory.import, &platform](std::vector<FileRef> files) {
            if (files.empty()) return;
            const FileRef file = files.front();
            platform.page().request_frame();
            if (file->bytes > kMaxBytes)
                return fail(*import, "表格超过 8 MB，请分成几个文件导入。",
                            "The table is larger than 8 MB. Import it in parts.");
            *import = {};
            import->phase = ImportPhase::Reading;
            platform.files().read(file, 0, kMaxBytes,
                                  // The file is held until it has been read.
                                  [import, file, &platform](std::optional<std::string> text) {
                                      send_table(platform, import, std::move(text));
                                  });
        });
}

void save_export(Platform& platform) {
    platform.downloads().save("/api/quick_replies.csv", "quick_replies.csv");
}

void draw_import(const Screen& screen, Rect area, QuickPageMemory& memory) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Import& import = *memory.import;
    const IdScope scope(ui, std::string_view("import"));
    Rect rest = area;
    const TextLayout& columns =
        ui.layout(admin_words(screen).import_columns,
                  {.font = {type::kSmall, Weight::Regular}, .width = rest.w, .max_lines = 3});
    const Rect below = rest.cut_bottom(columns.size().h + 8);
    ui.mirror().leaf({.id = ui.id("columns"), .role = Role::Note, .name = columns.text(), .rect = below});
    ui.text(columns, {below.x, below.y + 8}, theme.text2);
    if (import.phase == ImportPhase::None) {
        ui.label(admin_words(screen).quick_choose, rest, {.color = theme.text3, .align = Align::Center});
        return;
    }
    if (import.phase == ImportPhase::Reading || import.phase == ImportPhase::Sending) {
        ui.label(admin_words(screen).import_running, rest.cut_top(30), {.color = theme.text2}, Role::Status);
        return;
    }
    if (import.phase == ImportPhase::Failed) {
        const TextLayout& words = ui.layout(screen.english() ? import.en : import.zh,
                                            {.font = {type::kBody, Weight::Regular}, .width = rest.w});
        ui.mirror().leaf({.id = ui.id("failed"), .role = Role::Alert, .name = words.text(), .rect = rest});
        ui.text(words, rest.top_left(), theme.danger_text);
        return;
    }
    const std::string sum = fill(admin_words(screen).import_sum,
                                 {std::to_string(import.added), std::to_string(import.replaced),
                                  std::to_string(import.unchanged), std::to_string(import.refused)});
    ui.label(sum, rest.cut_top(30), {.color = import.refused > 0 ? theme.warn_text : theme.brand_text},
             Role::Status);
    if (import.skipped > 0)
        ui.label(fill(admin_words(screen).import_skipped, {std::to_string(import.skipped)}), rest.cut_top(26),
                 {.size = type::kSmall, .color = theme.text2}, Role::Status);
    ui.mirror().begin(
        {.id = ui.id("lines"), .role = Role::List, .name = admin_words(screen).import_refused, .rect = rest});
    const float height = 26 * static_cast<float>(import.rows.size());
    Rect content = ui.begin_scroll(ui.id("scroll"), rest, memory.form, height);
    std::uint64_t number = 0;
    for (const ImportedRow& row : import.rows) {
        const Rect line = content.cut_top(26);
        if (!ui.visible(line)) continue;
        const std::string words = fill(admin_words(screen).import_line,
                                       {std::to_string(row.line), screen.english() ? row.en : row.zh});
        ui.mirror().leaf({.id = ui.id(++number), .role = Role::ListItem, .name = words, .rect = line});
        ui.text(words, line, {.size = type::kNote, .color = theme.text});
    }
    ui.end_scroll();
    ui.mirror().end();
}

}  // namespace kf::web
