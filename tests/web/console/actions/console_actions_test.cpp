#include "web/console/actions/console_actions.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/web/console/app/desk.h"

namespace kf::web {

namespace {

bool stands(const Desk& desk, Role role, std::string_view name) {
    return desk.find(role, name) != nullptr;
}

void with_mine_and_queued(Desk& desk) {
    desk.add("王小明", DeskState::Assigned);
    desk.add("李雷", DeskState::Queued, "在吗", kDeskNow - 120'000);
    desk.start();
}

}  // namespace

TEST_CASE("every action has an id of its own and a label in both languages") {
    std::set<std::string_view> ids;
    for (const ConsoleAction& action : console_actions()) {
        CAPTURE(action.id);
        CHECK(ids.insert(action.id).second);
        REQUIRE(action.label != nullptr);
        CHECK_FALSE((words(Language::Chinese).*action.label).empty());
        CHECK_FALSE((words(Language::English).*action.label).empty());
        CHECK(action.places != 0);
    }
    CHECK(ids.size() > 30);
}

TEST_CASE("no press means two things, except where the send key decides which") {
    const std::span<const ConsoleAction> all = console_actions();
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = i + 1; j < all.size(); ++j) {
            // Enter sends or begins a line; the field hears it, and only one of the two is listed at a time.
            if (all[i].run == nullptr && all[j].run == nullptr && all[i].offer != all[j].offer) continue;
            for (const KeyStroke& a : all[i].keys) {
                for (const KeyStroke& b : all[j].keys) {
                    CAPTURE(all[i].id);
                    CAPTURE(all[j].id);
                    CHECK_FALSE(same_press(a, b));
                }
            }
        }
    }
}

TEST_CASE("the key of what is not possible now says why") {
    Desk desk;
    with_mine_and_queued(desk);
    desk.press(Role::Tab, desk.names(Role::Tab)[1]);
    desk.settle();
    desk.open("李雷");
    desk.runner().key(Key::F8);
    CHECK(desk.find_prefix(Role::Dialog, "把") == nullptr);
    CHECK(desk.sent<TransferConversation>().empty());
    desk.runner().key(Key::F4);
    CHECK(desk.sent<ClaimConversation>().size() == 1);
}

TEST_CASE("the sheet lists the keys of the actions, and how this send key sends") {
    Desk desk;
    with_mine_and_queued(desk);
    desk.runner().character('?');
    REQUIRE(stands(desk, Role::Dialog, "快捷键"));
    CHECK(stands(desk, Role::ListItem, "F4 接入"));
    CHECK(stands(desk, Role::ListItem, "F2 / Ctrl+J 最紧急的会话"));
    CHECK(stands(desk, Role::ListItem, "Enter 发送"));
    CHECK_FALSE(stands(desk, Role::ListItem, "Ctrl+Enter 发送"));
}

TEST_CASE("on a Mac the sheet shows the Command key") {
    Desk desk;
    desk.platform.page_.is_mac = true;
    with_mine_and_queued(desk);
    desk.runner().character('?');
    CHECK(stands(desk, Role::ListItem, "⌘F 在会话中查找"));
}

TEST_CASE("Alt with an arrow goes to the neighbour, but not under an open dialog") {
    Desk desk;
    with_mine_and_queued(desk);
    desk.open("王小明");
    desk.press(Role::Tab, desk.names(Role::Tab)[2]);
    desk.runner().character('?');
    desk.runner().key(Key::Down, false, false, true);
    CHECK(desk.state().selected == ConversationId(1));
    desk.runner().key(Key::Escape);
    desk.runner().key(Key::Down, false, false, true);
    desk.runner().key(Key::Up, false, false, true);
    CHECK_FALSE(desk.state().selected.empty());
}

}  // namespace kf::web
