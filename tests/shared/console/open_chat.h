// A console with one conversation open and another one beside it, both assigned to its agent.
#pragma once

#include <string>

#include "tests/shared/console/browser_tab.h"

namespace kf {

struct OpenChat {
    FakeDesk desk;
    BrowserTab tab{desk};
    ConversationId c;
    ConversationId other;

    OpenChat() {
        c = desk.add_conversation("陈小满", DeskState::Assigned, "lin");
        other = desk.add_conversation("赵先生", DeskState::Assigned, "lin");
        desk.customer_writes(c, "在吗");
        desk.customer_writes(other, "你好");
        tab.start();
        tab.open(c);
        tab.filled.clear();
        tab.sent.clear();
    }
    [[nodiscard]] const Thread& thread() const { return tab.thread(c); }
    [[nodiscard]] const ConversationEntry& entry() const { return tab.state.conversations.at(c); }
    [[nodiscard]] std::string draft(ConversationId id) const { return tab.state.conversations.at(id).draft; }
};

}  // namespace kf
