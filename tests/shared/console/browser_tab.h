// A browser tab with a console in it: carries out the effects of reduce() against a FakeDesk, with answers
// and frames on their way until they are delivered, and a line that can be cut.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "shared/console/reduce.h"
#include "tests/shared/console/fake_desk.h"

namespace kf {

class BrowserTab {
  public:
    explicit BrowserTab(FakeDesk& desk, std::string prefix = "tab0");

    ConsoleState state;
    UnixMs clock = kStart;

    void act(ActionBody body);
    // The page starts and everything arrives.
    void start();
    // Delivers everything that is on its way, and what that causes.
    void settle();
    // The oldest answer over HTTP, or the oldest frame; false when nothing is on its way.
    bool deliver_http(std::size_t index = 0);
    bool deliver_frame();
    // Frames of new events start on their way.
    void pump();
    // The line is cut: what is on its way is lost in both directions.
    void cut();
    // Time passes second by second, with the wake-ups that were asked for.
    void wait(std::int64_t ms);
    void open(ConversationId conversation);

    [[nodiscard]] std::size_t http_under_way() const { return http_.size(); }
    [[nodiscard]] std::size_t frames_under_way() const { return wire_.size(); }
    [[nodiscard]] const Thread& thread(ConversationId id) const { return state.threads.at(id); }
    [[nodiscard]] const Conversation& head(ConversationId id) const {
        return state.conversations.at(id).head;
    }
    [[nodiscard]] std::vector<std::string> texts(ConversationId id) const;

    std::size_t ended_held = FakeDesk::kAll;  // conversations that are over in a snapshot
    bool refuse_sockets = false;              // a socket closes before it opens
    int http_status = 200;                    // other: answers are failures with this status

    // What the effects asked for, newest last.
    std::vector<Effect> effects;
    std::vector<std::string> sent;  // client frames
    std::vector<Announce> announced;
    std::vector<FillComposer> filled;
    std::vector<int> badges;

    template <class Wanted>
    [[nodiscard]] int count() const {
        int n = 0;
        for (const Effect& e : effects) n += std::holds_alternative<Wanted>(e) ? 1 : 0;
        return n;
    }
    [[nodiscard]] int commands_sent(std::string_view kind) const;

  private:
    struct Answer {
        ActionBody arrived;
        ActionBody failed;
    };
    void carry_out(const Effect& effect);
    void take_client_frame(const std::string& text);

    FakeDesk& desk_;
    std::string prefix_;
    std::deque<Answer> http_;
    std::deque<std::string> wire_;
    bool opening_ = false;
    bool open_ = false;
    bool welcomed_ = false;
    EventSeq position_ = 0;  // last event that was put on the wire
    UnixMs wake_at_ = 0;
};

}  // namespace kf
