// What administrators decide for the whole desk: who still reads recalled messages, which map opens
// locations; and chats taken out by account and time.
#pragma once

#include <string>

#include "shared/desk/desk_settings.h"
#include "web/console/composer/form.h"
#include "web/console/composer/save_foot.h"

namespace kf::web {

struct DeskSettingsMemory {
    explicit DeskSettingsMemory(FieldPort& fields);

    bool open = false;
    bool recalled = false;
    DomField map;
    Saving saving;
    AccountId export_account;  // whose chats are to be taken out; empty: all
    int export_days = 0;       // of how many days; 0: all
};

void open_desk_settings(const ConsoleState& state, DeskSettingsMemory& memory);
void draw_desk_settings(const Screen& screen, DeskSettingsMemory& memory, Intents& out);

// The template with a place filled in, as the chat opens it; empty when the template is none.
std::string map_example(std::string_view address);
// Empty is allowed: then there is no map.
bool map_address_fits(std::string_view address);

}  // namespace kf::web
