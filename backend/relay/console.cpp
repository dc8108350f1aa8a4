#include "backend/relay/console.h"

#include <algorithm>
#include <functional>
#include <string>
#include <variant>

#include "backend/commands/command_handler.h"
#include "backend/relay/relay.h"
#include "backend/runtime/log.h"
#include "shared/base/overloaded.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {

namespace {

// A replay is handed to a slow console in pieces, each when the one before it is gone.
constexpr std::size_t kReplayEvents = 128;
constexpr std::size_t kReplayBytes = 256 * 1024;

// The sentences as well: the same trouble may have moved to another corp, or have got a better remedy.
std::size_t hash_of(const BackendNotice& notice) {
    return std::hash<std::string>{}(std::string{to_word(notice.code)} + "\n" + notice.zh + "\n" + notice.en) |
           1;
}

}  // namespace

void Console::opened(std::weak_ptr<WebSocketPeer> peer) {
    const LogDeskScope scope(relay_.desk());
    peer_ = std::move(peer);
    relay_.opened(*this);
}

void Console::closed() {
    const LogDeskScope scope(relay_.desk());
    peer_.reset();
    relay_.closed(*this);  // the last thing: it may be this object's end
}

bool Console::within_rate() {
    if (relay_.may_speak(user_->agent.id)) return true;
    log_warn("relay.too_many_frames", {{"agent", user_->agent.id}});
    if (const auto peer = peer_.lock()) peer->close(CloseCode::TooManyFrames);
    return false;
}

void Console::pinged() {
    const LogDeskScope scope(relay_.desk());
    if (!is_set_aside()) within_rate();
}

void Console::received(std::string_view text) {
    const LogDeskScope scope(relay_.desk());
    const auto peer = peer_.lock();
    if (!peer || is_set_aside()) return;
    relay_.look_for_changes();
    if (stage_ == Stage::SignedOut) return;  // by that look, or before
    if (user_->agent.disabled) return sign_out(SignOutReason::Disabled);
    if (!within_rate()) return;
    auto frame = read_client_frame(text);
    if (!frame) {
        log_warn_of("relay.bad_frame", frame.error(), {{"agent", user_->agent.id}});
        ++relay_.counters().bad_frames;
        return peer->close(CloseCode::BadFrame);
    }
    std::visit(Overloaded{
                   [this](const Hello& said) { hello(said); },
                   [this](const CommandFrame& said) { command(said); },
                   [this](const Ping&) { send(shared_text(write_server_frame(Pong{relay_.now()}))); },
               },
               *frame);
}

void Console::hello(const Hello& said) {
    const auto& store = relay_.store();
    if (said.version != kProtocolVersion) return reload("other_version");
    // It may have ended between the handshake and the first frame.
    if (!relay_.session_lives(*user_)) return sign_out(SignOutReason::Expired);
    const auto& agent = user_->agent;
    if (const auto why = cannot_resume(store, agent, said.epoch, said.seq); !why.empty()) return reload(why);
    position_ = said.seq;
    stage_ = Stage::Replaying;
    ++relay_.counters().resumed;
    send(shared_text(write_server_frame(Welcome{console_epoch(store, agent), store.head(), relay_.now()})));
    notice_ = 0;
    if (const auto now = relay_.notice_of(agent); now.code != NoticeCode::None) {
        notice_ = hash_of(now);
        send(shared_text(write_server_frame(now)));
    }
    replay();
}

void Console::replay() {
    const auto& store = relay_.store();
    const auto events =
        position_ == store.head() ? std::vector<StoredEvent>{} : store.events_after(position_, kReplayEvents);
    if (events.empty() && position_ != store.head()) return reload("history_gone");
    std::size_t bytes = 0;
    for (const auto& event : events) {
        if (event.seq != position_ + 1) return reload("history_gone");  // trimmed while this console was slow
        if (bytes > kReplayBytes) return;
        auto frame = relay_.frame_for(event, user_->agent);
        bytes += frame->size();
        position_ = event.seq;
        send(std::move(frame));
    }
    if (position_ == store.head()) stage_ = Stage::Live;
}

void Console::drained() {
    const LogDeskScope scope(relay_.desk());
    relay_.look_for_changes();
    if (stage_ == Stage::Replaying) replay();
}

void Console::command(const CommandFrame& said) {
    const auto id = said.id;
    ++relay_.counters().commands;
    if (!relay_.session_lives(*user_)) return sign_out(SignOutReason::Expired);
    relay_.commands().handle(user_->agent, said, [weak = weak_from_this()](CommandAnswer answer) {
        const auto self = weak.lock();
        if (!self) return;  // its next console asks again under the same id
        std::visit([&self](auto& body) { self->send(shared_text(write_server_frame(std::move(body)))); },
                   answer);
    });
}

bool Console::falls_behind() {
    const auto peer = peer_.lock();
    if (peer && peer->crowded()) stage_ = Stage::Replaying;
    return stage_ == Stage::Replaying;
}

void Console::push(EventSeq seq, SharedText frame) {
    position_ = seq;
    send(std::move(frame));
}

void Console::send(SharedText frame) {
    if (const auto peer = peer_.lock()) peer->send(std::move(frame));
}

void Console::notice(const BackendNotice& notice) {
    const auto hash = hash_of(notice);
    if (hash == notice_) return;
    const bool first_and_fine = notice_ == 0 && notice.code == NoticeCode::Ok;
    notice_ = hash;
    if (!first_and_fine) send(shared_text(write_server_frame(notice)));
}

void Console::reload(std::string_view reason) {
    if (is_set_aside() || stage_ == Stage::SignedOut) return;
    stage_ = Stage::WaitsForHello;
    ++relay_.counters().reloads;
    send(shared_text(write_server_frame(Reload{std::string{reason}})));
}

void Console::send_away() {
    stage_ = Stage::SignedOut;  // says nothing and hears nothing any more
    if (const auto peer = peer_.lock()) peer->close(CloseCode::GoingAway);
}

void Console::set_aside() {
    stage_ = Stage::SetAside;
    if (const auto peer = peer_.lock()) peer->close(CloseCode::TooManyConsoles);
}

void Console::sign_out(SignOutReason reason) {
    if (stage_ != Stage::SetAside) stage_ = Stage::SignedOut;
    if (const auto peer = peer_.lock())
        peer->close(CloseCode::SignedOut, shared_text(write_server_frame(SignedOut{reason})));
}

}  // namespace kf
