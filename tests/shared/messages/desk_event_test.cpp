#include "shared/messages/desk_event.h"

#include <doctest/doctest.h>

using namespace kf;

namespace {

Message line_of(const DeskEvent& event) {
    Message line;
    line.sender = {SenderKind::System, event.by.value, "林晓"};
    line.msgtype = "event";
    line.raw = desk_event_raw(event);
    return line;
}

}  // namespace

TEST_CASE("what a colleague did comes back from its line as it was") {
    using What = DeskEvent::What;
    for (const DeskEvent& event :
         {DeskEvent{What::Taken, AgentId{"lin"}, {}, {}},
          DeskEvent{What::Transferred, AgentId{"lin"}, AgentId{"mei"}, AgentId{"\"王\"\\"}},
          DeskEvent{What::Ended, AgentId{"lin"}, {}, {}}}) {
        const auto read = desk_event_of(line_of(event));
        REQUIRE(read.has_value());
        CHECK(read->what == event.what);
        CHECK(read->by == event.by);
        CHECK(read->from == event.from);
        CHECK(read->to == event.to);
    }
}

TEST_CASE("no other message is taken for one, damaged or made up") {
    Message line = line_of({DeskEvent::What::Ended, AgentId{"lin"}, {}, {}});
    line.msgtype = "text";
    CHECK_FALSE(desk_event_of(line).has_value());
    line.msgtype = "event";
    const std::string whole = line.raw;
    for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
        line.raw = whole.substr(0, bytes);
        CHECK_FALSE(desk_event_of(line).has_value());
    }
    for (const char* raw :
         {R"({"desk_event":"danced"})", R"({"desk_event":7})", R"({"msgid":"m","desk_event":"ended"})"}) {
        line.raw = raw;
        CHECK_FALSE(desk_event_of(line).has_value());
    }
}
