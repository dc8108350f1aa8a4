#include <doctest/doctest.h>

#include "shared/protocol/protocol_codec.h"
#include "tests/backend/commands/desk_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

QuickReply reply_of(const std::string& owner, const std::string& title, const std::string& text = "内容") {
    QuickReply reply;
    reply.owner = AgentId{owner};
    reply.title = title;
    reply.text = text;
    return reply;
}

std::vector<std::string> titles(DeskFixture& desk, const std::string& agent) {
    std::vector<std::string> found;
    for (const QuickReply& reply : desk.store->snapshot(desk.agent_of(agent), 0).quick_replies) {
        found.push_back(reply.title);
    }
    return found;
}
using Titles = std::vector<std::string>;

}  // namespace

TEST_CASE("personal replies are their owner's alone, the desk's are kept by supervisors and seen by all") {
    DeskFixture desk;
    CHECK(desk.outcome("lin", SaveQuickReply{reply_of("lin", "我的")}) == "done");
    CHECK(desk.outcome("lin", SaveQuickReply{reply_of("mei", "她的")}) == "quick_reply_not_yours");
    CHECK(desk.outcome("lin", SaveQuickReply{reply_of("", "大家的")}) == "quick_reply_not_yours");
    CHECK(desk.outcome("wang", SaveQuickReply{reply_of("", "发货时间")}) == "done");
    CHECK(titles(desk, "lin") == Titles{"我的", "发货时间"});
    CHECK(titles(desk, "mei") == Titles{"发货时间"});
    const auto replies = desk.store->quick_replies(AgentId{"lin"});
    CHECK(replies[1].initials == "fhsj");
    CHECK(desk.outcome("mei", DeleteQuickReply{replies[0].id}) == "done");  // for mei there is none
    CHECK(desk.outcome("mei", UseQuickReply{replies[0].id}) == "unknown_quick_reply");
    QuickReply taken = replies[0];
    taken.title = "改了";
    CHECK(desk.outcome("wang", SaveQuickReply{taken}) == "unknown_quick_reply");
    CHECK(desk.outcome("lin", DeleteQuickReply{replies[1].id}) == "quick_reply_not_yours");
    CHECK(titles(desk, "lin") == Titles{"我的", "发货时间"});
    CHECK(desk.outcome("lin", DeleteQuickReply{replies[0].id}) == "done");
    CHECK(desk.outcome("wang", DeleteQuickReply{replies[1].id}) == "done");
    CHECK(titles(desk, "lin").empty());
}

TEST_CASE("who follows the events holds what a snapshot says, also when a reply changes hands") {
    DeskFixture desk;
    const Agent mei = desk.agent_of("mei"), wang = desk.agent_of("wang");
    const Snapshot of_mei = desk.store->snapshot(mei, 0), of_wang = desk.store->snapshot(wang, 0);
    desk.outcome("wang", SaveQuickReply{reply_of("wang", "一")});
    desk.outcome("wang", SaveQuickReply{reply_of("", "二")});
    QuickReply moved = desk.store->quick_replies(AgentId{"wang"})[0];
    moved.owner = {};
    CHECK(desk.outcome("wang", SaveQuickReply{moved}) == "done");
    CHECK(titles(desk, "mei") == Titles{"一", "二"});
    moved.owner = AgentId{"wang"};
    CHECK(desk.outcome("wang", SaveQuickReply{moved}) == "done");
    CHECK(titles(desk, "mei") == Titles{"二"});
    desk.outcome("mei", UseQuickReply{desk.store->quick_replies(AgentId{"mei"})[0].id});
    const auto events = desk.store->events_after(0, 1000);
    CHECK(replayed(of_mei, events) == canonical(desk.store->snapshot(mei, 0)));
    CHECK(replayed(of_wang, events) == canonical(desk.store->snapshot(wang, 0)));
}

TEST_CASE("saving and counting are done once per command") {
    DeskFixture desk;
    desk.outcome("lin", SaveQuickReply{reply_of("lin", "一")}, "save");
    desk.outcome("lin", SaveQuickReply{reply_of("lin", "一")}, "save");
    REQUIRE(titles(desk, "lin").size() == 1);
    const QuickReplyId id = desk.store->quick_replies(AgentId{"lin"})[0].id;
    desk.outcome("lin", UseQuickReply{id}, "use1");
    desk.outcome("lin", UseQuickReply{id}, "use1");
    desk.outcome("lin", UseQuickReply{id}, "use2");
    CHECK(desk.store->find_quick_reply(id)->uses == 2);
}

TEST_CASE("what a quick reply may be is said in words") {
    DeskFixture desk;
    const auto code = [&](QuickReply reply) { return desk.outcome("lin", SaveQuickReply{std::move(reply)}); };
    CHECK(code(reply_of("lin", " ")) == "quick_reply_title_missing");
    CHECK(code(reply_of("lin", "两\n行")) == "quick_reply_title_invalid");
    std::string long_title;
    for (int i = 0; i < 61; ++i) long_title += "长";
    CHECK(code(reply_of("lin", long_title)) == "quick_reply_title_too_long");
    CHECK(code(reply_of("lin", "空", "")) == "quick_reply_empty");
    CHECK(code(reply_of("lin", "长", std::string(2049, 'a'))) == "text_too_long");
    QuickReply many = reply_of("lin", "多");
    many.attachments.assign(5, LocationBody{1, 2, "", ""});
    CHECK(code(many) == "quick_reply_too_many_attachments");
    QuickReply foreign = reply_of("lin", "图");
    foreign.attachments = {
        ImageBody{own_media_id(desk.upload("image/png", MediaKind::Image, 1000, "mei").id)}};
    CHECK(code(foreign) == "unknown_media");
}

TEST_CASE("the files of a quick reply are kept with it, shared with it, and let go with it") {
    DeskFixture desk;
    QuickReply reply = reply_of("wang", "图", "");
    reply.attachments = {ImageBody{own_media_id(desk.upload("image/png", MediaKind::Image, 1000, "wang").id)},
                         LocationBody{1, 2, "店", ""}};
    REQUIRE(desk.outcome("wang", SaveQuickReply{reply}) == "done");
    QuickReply saved = desk.store->quick_replies(AgentId{"wang"})[0];
    REQUIRE(saved.media.size() == 1);
    CHECK(saved.media[0].role == "attachment.0");
    const MediaId kept = saved.media[0].id;
    CHECK(*media_field(saved.attachments[0]) == own_media_id(kept));
    CHECK_FALSE(desk.store->find_media(kept)->for_desk);
    // Saved again unchanged, nothing is copied; shared, everybody may send it.
    REQUIRE(desk.outcome("wang", SaveQuickReply{saved}) == "done");
    CHECK(desk.store->quick_replies(AgentId{"wang"})[0].media[0].id == kept);
    const ConversationId id = desk.customer_writes();
    CHECK(desk.outcome("lin", SendContent{id, saved.attachments[0], 0}) == "unknown_media");
    saved.owner = {};
    REQUIRE(desk.outcome("wang", SaveQuickReply{saved}) == "done");
    CHECK(desk.outcome("lin", SendContent{id, saved.attachments[0], 0}) == "done");
    // Nothing of it goes to make room while the reply is there.
    desk.pump();
    REQUIRE(desk.outcome("wang", DeleteQuickReply{saved.id}) == "done");
    CHECK(desk.store->find_media(kept));  // a while longer: the deletion may be undone
    CHECK(desk.store->drop_old_uploads(0, desk.now + 1, 100, desk.now).ok());
    CHECK_FALSE(desk.store->find_media(kept));
    CHECK(desk.store.messages(id).back().media.size() == 1);  // what was sent stays
}

TEST_CASE("undoing a deletion brings the reply back with its file, also after a restart") {
    DeskFixture desk;
    for (const char* owner : {"wang", ""}) {
        QuickReply reply = reply_of(owner, "价目表");
        reply.attachments.push_back(
            ImageBody{own_media_id(desk.upload("image/png", MediaKind::Image, 1000, "wang").id)});
        REQUIRE(desk.outcome("wang", SaveQuickReply{reply}) == "done");
        const QuickReply saved = desk.store->quick_replies(AgentId{"wang"}).back();
        REQUIRE(desk.outcome("wang", DeleteQuickReply{saved.id}) == "done");
        desk.restart();
        QuickReply again = saved;
        again.id = {};
        CHECK(desk.outcome("mei", SaveQuickReply{[&] {
                               QuickReply theirs = again;
                               theirs.owner = AgentId{"mei"};
                               return theirs;
                           }()}) == "unknown_media");  // the file goes back to who deleted it, to nobody else
        CHECK(desk.outcome("wang", SaveQuickReply{again}) == "done");
        CHECK(desk.store->drop_old_uploads(0, desk.now + 1, 100, desk.now).ok());
        const QuickReply back = desk.store->quick_replies(AgentId{"wang"}).back();
        CHECK(back.title == "价目表");
        REQUIRE(back.media.size() == 1);
        CHECK(back.media[0].state == MediaState::Ready);
    }
}

TEST_CASE("an import adds and replaces by owner, category and title, and leaves what is the same") {
    DeskFixture desk;
    desk.outcome("lin", SaveQuickReply{reply_of("lin", "一", "旧")});
    desk.outcome("lin", SaveQuickReply{reply_of("lin", "二", "同")});
    const auto before = desk.store->quick_replies(AgentId{"lin"});
    const auto imported = desk.store->import_quick_replies(
        {reply_of("lin", "一", "新"), reply_of("lin", "二", "同"), reply_of("lin", "三")}, desk.now);
    REQUIRE(imported.ok());
    CHECK(imported->added == 1);
    CHECK(imported->replaced == 1);
    CHECK(imported->unchanged == 1);
    const auto after = desk.store->quick_replies(AgentId{"lin"});
    REQUIRE(after.size() == 3);
    CHECK(after[0].id == before[0].id);
    CHECK(after[0].text == "新");
    std::vector<QuickReply> many;
    for (int i = 0; i < 2000; ++i) many.push_back(reply_of("lin", "t" + std::to_string(i)));
    CHECK(desk.store->import_quick_replies(many, desk.now).error().code == ErrorCode::TooManyQuickReplies);
    CHECK(desk.store->quick_replies(AgentId{"lin"}).size() == 3);
}

TEST_CASE("only administrators change the desk's settings, and a map's address must be one") {
    DeskFixture desk;
    desk.store.agents.push_back(agent_named("root", Role::Admin));
    DeskSettings settings;
    settings.supervisors_see_recalled = true;
    CHECK(desk.outcome("wang", SaveDeskSettings{settings}) == "only_administrators");
    CHECK(desk.outcome("root", SaveDeskSettings{settings}) == "done");
    const auto problem = [&](const std::string& address) {
        settings.map_address = address;
        return desk.outcome("root", SaveDeskSettings{settings});
    };
    CHECK(problem("") == "done");
    CHECK(problem("http://map.example/?{latitude},{longitude}") == "map_address_not_https");
    CHECK(problem("javascript:alert(1)") == "map_address_not_https");
    CHECK(problem("https://{name}/{latitude}{longitude}") == "map_address_not_https");
    CHECK(problem("https://evil@map.example/{latitude}{longitude}") == "map_address_not_https");
    CHECK(problem("https://map.example/?q={latitude}") == "map_address_without_place");
    CHECK(problem("https://map.example/? q={latitude},{longitude}") == "map_address_invalid");
    CHECK(problem("https://map.example/?q={latitude},{longitude}") == "done");
    desk.restart();
    CHECK(desk.store->desk_settings().supervisors_see_recalled);
    CHECK(desk.store->desk_settings().map_address == "https://map.example/?q={latitude},{longitude}");
    CHECK(desk.store->snapshot(desk.agent_of("lin"), 0).desk_settings.map_address ==
          desk.store->desk_settings().map_address);
}
