// What was recalled is read by nobody, or by supervisors where the desk's settings say so: live, on resuming,
// and in what the store keeps about it.
#include <doctest/doctest.h>

#include "shared/desk/recalled.h"
#include "tests/backend/relay/relay_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

bool holds(const TestConsole& console, std::string_view words) {
    for (const auto& frame : console.frames) {
        const auto* event = std::get_if<EventFrame>(&frame);
        if (event != nullptr && write_event(event->event).find(words) != std::string::npos) return true;
    }
    return false;
}

struct RecallFixture : RelayFixture {
    RecallFixture() {
        add_user("boss", Role::Supervisor, {});
        agents.look();
    }
    void write(const std::string& msgid, const std::string& text) {
        store.page({customer_text(msgid, to_secs(now), text)}, to_secs(now));
    }
    void recall(const std::string& msgid) {
        store.page({event_message("r" + msgid, to_secs(now), MessageRecalled{KfMessageId{msgid}, {}})},
                   to_secs(now));
    }
    // Everything since `seq`, as a console of this user gets it when it resumes.
    TestConsole resumed(const char* login, EventSeq seq) {
        auto console = connect(login);
        console.say(Hello{kProtocolVersion, epoch(login), seq});
        console.deliver();
        return console;
    }
    void supervisors_see(bool see) {
        REQUIRE(store->save_desk_settings({.supervisors_see_recalled = see, .map_address = ""}, now).ok());
    }
};

}  // namespace

TEST_CASE("the words of a recalled message reach no console that resumes, in no event") {
    RecallFixture f;
    f.write("m0", "先说一句");
    const EventSeq before = f.store->head();
    f.write("m1", "秘密的话");
    const ConversationId id = f.store.conversation().id;
    REQUIRE(f.store->assign(id, AgentId{"lin"}, f.now).ok());  // the head with the words as its last line
    CHECK(holds(f.resumed("lin", before), "秘密的话"));
    f.recall("m1");
    const auto lin = f.resumed("lin", before);
    CHECK_FALSE(holds(lin, "秘密的话"));
    CHECK(lin.numbers().size() == static_cast<std::size_t>(f.store->head() - before));
    CHECK_FALSE(holds(f.resumed("boss", before), "秘密的话"));
    CHECK(f.store->details(id)->sessions.front().first_text == "先说一句");
}

TEST_CASE("the words are blanked also when the clock was set back between message and recall") {
    RecallFixture f;
    f.write("m0", "先说一句");
    const EventSeq before = f.store->head();
    f.write("m1", "秘密的话");
    REQUIRE(f.store->assign(f.store.conversation().id, AgentId{"lin"}, f.now).ok());
    f.now -= 3'600'000;
    REQUIRE(f.store->assign(f.store.conversation().id, AgentId{"mei"}, f.now).ok());
    f.recall("m1");
    CHECK_FALSE(holds(f.resumed("lin", before), "秘密的话"));
}

TEST_CASE("a message that comes with its recall in one page is told to nobody") {
    RecallFixture f;
    auto lin = f.live("lin");
    f.store.page({customer_text("m1", to_secs(f.now), "秘密的话"),
                  event_message("r1", to_secs(f.now), MessageRecalled{KfMessageId{"m1"}, {}})},
                 to_secs(f.now));
    lin.deliver();
    CHECK(lin.all<EventFrame>().size() >= 2);
    CHECK_FALSE(holds(lin, "秘密的话"));
}

TEST_CASE("supervisors read on where the settings allow it, agents never do") {
    RecallFixture f;
    f.supervisors_see(true);
    const EventSeq before = f.store->head();
    f.write("m1", "秘密的话");
    auto lin = f.live("lin"), boss = f.live("boss");
    f.recall("m1");
    lin.deliver();
    boss.deliver();
    CHECK_FALSE(holds(lin, "秘密的话"));
    CHECK(holds(boss, "秘密的话"));
    CHECK(lin.numbers() == boss.numbers());
    CHECK(holds(f.resumed("boss", before), "秘密的话"));
    CHECK_FALSE(holds(f.resumed("lin", before), "秘密的话"));
    f.supervisors_see(false);
    CHECK_FALSE(holds(f.resumed("boss", before), "秘密的话"));
    CHECK(f.store.messages(f.store.conversation().id).front().text == "秘密的话");  // the store keeps it
}

TEST_CASE("two recalls blank each other's events as well, and a session forgets its first words") {
    RecallFixture f;
    f.write("m1", "第一个秘密");
    f.write("m2", "第二个秘密");
    f.recall("m2");
    f.recall("m1");
    const auto lin = f.resumed("lin", 0);
    CHECK_FALSE(holds(lin, "第一个秘密"));
    CHECK_FALSE(holds(lin, "第二个秘密"));
    CHECK(f.store->details(f.store.conversation().id)->sessions.front().first_text.empty());
}

TEST_CASE("who may read what was recalled") {
    DeskSettings open{.supervisors_see_recalled = true, .map_address = ""}, closed;
    CHECK_FALSE(may_read_recalled(agent_named("a"), open));
    CHECK(may_read_recalled(agent_named("s", Role::Supervisor), open));
    CHECK(may_read_recalled(agent_named("r", Role::Admin), open));
    CHECK_FALSE(may_read_recalled(agent_named("r", Role::Admin), closed));
    Message message;
    message.text = "x";
    message.raw = "{}";
    message.media.resize(1);
    blank_recalled(message);
    CHECK(message.text == "x");
    message.recalled = true;
    blank_recalled(message);
    CHECK((message.text.empty() && message.raw.empty() && message.media.empty()));
}
