// Managing prepared answers: a table that searches, sorts and pages; making and changing one; deleting with a
// way back; taking over a table and handing one out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "shared/quick_replies/search.h"
#include "web/contents/card_editor.h"
#include "web/contents/tray.h"
#include "web/screen/save_foot.h"
#include "web/ui/widgets/table.h"

namespace kf::web {

enum class ImportPhase : std::uint8_t { None, Reading, Sending, Done, Failed };

struct ImportedRow {
    int line = 0;
    std::string zh, en;
};

struct QuickPageMemory {
    explicit QuickPageMemory(FieldPort& fields);

    DomField search;
    QuickReplyShelf shelf = QuickReplyShelf::All;
    TableMemory table;
    ScrollState form;
    std::string key;                  // what `found` was found for
    std::vector<QuickReplyId> found;  // in the table's order

    // The one that is being made or changed.
    bool editing = false;
    QuickReply edited;  // as it was; an empty id: a new one
    bool shared = false;
    DomField title, category, text;
    Tray tray;
    std::size_t files_seen = 0;  // on the tray in the last frame
    bool deleting = false;       // asked "really?"
    Saving saving;
    CardEditorMemory card;

    // What the person turns to: done at the beginning of the next frame, unless something is unsaved and they
    // stay with it.
    struct Turn {
        enum class To : std::uint8_t { Nothing, List, New, Edit, Import };
        To to = To::Nothing;
        QuickReplyId reply;
    };
    Turn turn;

    // The answer to an import. Shared with the request under way.
    struct Import {
        ImportPhase phase = ImportPhase::None;
        int added = 0, replaced = 0, unchanged = 0, skipped = 0, refused = 0;
        std::vector<ImportedRow> rows;
        std::string zh, en;
    };
    std::shared_ptr<Import> import = std::make_shared<Import>();
    std::vector<QuickReply> to_restore;  // deleted ones that are wanted back
};

void draw_quick_page(const Screen& screen, Rect area, QuickPageMemory& memory, Intents& out);
// What is said and taken in also while another page is shown.
void follow_quick_page(const Screen& screen, QuickPageMemory& memory, Intents& out);
// Something was written that is not saved.
bool quick_page_unsaved(const QuickPageMemory& memory);

// Takes over the answer of the backend; for tests.
void read_import_answer(int status, std::string_view body, QuickPageMemory::Import& import);

}  // namespace kf::web
