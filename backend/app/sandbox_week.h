// The words of the demo week: who wrote what to whom. Only data; sandbox_history.cpp files it.
#pragma once

#include <cstddef>
#include <vector>

namespace kf {

enum class WeekBy {
    Customer,
    Agent,     // who answers the session
    Note,      // a private note of theirs
    Transfer,  // to the agent whose login is `text`
    Failed,    // an agent's text that did not reach the customer
    Recall,    // the customer takes the last message back
    Servicer,  // a person in the WeCom client; the session is taken there
};

struct WeekLine {
    WeekBy by = WeekBy::Customer;
    const char* text = "";
    const char* sample = "";  // of the simulator's samples, instead of `text`
};

struct WeekSession {
    int days_ago = 1;
    int minute = 0;            // of the day in China
    std::size_t customer = 0;  // places in the simulator's lists
    std::size_t account = 0;
    const char* agent = "lin";
    const char* scene = "";
    std::vector<WeekLine> lines;
};

// Oldest first, none overlaps another.
[[nodiscard]] const std::vector<WeekSession>& demo_week();

struct WeekReply {
    const char* category;
    const char* title;
    const char* text;
};
[[nodiscard]] const std::vector<WeekReply>& demo_quick_replies();

}  // namespace kf
