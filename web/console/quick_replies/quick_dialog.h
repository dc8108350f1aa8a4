// Managing prepared answers: the list, making and changing one, deleting with a way back, taking over a
// table.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/quick_replies/search.h"
#include "web/console/composer/card_editor.h"
#include "web/console/composer/save_foot.h"
#include "web/console/composer/tray.h"

namespace kf::web {

enum class ImportPhase : std::uint8_t { None, Reading, Sending, Done, Failed };

struct ImportedRow {
    int line = 0;
    std::string zh, en;
};

struct QuickDialogMemory {
    explicit QuickDialogMemory(FieldPort& fields);

    bool open = false;
    DomField search;
    QuickReplyShelf shelf = QuickReplyShelf::All;
    ScrollState list, form;

    // The one that is being made or changed.
    bool editing = false;
    QuickReply edited;  // as it was; an empty id: a new one
    bool shared = false;
    DomField title, category, text;
    Tray tray;
    std::size_t files_seen = 0;  // on the tray in the last frame
    bool deleting = false;       // asked "really?"
    Saving saving;

    // The answer to an import. Outlives the dialog; shared with the request under way.
    struct Import {
        ImportPhase phase = ImportPhase::None;
        int added = 0, replaced = 0, unchanged = 0, skipped = 0, refused = 0;
        std::vector<ImportedRow> rows;
        std::string zh, en;
    };
    std::shared_ptr<Import> import = std::make_shared<Import>();
    std::vector<QuickReply> to_restore;  // deleted ones that are wanted back
};

struct QuickDialogPress {
    std::optional<CardKind> card = {};  // the editor of a card is wanted for the open quick reply
};

void open_quick_dialog(QuickDialogMemory& memory);
// Opens with a new one that holds this text, for "add to quick replies" elsewhere.
void open_quick_dialog_with(Platform& platform, QuickDialogMemory& memory, std::string_view text);
void add_card(QuickDialogMemory& memory, Content content, std::vector<Media> media);
QuickDialogPress draw_quick_dialog(const Screen& screen, QuickDialogMemory& memory, Intents& out);

// Takes over the answer of the backend; for tests.
void read_import_answer(int status, std::string_view body, QuickDialogMemory::Import& import);

}  // namespace kf::web
