#include "backend/relay/relay.h"

#include <algorithm>
#include <utility>

#include "backend/runtime/log.h"
#include "shared/desk/recalled.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {

namespace {

// FNV-1a: short, the same on every machine, and nothing depends on nobody finding a collision.
std::uint64_t mix(std::uint64_t hash, std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return (hash ^ 0xff) * 1099511628211ull;  // ends the item
}

// Without the run: "<store>.<rights>."
std::string lasting_epoch(const Store& store, const Agent& agent) {
    std::uint64_t hash = mix(14695981039346656037ull, to_word(agent.role));
    auto accounts = agent.accounts;
    std::sort(accounts.begin(), accounts.end());
    for (const auto& served : accounts) {
        // A user whose accounts name no corp has the epoch of before.
        if (!served.corp.empty()) hash = mix(hash, served.corp.value);
        hash = mix(hash, served.account.value);
    }
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string rights;
    for (int shift = 28; shift >= 0; shift -= 4) rights.push_back(kHex[(hash >> shift) & 15]);
    return store.epoch() + "." + rights + ".";
}

}  // namespace

bool may_receive(const Agent& agent, const Audience& audience) {
    if (!audience.agent.empty() && audience.agent != agent.id) return false;
    return audience.account.empty() || may_see(agent, audience.corp, audience.account);
}

std::string console_epoch(const Store& store, const Agent& agent) {
    return lasting_epoch(store, agent) + store.run();
}

std::string_view cannot_resume(const Store& store, const Agent& agent, std::string_view epoch, EventSeq seq) {
    if (epoch.empty()) return "no_snapshot";
    const auto lasting = lasting_epoch(store, agent);
    if (!epoch.starts_with(lasting))
        return epoch.starts_with(store.epoch() + ".") ? "rights_changed" : "other_epoch";
    // The store was put back: from a copy that is older than the run, or has gone other ways since.
    if (!store.went_through(epoch.substr(lasting.size()), seq)) return "other_epoch";
    if (seq + 1 < store.oldest()) return "history_gone";
    return "";
}

Relay::Relay(Loop& loop, Store& store, CommandHandler& commands, AgentDirectory& agents,
             WebSessions& sessions, Clock clock, RelayOptions options)
    : loop_(loop),
      store_(store),
      commands_(commands),
      agents_(agents),
      sessions_(sessions),
      clock_(std::move(clock)),
      options_(options) {}

Relay::~Relay() = default;

void Relay::start() {
    store_.on_published([this](const std::vector<StoredEvent>& events) { published(events); });
    agents_.on_changed([this](const AgentDirectory::Change& change) { agent_changed(change); });
    sessions_.on_ended([this](const std::string& session) { session_ended(session); });
    look_for_expired_sessions();
}

std::shared_ptr<Console> Relay::new_console(const Agent& agent, const std::string& session_hash) {
    auto& known = users_[session_hash];
    auto user = known.lock();
    if (!user) {
        user = std::make_shared<ConsoleUser>(ConsoleUser{agent, session_hash});
        known = user;
    }
    user->agent = agent;
    // The connection holds its console weakly: until it is open, somebody must hold it.
    auto console = std::make_shared<Console>(*this, std::move(user));
    connecting_.push_back(console);
    return console;
}

void Relay::opened(Console& console) {
    const auto held = console.shared_from_this();
    std::erase(connecting_, held);
    console.place = consoles_.size();
    console.number = ++last_number_;
    consoles_.push_back(held);
    const AgentId& agent = console.user().agent.id;
    agents_.socket_opened(agent);
    if (++open_of_user_[agent] > kMaxConsolesPerUser) close_oldest(agent);
    if (closing_) console.send_away();
}

void Relay::close_oldest(const AgentId& agent) {
    Console* oldest = nullptr;
    for (const auto& console : consoles_)
        if (!console->is_set_aside() && console->user().agent.id == agent &&
            (oldest == nullptr || console->number < oldest->number))
            oldest = console.get();
    if (oldest == nullptr) return;
    log_info("relay.too_many_consoles", {{"agent", agent}});
    --open_of_user_[agent];
    oldest->set_aside();
}

void Relay::closed(Console& console) {
    if (console.place == Console::kNoPlace) {  // it never opened
        std::erase_if(connecting_, [&console](const auto& item) { return item.get() == &console; });
        return;
    }
    const auto held = consoles_[console.place];
    consoles_[console.place] = std::move(consoles_.back());
    consoles_[console.place]->place = console.place;
    consoles_.pop_back();
    const AgentId& agent = console.user().agent.id;
    agents_.socket_closed(agent);
    if (console.is_set_aside()) return;
    const auto open = open_of_user_.find(agent);
    if (open != open_of_user_.end() && --open->second == 0) open_of_user_.erase(open);
}

const std::string& Relay::text_for(const StoredEvent& event, const Agent& agent) const {
    if (event.blanked.empty() || may_read_recalled(agent, store_.desk_settings())) return event.json;
    return event.blanked;
}

SharedText Relay::frame_for(const StoredEvent& event, const Agent& agent) {
    ++counters_.frames;
    const bool may = may_receive(agent, event.audience);
    const auto form = !may                                     ? FrameForm::Skipped
                      : &text_for(event, agent) == &event.json ? FrameForm::Whole
                                                               : FrameForm::Blanked;
    return recent_.frame(event, form, now());
}

void Relay::close_all() {
    closing_ = true;
    timer_.cancel();
    const auto open = consoles_;  // a peer may tell of its end at once
    for (const auto& console : open) console->send_away();
}

void Relay::published(const std::vector<StoredEvent>& events) {
    if (closing_) return;
    counters_.events += events.size();
    for (const auto& event : events) recent_.add(event.seq, now());
    // Each console on its own, as one may fall behind where others follow.
    const auto& held_back = agents_.held_back();
    for (std::size_t i = 0; i < consoles_.size(); ++i) {
        const auto console = consoles_[i];
        if (held_back.contains(console->user().agent.id)) continue;
        for (const auto& event : events) {
            if (!console->live()) break;
            if (console->falls_behind()) {
                ++counters_.fell_behind;
                break;
            }
            console->push(event.seq, frame_for(event, console->user().agent));
        }
    }
}

void Relay::set_notice(NoticeOf of) {
    if (closing_) return;
    notice_of_ = std::move(of);
    std::unordered_map<std::string, BackendNotice> known;  // by session: a user's consoles come together
    for (const auto& console : consoles_) {
        if (!console->greeted()) continue;
        const ConsoleUser& user = console->user();
        const auto [notice, first] = known.try_emplace(user.session);
        if (first) notice->second = notice_of(user.agent);
        console->notice(notice->second);
    }
}

void Relay::tell_time() {
    if (closing_) return;
    const auto frame = shared_text(write_server_frame(Pong{now()}));
    for (const auto& console : consoles_)
        if (console->greeted()) console->send(frame);
}

void Relay::agent_changed(const AgentDirectory::Change& change) {
    if (closing_) return;
    const auto& agent = change.agent;
    std::erase_if(users_, [](const auto& item) { return item.second.expired(); });
    for (const auto& [session, weak] : users_)
        if (const auto user = weak.lock(); user && user->agent.id == agent.id) user->agent = agent;
    if (agent.disabled) {
        for (const auto& console : consoles_)
            if (console->user().agent.id == agent.id) console->sign_out(SignOutReason::Disabled);
        if (const auto ended = sessions_.end_all(agent.id); !ended)
            log_error_of("relay.sessions_not_ended", ended.error(), {{"agent", agent.id}});
        return;
    }
    // A new password, perhaps in one of the sessions, which goes on; or disabled and enabled again since we
    // looked, of which nothing is to be seen but that the sessions went.
    if (change.stored) sessions_.end_removed(agent.id);
    if (change.rights) {
        for (const auto& console : consoles_)
            if (console->user().agent.id == agent.id && console->greeted()) console->reload("rights_changed");
    }
}

void Relay::session_ended(const std::string& session_hash) {
    if (closing_) return;
    for (const auto& console : consoles_)
        if (console->user().session == session_hash) console->sign_out(SignOutReason::SignedOut);
}

void Relay::look_for_expired_sessions() {
    for (const auto& console : consoles_)
        if (!sessions_.alive(console->user().session)) console->sign_out(SignOutReason::Expired);
    timer_ = loop_.after(options_.look_for_expired, [this] { look_for_expired_sessions(); });
}

}  // namespace kf
