// Signed out with texts on their way: what becomes of them.
#include <doctest/doctest.h>

#include <string>

#include "shared/console/unsent_text.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/shared/console/open_chat.h"

using namespace kf;

namespace {

// What the tab keeps after these effects.
std::string kept(const BrowserTab& tab) {
    std::string text;
    for (const Effect& effect : tab.effects)
        if (const auto* keep = std::get_if<KeepUnsent>(&effect)) text = keep->text;
    return text;
}

void sign_out(BrowserTab& tab) {
    tab.act(SocketText{write_server_frame(SignedOut{SignOutReason::Expired})});
}

// The page after signing in again, with what the tab has kept.
void sign_in(BrowserTab& tab, const std::string& unsent) {
    tab.act(PageStarted{Settings{}, "tab1", 480, unsent});
    tab.settle();
}

}  // namespace

TEST_CASE("texts that had not left, refused ones and unsaved drafts are back in their fields") {
    OpenChat chat;
    chat.desk.refuse_with = ErrorCode::NotAllowed;
    chat.tab.act(SendPressed{chat.c, "被拒绝的"});
    chat.tab.settle();
    chat.desk.refuse_with = ErrorCode::None;
    chat.tab.cut();
    for (const char* text : {"一", "二"}) chat.tab.act(SendPressed{chat.c, text});
    chat.tab.act(DraftTyped{chat.c, "还没写完"});
    chat.tab.act(SnapshotFailed{401});  // of no try: nothing happens
    chat.tab.act(ReconnectPressed{});
    chat.tab.act(SignOutPressed{});
    const std::string text = kept(chat.tab);
    REQUIRE_FALSE(text.empty());

    BrowserTab again{chat.desk, "tab1"};
    sign_in(again, text);
    const std::string& draft = again.state.conversations.at(chat.c).draft;
    CHECK(draft == "一\n二\n被拒绝的\n还没写完");
    again.wait(3000);
    CHECK(kept(again).empty());
    CHECK(chat.desk.draft(chat.c) == draft);
    CHECK(chat.desk.messages(chat.c).size() == 1);
}

TEST_CASE("a text that the backend may have got goes out exactly once, whether it had it or not") {
    for (const bool arrived : {true, false}) {
        CAPTURE(arrived);
        OpenChat chat;
        chat.tab.act(SendPressed{chat.c, "在的"});
        const ClientId id = chat.thread().pending.at(0).client_id;
        // Without the answer: it is on the wire, or the command never arrived.
        if (!arrived) {
            FakeDesk other;
            other.add_conversation("陈小满", DeskState::Assigned, "lin");
            other.add_conversation("赵先生", DeskState::Assigned, "lin");
            sign_out(chat.tab);
            BrowserTab again{other, "tab1"};
            sign_in(again, kept(chat.tab));
            CHECK(other.executed(id) == 1);
            CHECK(again.state.outstanding.empty());
            continue;
        }
        sign_out(chat.tab);
        BrowserTab again{chat.desk, "tab1"};
        sign_in(again, kept(chat.tab));
        again.open(chat.c);
        CHECK(chat.desk.executed(id) == 1);
        CHECK(again.texts(chat.c) == std::vector<std::string>{"在吗", "在的"});
        CHECK(again.thread(chat.c).pending.empty());
        CHECK(again.state.conversations.at(chat.c).draft.empty());
    }
}

TEST_CASE("what was sent while offline outlives the page and goes out once, in order, by itself") {
    OpenChat chat;
    chat.tab.act(SendPressed{chat.c, "零"});  // on the wire when the line is cut
    chat.tab.cut();
    chat.tab.act(SendPressed{chat.c, "一"});
    chat.tab.act(PrivateNotePressed{chat.c, "给同事", {}});
    chat.tab.act(SendPressed{chat.c, "二"});
    const std::string text = kept(chat.tab);  // no goodbye: the page may have crashed
    std::vector<ClientId> ids;
    for (const PendingMessage& p : chat.thread().pending) ids.push_back(p.client_id);
    REQUIRE(ids.size() == 3);

    BrowserTab again{chat.desk, "tab1"};
    again.act(PageStarted{Settings{}, "tab1", 480, text});
    REQUIRE(again.deliver_http());
    // It is certain of the last two only that the backend has not got them: they may still be dropped.
    CHECK(again.thread(chat.c).pending.at(0).maybe_taken);
    CHECK_FALSE(again.thread(chat.c).pending.at(1).maybe_taken);
    CHECK(kept(again).find("给同事") != std::string::npos);
    again.settle();
    again.open(chat.c);
    for (const ClientId& id : ids) CHECK(chat.desk.executed(id) == 1);
    CHECK(again.texts(chat.c) == std::vector<std::string>{"在吗", "零", "一", "给同事", "二"});
    CHECK(again.thread(chat.c).pending.empty());
    CHECK(again.state.conversations.at(chat.c).draft.empty());
    CHECK(kept(again) == "");
    CHECK_FALSE(has_unsent(again.state));
}

TEST_CASE("a draft typed on while offline comes back as it was typed, not behind its older self") {
    OpenChat chat;
    chat.tab.act(DraftTyped{chat.c, "写到"});
    chat.tab.wait(2000);
    REQUIRE(chat.desk.draft(chat.c) == "写到");
    CHECK(kept(chat.tab).empty());
    chat.tab.cut();
    chat.tab.refuse_sockets = true;
    chat.tab.act(DraftTyped{chat.c, "写到一半"});
    chat.tab.wait(2000);
    CHECK(has_unsent(chat.tab.state));
    BrowserTab again{chat.desk, "tab1"};
    sign_in(again, kept(chat.tab));
    CHECK(again.state.conversations.at(chat.c).draft == "写到一半");
    again.wait(2000);
    CHECK(chat.desk.draft(chat.c) == "写到一半");
    CHECK(kept(again).empty());
}

TEST_CASE("a page that is hidden keeps what it has not handed over yet, and forgets it when it has") {
    OpenChat chat;
    chat.tab.act(DraftTyped{chat.c, "还没到 0.8 秒"});
    CHECK(chat.tab.count<KeepUnsent>() == 0);
    chat.tab.act(PageVisibilityChanged{false});
    CHECK(kept(chat.tab).find("还没到") != std::string::npos);
    chat.tab.settle();
    CHECK(kept(chat.tab).empty());
    // Already hidden: the page that goes keeps what came since.
    chat.tab.act(DraftTyped{chat.c, "还没到，又一句"});
    chat.tab.act(PageVisibilityChanged{false});
    CHECK(kept(chat.tab).find("又一句") != std::string::npos);
}

TEST_CASE("a draft longer than the backend keeps is kept in the tab while it is there") {
    OpenChat chat;
    const std::string text(9000, 'x');
    chat.tab.act(DraftTyped{chat.c, text});
    chat.tab.wait(2000);
    CHECK(chat.tab.commands_sent("save_draft") == 0);
    CHECK(has_unsent(chat.tab.state));
    BrowserTab again{chat.desk, "tab1"};
    sign_in(again, kept(chat.tab));
    CHECK(again.state.conversations.at(chat.c).draft == text);
    chat.tab.act(DraftTyped{chat.c, "kurz"});
    chat.tab.wait(2000);
    CHECK(kept(chat.tab).empty());
    CHECK_FALSE(has_unsent(chat.tab.state));
}

TEST_CASE("a message that was dropped or taken back is not kept for the next page") {
    OpenChat chat;
    chat.tab.cut();
    chat.tab.act(SendPressed{chat.c, "一"});
    REQUIRE(kept(chat.tab).find("一") != std::string::npos);
    chat.tab.act(PendingDropped{chat.c, chat.thread().pending.at(0).client_id});
    CHECK(kept(chat.tab).empty());
}

TEST_CASE("what another agent had written is kept for them, and not shown to who signs in between") {
    OpenChat chat;
    chat.tab.cut();
    chat.tab.act(SendPressed{chat.c, "机密"});
    chat.tab.act(SignOutPressed{});
    const std::string text = kept(chat.tab);
    REQUIRE(text.find("机密") != std::string::npos);
    const AgentId lin = chat.desk.self.id;
    chat.desk.self.id = AgentId{"mei"};
    BrowserTab mei{chat.desk, "tab1"};
    sign_in(mei, text);
    CHECK(mei.state.conversations.at(chat.c).draft.empty());
    CHECK(mei.state.outstanding.empty());
    CHECK_FALSE(has_unsent(mei.state));
    mei.cut();
    mei.act(DraftTyped{chat.c, "梅的草稿"});
    mei.act(SignOutPressed{});
    const std::string both = kept(mei);
    CHECK(read_kept(both, lin).own == text);
    CHECK(read_kept(both, AgentId{"mei"}).own.find("梅的草稿") != std::string::npos);

    chat.desk.self.id = lin;
    BrowserTab again{chat.desk, "tab1"};
    sign_in(again, both);
    CHECK(again.state.conversations.at(chat.c).draft == "机密");  // back in the field, now that lin is
    again.wait(3000);
    CHECK(kept(again).find("机密") == std::string::npos);
    CHECK(kept(again).find("梅的草稿") != std::string::npos);
}

TEST_CASE("an agent may leave without what was not sent: nothing of it stays in the tab") {
    OpenChat chat;
    chat.tab.cut();
    chat.tab.act(SendPressed{chat.c, "机密"});
    chat.tab.act(PageVisibilityChanged{false});
    REQUIRE(kept(chat.tab).find("机密") != std::string::npos);
    chat.tab.act(SignOutPressed{true});
    CHECK(kept(chat.tab).empty());
    CHECK_FALSE(has_unsent(chat.tab.state));
    chat.tab.act(PageVisibilityChanged{false});
    CHECK(kept(chat.tab).empty());
    CHECK(chat.tab.count<SignOut>() == 1);
}

TEST_CASE("a disabled user leaves nothing in the tab") {
    OpenChat chat;
    chat.tab.cut();
    chat.tab.act(SendPressed{chat.c, "机密"});
    chat.tab.act(ReconnectPressed{});
    chat.tab.settle();
    chat.tab.act(DraftTyped{chat.c, "还没写完"});
    chat.tab.act(SocketText{write_server_frame(SignedOut{SignOutReason::Disabled})});
    CHECK(kept(chat.tab).empty());
}

TEST_CASE("kept texts of many agents stay bounded, the newest are kept") {
    KeptTexts texts;
    for (int i = 0; i < 10; ++i) {
        const AgentId agent{"agent" + std::to_string(i)};
        texts = read_kept(write_kept(texts), agent);
        CHECK(texts.own.empty());
        texts.own = write_unsent({agent, {{ConversationId{1}, std::string(60'000, 'x'), {}}}});
    }
    const std::string all = write_kept(texts);
    CHECK(all.size() <= kMaxOthersBytes + 61'000);
    CHECK_FALSE(read_kept(all, AgentId{"agent9"}).own.empty());
    CHECK_FALSE(read_kept(all, AgentId{"agent8"}).own.empty());
    CHECK(read_kept(all, AgentId{"agent0"}).own.empty());
    CHECK(read_kept("damaged\n{}\n", AgentId{"lin"}).own.empty());
}

TEST_CASE("nothing on its way: nothing is kept; and a page that never loaded keeps what is there") {
    OpenChat chat;
    sign_out(chat.tab);
    CHECK(chat.tab.count<KeepUnsent>() == 1);
    CHECK(kept(chat.tab).empty());
    FakeDesk desk;
    BrowserTab never{desk};
    never.act(PageStarted{Settings{}, "tab1", 480, "something"});
    never.act(SnapshotFailed{401});
    CHECK(never.state.connection.link == Link::SignedOut);
    CHECK(never.count<KeepUnsent>() == 0);
}

TEST_CASE("what is kept reads back as it was, and anything else is nothing") {
    const Unsent unsent{AgentId{"lin"}, {{ConversationId{7}, "一\"二\n", {}}, {{}, {}, "{\"type\":1}"}}};
    const auto read = read_unsent(write_unsent(unsent));
    REQUIRE(read.has_value());
    CHECK(read->agent == unsent.agent);
    REQUIRE(read->items.size() == 2);
    CHECK(read->items[0].conversation == ConversationId{7});
    CHECK(read->items[0].text == "一\"二\n");
    CHECK(read->items[1].frame == "{\"type\":1}");
    for (const char* wrong :
         {"", "[]", "{}", "{\"agent\":1}", "{\"agent\":\"lin\",\"items\":[{\"text\":3}]}"})
        CHECK_FALSE(read_unsent(wrong).has_value());

    // A frame that is no command with words in it is not sent.
    OpenChat chat;
    BrowserTab again{chat.desk, "tab1"};
    sign_in(again, write_unsent(
                       {AgentId{"lin"},
                        {{{}, {}, "nonsense"},
                         {{}, {}, write_client_frame(CommandFrame{ClientId{"x-1"}, EndSession{chat.c}})}}}));
    CHECK(chat.desk.conversations().at(chat.c).desk_state == DeskState::Assigned);
    CHECK(again.state.outstanding.empty());
}
