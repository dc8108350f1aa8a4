// The command palette: one field that finds conversations, customers, actions and settings.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "web/console/actions/console_actions.h"
#include "web/console/palette/palette_match.h"

namespace kf::web {

// A conversation as the palette looks for it; as of its opening.
struct PaletteEntry {
    ConversationId id;
    bool ended = false;
    UnixMs at = 0;   // of its last message
    int recent = 0;  // 1: opened last; 0: not lately
    PaletteName name;
    std::string note;  // folded
};

struct PaletteRow {
    std::string_view heading{};  // not empty: begins a group, is no choice
    ConversationId conversation{};
    const ConsoleAction* action = nullptr;
};

struct PaletteMemory {
    explicit PaletteMemory(FieldPort& fields);

    bool open = false;
    const ConsoleAction* chosen = nullptr;  // out: to be done in the next frame, when the palette is away
    DomField field;
    bool shown = false;  // in the last frame
    std::string typed;   // what `rows` were found by
    std::vector<PaletteEntry> entries;
    std::size_t named = 0;  // of `entries`, how many have their names: some more in each frame
    std::map<std::string, std::string> initials;  // by name, for as long as the page lives
    std::vector<PaletteRow> rows;
    int active = 0;  // in `rows`
    ScrollState scroll;
};

// Draws it while it is open. A chosen conversation is opened and `write` wished.
void draw_palette(const Screen& screen, PaletteMemory& memory, ActionWishes& wishes, Intents& out);

}  // namespace kf::web
