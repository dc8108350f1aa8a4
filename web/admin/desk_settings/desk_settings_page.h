// What administrators decide for the whole desk: who still reads recalled messages, which map opens
// locations; and chats taken out by account and time.
#pragma once

#include <optional>
#include <string>

#include "shared/desk/desk_settings.h"
#include "web/screen/form.h"
#include "web/screen/save_foot.h"

namespace kf::web {

struct DeskSettingsMemory {
    explicit DeskSettingsMemory(FieldPort& fields);

    // What the form began as: the desk's settings, or what was saved last. None: the form has not begun.
    std::optional<DeskSettings> base;
    DeskSettings heard;  // the desk's settings when they were looked at last
    DeskSettings sent;   // with the last press of the button
    bool recalled = false;
    DomField map;
    Saving saving;
    AccountId export_account;        // whose chats are to be taken out; empty: all
    std::optional<int> export_days;  // of how many days (web/screen/filter_choices.h); none: all
};

void draw_desk_settings_page(const Screen& screen, Rect area, DeskSettingsMemory& memory, Intents& out);
// What came of saving; also while another page is shown.
void follow_desk_settings_page(const Screen& screen, DeskSettingsMemory& memory);
// Something was changed that is not saved.
bool desk_settings_page_unsaved(const DeskSettingsMemory& memory);

// The template with a place filled in, as the chat opens it; empty when the template is none.
std::string map_example(std::string_view address);
// Empty is allowed: then there is no map.
bool map_address_fits(std::string_view address);

}  // namespace kf::web
