#include "tests/shared/console/browser_tab.h"

#include <algorithm>
#include <utility>

#include "shared/base/overloaded.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {

BrowserTab::BrowserTab(FakeDesk& desk, std::string prefix) : desk_(desk), prefix_(std::move(prefix)) {}

void BrowserTab::act(ActionBody body) {
    for (Effect& effect : reduce(state, Action{clock, std::move(body)})) {
        effects.push_back(effect);
        carry_out(effect);
    }
}

void BrowserTab::start() {
    act(PageStarted{Settings{.undo_secs = 0}, prefix_, 480});
    settle();
}

void BrowserTab::open(ConversationId conversation) {
    act(ConversationOpened{conversation});
    settle();
}

void BrowserTab::carry_out(const Effect& effect) {
    std::visit(
        Overloaded{
            [&](const FetchSnapshot&) {
                http_.push_back({SnapshotArrived{desk_.snapshot(ended_held)}, SnapshotFailed{http_status}});
            },
            [&](const FetchHistory& f) {
                http_.push_back({HistoryArrived{f.conversation, desk_.history(f), f.number},
                                 HistoryFailed{f.conversation, http_status, f.number}});
            },
            [&](const FetchSearch& f) {
                http_.push_back({SearchArrived{f.where, f.number, desk_.search(f)},
                                 SearchFailed{f.where, f.number, http_status, {}}});
            },
            [&](const FetchDetails& f) {
                http_.push_back({DetailsArrived{f.conversation, desk_.details(f.conversation)},
                                 DetailsFailed{f.conversation, http_status}});
            },
            [&](const FetchConversation& f) {
                const std::string page = desk_.conversation(f.conversation);
                ActionBody answer = ConversationArrived{f.conversation, f.number, page};
                if (page.empty()) answer = ConversationFailed{f.conversation, f.number, 404};
                http_.push_back({answer, ConversationFailed{f.conversation, f.number, http_status}});
            },
            [&](const FetchEnded& f) {
                http_.push_back(
                    {EndedArrived{f.number, desk_.ended(f)}, EndedFailed{f.number, http_status, {}}});
            },
            [&](const OpenSocket&) { opening_ = true; },
            [&](const CloseSocket&) {
                opening_ = open_ = welcomed_ = false;
                wire_.clear();
            },
            [&](const SendFrame& f) {
                sent.push_back(f.text);
                if (open_) take_client_frame(f.text);
            },
            [&](const Announce& a) { announced.push_back(a); },
            [&](const FillComposer& f) { filled.push_back(f); },
            [&](const ShowBadge& b) { badges.push_back(b.unread); },
            [&](const WakeAt& w) { wake_at_ = w.at; },
            [&](const auto&) {},
        },
        effect);
}

void BrowserTab::take_client_frame(const std::string& text) {
    const auto frame = read_client_frame(text);
    if (!frame.ok()) return;
    std::visit(Overloaded{
                   [&](const Hello& hello) {
                       wire_.push_back(desk_.welcome_or_reload(hello));
                       welcomed_ = wire_.back().find("\"welcome\"") != std::string::npos;
                       position_ = hello.seq;
                   },
                   [&](const CommandFrame& command) {
                       std::string answer = desk_.answer(command);
                       pump();  // events of the command leave before its answer
                       wire_.push_back(std::move(answer));
                   },
                   [&](const Ping&) { wire_.push_back(write_server_frame(Pong{desk_.now})); },
               },
               *frame);
}

void BrowserTab::pump() {
    if (!open_ || !welcomed_) return;
    while (position_ < desk_.head()) wire_.push_back(desk_.frame(++position_));
}

bool BrowserTab::deliver_http(std::size_t index) {
    if (index >= http_.size()) return false;
    const Answer answer = http_[index];
    http_.erase(http_.begin() + static_cast<std::ptrdiff_t>(index));
    act(http_status == 200 ? answer.arrived : answer.failed);
    return true;
}

bool BrowserTab::deliver_frame() {
    if (opening_) {
        opening_ = false;
        if (refuse_sockets) {
            act(SocketClosed{1006});
        } else {
            open_ = true;
            act(SocketOpened{});
        }
        return true;
    }
    pump();
    if (wire_.empty()) return false;
    const std::string text = wire_.front();
    wire_.pop_front();
    act(SocketText{text});
    return true;
}

void BrowserTab::settle() {
    while (deliver_http() || deliver_frame()) {
    }
}

void BrowserTab::cut() {
    if (!open_ && !opening_) return;
    opening_ = open_ = welcomed_ = false;
    wire_.clear();
    act(SocketClosed{1006});
}

void BrowserTab::wait(std::int64_t ms) {
    const UnixMs end = clock + ms;
    while (clock < end) {
        const UnixMs next = wake_at_ > clock ? std::min(wake_at_, end) : end;
        desk_.now += next - clock;
        clock = next;
        act(ClockTicked{});
        settle();
    }
}

std::vector<std::string> BrowserTab::texts(ConversationId id) const {
    std::vector<std::string> out;
    for (const Message& m : thread(id).messages) out.push_back(m.text);
    return out;
}

int BrowserTab::commands_sent(std::string_view kind) const {
    const std::string wanted = "\"kind\":\"" + std::string{kind} + "\"";
    int n = 0;
    for (const std::string& text : sent) n += text.find(wanted) != std::string::npos ? 1 : 0;
    return n;
}

}  // namespace kf
