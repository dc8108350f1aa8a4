#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "shared/console/reduce_step.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {
namespace {

// Offsets that differ by less are the network's latency.
constexpr std::int64_t kOffsetJitterMs = 500;
// A refused socket does not say why; every so many tries the snapshot is asked for, whose 401 does.
constexpr int kTriesPerCheck = 5;
constexpr int kMaxReloadsInARow = 3;
constexpr int kTriesBeforeBlame = 3;
constexpr int kCloseSignedOut = 4001;  // of the backend, after the frame that says so
constexpr int kCloseTooMany = 4009;    // of the backend: the user has opened 20 others since

}  // namespace

std::int64_t back_off_ms(std::string_view client_prefix, int attempts) {
    const int doublings = std::clamp(attempts - 1, 0, 5);
    const std::int64_t most = std::min<std::int64_t>(kMaxBackOffMs, std::int64_t{1000} << doublings);
    std::uint32_t hash = 2166136261u;  // FNV-1a
    for (const char c : client_prefix) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    hash = (hash ^ static_cast<std::uint32_t>(attempts)) * 16777619u;
    hash ^= hash >> 15;
    return most / 2 + static_cast<std::int64_t>(hash % 1024) * (most / 2) / 1023;
}

void ReduceStep::run_connection_timers() {
    Connection& c = s.connection;
    if (c.link == Link::Offline && !c.set_aside && at_ >= c.next_try_at) return begin_try();
    if (c.link == Link::Loading && at_ - c.try_started_at >= kSnapshotTimeoutMs) {
        return lose(LinkProblem::SnapshotFailed, c.socket_open);
    }
    if (c.link == Link::Connecting && !c.welcomed && at_ - c.try_started_at >= kConnectTimeoutMs) {
        return lose(LinkProblem::NoAnswer, true);
    }
    if (!c.welcomed) return;
    const bool unanswered = c.ping_sent_at != 0 && at_ - c.ping_sent_at >= kPingAnswerMs;
    if (unanswered || (c.answer_due_at != 0 && at_ >= c.answer_due_at))
        return lose(LinkProblem::Silent, true);
    if (c.ping_sent_at == 0 && at_ - c.last_heard_at >= kPingAfterMs) ping();
    if (c.in_doubt || c.asked_at == 0 || at_ - c.asked_at < kDoubtMs) return;
    c.in_doubt = true;
    touch();
    // A command waits. (A ping that is late has its own end.)
    if (c.ping_sent_at == 0) probe();
}

void ReduceStep::begin_try() {
    Connection& c = s.connection;
    c.next_try_at = 0;
    c.set_aside = false;
    const bool check = c.attempts % kTriesPerCheck == kTriesPerCheck - 1;
    if (!c.snapshot_wanted && !check) return open_socket();
    c.link = Link::Loading;
    c.try_started_at = at_;
    touch();
    effects_.push_back(FetchSnapshot{});
}

void ReduceStep::open_socket() {
    s.connection.link = Link::Connecting;
    s.connection.try_started_at = at_;
    touch();
    effects_.push_back(OpenSocket{});
}

void ReduceStep::say_hello() {
    Connection& c = s.connection;
    c.welcomed = false;
    c.link = Link::Connecting;
    c.try_started_at = at_;
    touch();
    Hello hello;
    hello.epoch = c.epoch;
    hello.seq = c.seq;
    effects_.push_back(SendFrame{write_client_frame(hello)});
}

void ReduceStep::ping() {
    s.connection.ping_sent_at = at_;
    if (s.connection.asked_at == 0) s.connection.asked_at = at_;
    effects_.push_back(SendFrame{write_client_frame(Ping{})});
}

void ReduceStep::probe() {
    Connection& c = s.connection;
    if (!c.welcomed || c.answer_due_at != 0) return;
    if (c.ping_sent_at == 0) ping();
    c.answer_due_at = at_ + kProbeAnswerMs;
}

void ReduceStep::lose(LinkProblem problem, bool close) {
    Connection& c = s.connection;
    if (c.link == Link::SignedOut) return;
    if (close) effects_.push_back(CloseSocket{});
    if (c.welcomed && at_ - c.welcomed_at >= kSteadyMs) c.attempts = 0;
    socket_gone();
    c.attempts = std::min(c.attempts + 1, 1'000'000);
    c.next_try_at = at_ + back_off_ms(s.client_prefix, c.attempts);
    c.link = Link::Offline;
    c.problem = problem;
    touch();
}

void ReduceStep::socket_gone() {
    Connection& c = s.connection;
    c.socket_open = false;
    c.welcomed = false;
    c.welcomed_at = 0;
    c.ping_sent_at = 0;
    c.answer_due_at = 0;
    c.asked_at = 0;
    c.in_doubt = false;
    for (OutstandingCommand& command : s.outstanding) command.sent = false;
    for (auto& [id, thread] : s.threads) {
        for (PendingMessage& pending : thread.pending) {
            if (!pending.sent || pending.taken) continue;
            pending.sent = false;
            touch_thread(thread);
        }
    }
}

void ReduceStep::sign_out(LinkProblem problem) {
    Connection& c = s.connection;
    if (c.link == Link::SignedOut) return;
    s.leaving = true;
    // Whoever was disabled does not come back for it.
    if (problem == LinkProblem::Disabled)
        forget_unsent();
    else
        keep_unsent();
    if (c.socket_open) effects_.push_back(CloseSocket{});
    socket_gone();
    c.link = Link::SignedOut;
    c.problem = problem;
    touch();
    effects_.push_back(GoToSignIn{});
}

void ReduceStep::set_offset(UnixMs server_time) {
    if (server_time <= 0) return;
    const std::int64_t offset = server_time - at_;
    if (std::llabs(offset - s.connection.clock_offset_ms) < kOffsetJitterMs) return;
    s.connection.clock_offset_ms = offset;
    update_now();
}

void ReduceStep::on(const SnapshotArrived& a) {
    Connection& c = s.connection;
    if (c.link != Link::Loading) return;  // of a try that was given up
    auto snapshot = read_snapshot(a.body);
    if (!snapshot.ok()) {
        const bool other = snapshot.error().code == ErrorCode::OtherVersion;
        // A socket will not be accepted either: only snapshots are asked for, until one can be read.
        c.snapshot_wanted = c.snapshot_wanted || other;
        return lose(other ? LinkProblem::OtherVersion : LinkProblem::SnapshotUnreadable, c.socket_open);
    }
    if (!c.snapshot_wanted) return open_socket();
    apply_snapshot(std::move(snapshot).value());
    if (c.socket_open) {
        say_hello();
    } else {
        open_socket();
    }
}

void ReduceStep::on(const SnapshotFailed& a) {
    if (s.connection.link != Link::Loading) return;
    if (a.http_status == 401 || a.http_status == 403) return sign_out(LinkProblem::Expired);
    lose(LinkProblem::SnapshotFailed, s.connection.socket_open);
}

void ReduceStep::on(const SocketOpened&) {
    Connection& c = s.connection;
    if (c.link != Link::Connecting || c.socket_open) return;
    c.socket_open = true;
    c.last_heard_at = at_;
    c.refused_zh.clear();
    c.refused_en.clear();
    say_hello();
}

void ReduceStep::on(const SocketClosed& a) {
    const Link link = s.connection.link;
    if (a.close_code == kCloseSignedOut && link != Link::Offline) return sign_out(LinkProblem::SignedOut);
    if (link == Link::Loading) return socket_gone();  // the snapshot is under way, a socket follows it
    if (link != Link::Connecting && link != Link::Live) return;
    const bool opened = s.connection.socket_open;
    lose(LinkProblem::SocketClosed, false);
    if (!opened) effects_.push_back(CheckSocket{});
    // Connecting again by itself it would only push out the next one, and so on around.
    s.connection.set_aside = a.close_code == kCloseTooMany;
}

void ReduceStep::on(const SocketChecked& a) {
    Connection& c = s.connection;
    if (c.link == Link::SignedOut || c.socket_open) return;
    if (a.http_status == 401) return sign_out(LinkProblem::Expired);
    std::string zh, en;
    if (a.http_status == 200 && c.attempts >= kTriesBeforeBlame) {
        // Not for once, as when the backend has just come back.
        zh = "网页能打开，但实时连接（WebSocket）打不开。请管理员检查反向代理是否转发 Upgrade 请求。";
        en = "Pages load, but the live connection (WebSocket) does not open. An administrator should check "
             "that the reverse proxy forwards Upgrade requests.";
    } else if (a.http_status == 200 || !take_refusal_words(a.body, zh, en)) {
        return;
    }
    if (c.refused_zh == zh) return;
    c.refused_zh = std::move(zh);
    c.refused_en = std::move(en);
    touch();
}

void ReduceStep::on(const NetworkChanged& a) {
    if (a.online && s.connection.link == Link::Offline && !s.connection.set_aside) return begin_try();
    probe();
}

void ReduceStep::on(const ReconnectPressed&) {
    if (s.connection.link == Link::Offline) return begin_try();
    probe();
}

void ReduceStep::on(const SignOutPressed& a) {
    flush_draft();
    s.leaving = true;
    if (a.discard)
        forget_unsent();
    else
        keep_unsent();
    // From here on nothing of the desk is shown, whatever becomes of the request and of the page.
    s.connection.link = Link::SignedOut;
    s.connection.problem = LinkProblem::Leaving;
    touch();
    effects_.push_back(SignOut{});
}

void ReduceStep::on(const SocketText& a) {
    Connection& c = s.connection;
    if (!c.socket_open) return;
    c.last_heard_at = at_;
    c.ping_sent_at = 0;
    c.answer_due_at = 0;
    c.asked_at = 0;
    if (std::exchange(c.in_doubt, false)) touch();
    const auto frame = read_server_frame(a.text);
    if (frame.ok()) {
        std::visit([this](const auto& f) { on_frame(f); }, *frame);
        return;
    }
    // A newer backend may say things this console does not know; what is numbered must be understood, though.
    const bool numbered = a.text.find("\"seq\"") != std::string::npos;
    if (frame.error().code == ErrorCode::UnknownKind && !numbered) return;
    c.snapshot_wanted = true;
    lose(LinkProblem::BadFrame, true);
}

void ReduceStep::on_frame(const Welcome& f) {
    Connection& c = s.connection;
    if (c.link != Link::Connecting || c.welcomed) return;
    if (f.seq < c.seq) {
        c.snapshot_wanted = true;
        return lose(LinkProblem::OtherEpoch, true);
    }
    c.epoch = f.epoch;  // the same stream, under the name that the backend knows it by now
    c.welcomed = true;
    c.welcomed_at = at_;
    c.head = f.seq;
    set_offset(f.server_time);
    if (c.seq >= c.head) become_live();
    send_outstanding();
    load_what_is_missing();
    // What could not be loaded meanwhile.
    if (Thread* thread = thread_of(s.selected); thread != nullptr && thread->failed) {
        fetch_part(s.selected, *thread);
    }
}

void ReduceStep::become_live() {
    s.connection.link = Link::Live;
    s.connection.problem = LinkProblem::None;
    s.leaving = false;
    touch();
    std::erase_if(s.outstanding, [](const OutstandingCommand& o) { return o.answered; });
}

void ReduceStep::on_frame(const Reload&) {
    Connection& c = s.connection;
    if (c.link != Link::Connecting && c.link != Link::Live) return;
    if (c.welcomed && at_ - c.welcomed_at >= kSteadyMs) c.attempts = 0;
    c.snapshot_wanted = true;
    c.welcomed = false;
    if (c.attempts >= kMaxReloadsInARow) return lose(LinkProblem::Reloads, true);
    ++c.attempts;
    c.link = Link::Loading;
    c.try_started_at = at_;
    touch();
    effects_.push_back(FetchSnapshot{});
}

bool ReduceStep::next_number(EventSeq seq) {
    Connection& c = s.connection;
    if (!c.welcomed || seq <= c.seq) return false;
    if (seq != c.seq + 1) {
        c.snapshot_wanted = true;
        lose(LinkProblem::Gap, true);
        return false;
    }
    c.seq = seq;
    return true;
}

void ReduceStep::on_frame(const EventFrame& f) {
    if (!next_number(f.seq)) return;
    std::visit([this](const auto& event) { on_event(event); }, f.event);
    if (s.connection.link == Link::Connecting && f.seq >= s.connection.head) become_live();
}

void ReduceStep::on_frame(const Skip& f) {
    if (!next_number(f.seq)) return;
    if (s.connection.link == Link::Connecting && f.seq >= s.connection.head) become_live();
}

void ReduceStep::on_frame(const SignedOut& f) {
    switch (f.reason) {
        case SignOutReason::Disabled:
            return sign_out(LinkProblem::Disabled);
        case SignOutReason::Expired:
            return sign_out(LinkProblem::Expired);
        case SignOutReason::SignedOut:
            break;
    }
    sign_out(LinkProblem::SignedOut);
}

void ReduceStep::on_frame(const BackendNotice& f) {
    s.connection.notice = f;
    touch();
}

void ReduceStep::on_frame(const Pong& f) {
    set_offset(f.server_time);
}

}  // namespace kf
