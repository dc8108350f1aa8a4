// The session machine over random histories: what must hold whatever happens, in whatever order it is heard
// of.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "shared/conversations/session.h"

using namespace kf;

namespace {

constexpr UnixSecs kStart = 1'790'000'000;

// A stream as a store keeps it: carries out the moves and answers what facts have to know.
struct Stream {
    struct Line {
        MessageId id;
        WaitingCount::Line line;
        UnixSecs reserved_in = -1;  // ≥ 0: its fate is not known
        UnixMs accepted_at = 0;
        bool sent = false;
    };
    SessionHead session;
    std::vector<Line> lines;
    std::vector<SessionEnd> ended;
    std::vector<UnixMs> begun;

    SessionMoves move(const SessionFact& fact) {
        const SessionHead before = session;
        SessionMoves moves = apply(session, fact);
        CHECK(moves.changed == !(session == before));
        if (moves.refusal != Refusal::None) {
            CHECK(!moves.changed);
            CHECK(!moves.line);
        }
        if (moves.end) ended.push_back(*moves.end);
        if (moves.begin) {
            begun.push_back(*moves.begin);
            session.head.session = SessionId{static_cast<std::int64_t>(begun.size())};
        }
        if (moves.window_opened)
            for (Line& line : lines)
                if (line.reserved_in >= 0) line.reserved_in = *moves.window_opened;
        return moves;
    }
    MessageId add(SenderKind sender, UnixMs at, UnixSecs reserved_in = -1) {
        const MessageId id{static_cast<std::int64_t>(lines.size()) + 1};
        lines.push_back(
            {id, {session.head.session, sender, at, false, false}, reserved_in, 0, reserved_in >= 0});
        LastMessage last;
        last.id = id;
        last.sender = sender;
        last.at = at;
        move(LineAdded{last});
        return id;
    }
    void customer(UnixSecs at) {
        const auto counts = [&](const Line& line) {
            return line.reserved_in >= 0 || line.accepted_at >= to_ms(at + 1);
        };
        move(CustomerWrote{at, false, static_cast<int>(std::count_if(lines.begin(), lines.end(), counts))});
        add(SenderKind::Customer, to_ms(at));
    }
    void servicer(UnixSecs at, const char* name = "zhang") {
        move(ServicerWrote{at, ServicerId{name}});
        add(SenderKind::Servicer, to_ms(at));
    }
    void reported(UnixSecs at, ServiceState state, const char* name = "") {
        move(StateReported{at, state, ServicerId{name}});
    }
    bool send(UnixSecs at, const char* agent) {
        const UnixSecs window = session.head.window.opened_at;
        if (move(SendReserved{.at = to_ms(at), .agent = AgentId{agent}, .managed = true}).refusal !=
            Refusal::None)
            return false;
        add(*agent == 0 ? SenderKind::Bot : SenderKind::Agent, to_ms(at), window);
        return true;
    }
    [[nodiscard]] Waiting waiting() const {
        WaitingCount count(session);
        for (auto line = lines.rbegin(); line != lines.rend() && count.look(line->line); ++line) {
        }
        return count.waiting();
    }
    std::vector<Line*> under_way() {
        std::vector<Line*> found;
        for (Line& line : lines)
            if (line.reserved_in >= 0) found.push_back(&line);
        return found;
    }
    void accepted(Line& line, UnixSecs at) {
        line.reserved_in = -1;
        line.accepted_at = to_ms(at);
        line.line.accepted = true;
        move(SendAccepted{waiting()});
    }
    void refused(Line& line, UnixSecs at, unsigned how) {
        const UnixSecs reserved = std::exchange(line.reserved_in, -1);
        move(SendFailed{.at = to_ms(at),
                        .message = line.id,
                        .by_agent = line.line.sender == SenderKind::Agent,
                        .sent_at = line.line.sent_at,
                        .reserved_in = reserved,
                        .give_back = how == 0,
                        .window_used_up = how == 1,
                        .window_over = how == 2,
                        .waiting = {}});
    }

    void must_hold() const {
        const Conversation& head = session.head;
        CHECK((head.agent.empty() || head.servicer.empty()));  // never two who answer
        const bool nobody = head.desk_state == DeskState::Queued || head.desk_state == DeskState::InClient;
        if (nobody) CHECK(head.agent.empty());
        if (head.desk_state == DeskState::Assigned) CHECK(!head.agent.empty());
        CHECK(head.window.used >= 0);
        CHECK(head.window.used <= kMaxRepliesPerWindow);
        CHECK(head.unread >= 0);
        const bool over = head.desk_state == DeskState::Ended;
        CHECK(over == (head.session.empty() || head.session_ended_at != 0));
        if (over) CHECK(head.waiting_since == 0);
        // Every session that began has ended, or runs.
        CHECK(begun.size() == ended.size() + (over ? 0 : 1));
        for (const SessionEnd& end : ended)
            CHECK(end.at >= begun[static_cast<std::size_t>(end.session.value) - 1]);
    }
};

}  // namespace

TEST_CASE("whatever happens to a conversation, one person answers and the window stays within its five") {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const auto pick = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
        Stream stream;
        UnixSecs now = kStart;
        const char* const agents[] = {"lin", "mei", ""};
        for (int step = 0; step < 300; ++step) {
            now += pick(40) == 0 ? kReplyWindowSecs : 1 + pick(30);
            const UnixSecs late = now - (pick(3) == 0 ? pick(60) : 0);
            const auto sends = stream.under_way();
            switch (pick(12)) {
                case 0:
                case 1:
                case 2:
                    stream.customer(late);
                    break;
                case 3:
                    stream.servicer(late, pick(2) == 0 ? "zhang" : "wang");
                    break;
                case 4:
                    stream.reported(late, ServiceState::Ended);
                    break;
                case 5:
                    stream.reported(late, ServiceState::Servicer, "li");
                    break;
                case 6:
                    stream.move(
                        StateAnswered{to_ms(now), static_cast<ServiceState>(pick(5)), ServicerId{"zhou"}});
                    break;
                case 7:
                    stream.move(AgentAssigned{AgentId{agents[pick(3)]}, AgentId{agents[pick(2)]}});
                    break;
                case 8:
                    stream.move(AgentEnded{
                        .at = to_ms(now), .agent = AgentId{"lin"}, .by = AgentId{"lin"}, .seen = {}});
                    break;
                case 9:
                    stream.send(now, agents[pick(3)]);
                    break;
                default:
                    if (sends.empty()) break;
                    if (pick(2) == 0)
                        stream.accepted(*sends[0], now);
                    else
                        stream.refused(*sends[0], now, pick(4));
            }
            stream.must_hold();
        }
    }
}

TEST_CASE("somebody waits while and only while a line of the running session has no answer") {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const auto pick = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
        Stream stream;
        UnixSecs now = kStart;
        for (int step = 0; step < 200; ++step) {
            now += 1 + pick(20);
            const auto sends = stream.under_way();
            switch (pick(8)) {
                case 0:
                case 1:
                case 2:
                    stream.customer(now - (pick(4) == 0 ? pick(15) : 0));
                    break;
                case 3:
                    stream.servicer(now - (pick(4) == 0 ? pick(15) : 0));
                    break;
                case 4:
                    stream.reported(now, ServiceState::Ended);
                    break;
                case 5:
                    stream.move(StateAnswered{to_ms(now), ServiceState::Assistant, {}});
                    break;
                case 6:
                    stream.send(now, "lin");
                    break;
                default:
                    if (!sends.empty()) stream.accepted(*sends[0], now);
            }
            CHECK((stream.session.head.waiting_since != 0) == (stream.waiting().since != 0));
        }
    }
}

TEST_CASE(
    "reports and lines in any order, or twice, leave the same people waiting and the same one answering") {
    struct Heard {
        UnixSecs at;
        unsigned what;
    };
    for (unsigned seed = 1; seed <= 2000; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        std::vector<Heard> heard;
        for (UnixSecs at = kStart; heard.size() < 2 + seed % 7;
             at += 1 + static_cast<UnixSecs>(random() % 90))
            heard.push_back({at, static_cast<unsigned>(random() % 5)});
        const auto told = [](const std::vector<Heard>& in_order) {
            Stream stream;
            for (const Heard& one : in_order) {
                const std::string name = "s" + std::to_string(one.at);
                if (one.what <= 1) stream.customer(one.at);
                if (one.what == 2) stream.servicer(one.at, name.c_str());
                if (one.what == 3) stream.reported(one.at, ServiceState::Ended);
                if (one.what == 4) stream.reported(one.at, ServiceState::Servicer, name.c_str());
                stream.must_hold();
            }
            return stream.session.head;
        };
        const Conversation sorted = told(heard);
        std::shuffle(heard.begin(), heard.end(), random);
        const Conversation shuffled = told(heard);
        for (const Heard& one : heard) CAPTURE(one.what);
        CHECK(shuffled.desk_state == sorted.desk_state);
        CHECK(shuffled.servicer == sorted.servicer);
        CHECK(shuffled.service_state == sorted.service_state);
        CHECK(shuffled.window.opened_at == sorted.window.opened_at);
        CHECK((shuffled.waiting_since == 0) == (sorted.waiting_since == 0));
        CHECK((shuffled.unread == 0) == (sorted.unread == 0));
    }
}
