#include "web/program/place.h"

#include <doctest/doctest.h>

namespace kf::web {

TEST_CASE("a place in the console is read as it was written; what is none is nothing") {
    for (const Tab tab : {Tab::Mine, Tab::Queued, Tab::All, Tab::Ended}) {
        const Place place{tab, ConversationId(17), MessageId(9'000'000'000)};
        CHECK(place_from_text(place_to_text(place)) == place);
    }
    CHECK(place_from_text(place_to_text({})) == Place{});
    for (const char* text :
         {"", "mine", "mine 1", "mine 1 2 3", "mine x 2", "mine -1 2", "other 1 2", "mine 1 2x", " 1 2"})
        CHECK_FALSE(place_from_text(text));
}

TEST_CASE("pages of the administration have words of their own, and rights") {
    for (const AdminPage page : {AdminPage::QuickReplies, AdminPage::Greetings, AdminPage::DeskSettings})
        CHECK(admin_page_from_word(to_word(page)) == page);
    CHECK_FALSE(admin_page_from_word(""));
    CHECK_FALSE(admin_page_from_word("users"));
    Agent agent, supervisor, admin;
    agent.role = kf::Role::Agent;
    supervisor.role = kf::Role::Supervisor;
    admin.role = kf::Role::Admin;
    CHECK(may_open(agent, AdminPage::QuickReplies));
    CHECK_FALSE(may_open(agent, AdminPage::Greetings));
    CHECK(may_open(supervisor, AdminPage::Greetings));
    CHECK_FALSE(may_open(supervisor, AdminPage::DeskSettings));
    CHECK(may_open(admin, AdminPage::DeskSettings));
}

}  // namespace kf::web
