#include "backend/desk/desk.h"

#include <algorithm>
#include <utility>

#include "backend/auth/account_routes.h"
#include "backend/auth/agent_directory.h"
#include "backend/auth/known_devices.h"
#include "backend/auth/password_checks.h"
#include "backend/auth/request_identity.h"
#include "backend/auth/sign_in.h"
#include "backend/auth/sign_in_routes.h"
#include "backend/auth/users.h"
#include "backend/auth/web_sessions.h"
#include "backend/chat_export/chat_export_routes.h"
#include "backend/commands/desk_command_handler.h"
#include "backend/commands/outbox_sender.h"
#include "backend/commands/session_closer.h"
#include "backend/desk/callback_routes.h"
#include "backend/desk/corp_desk.h"
#include "backend/desk/media_desk.h"
#include "backend/desk/page_routes.h"
#include "backend/greetings/greeting_sender.h"
#include "backend/quick_replies/quick_reply_routes.h"
#include "backend/quick_replies/quick_reply_rules.h"
#include "backend/relay/console_routes.h"
#include "backend/relay/relay.h"
#include "backend/runtime/due_work.h"
#include "backend/runtime/log.h"
#include "backend/runtime/log_desk.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"
#include "backend/search/search_routes.h"
#include "backend/search/search_service.h"
#include "backend/storage/due_kinds.h"
#include "backend/storage/reader_pool.h"
#include "backend/storage/sqlite_store.h"

namespace kf {

namespace {

// Compression.
constexpr std::size_t kFrontThreads = 2;
// Snapshots and pages of conversations.
constexpr std::size_t kReadThreads = 2;

constexpr std::chrono::milliseconds kLookAtHealth{3'000};
constexpr std::chrono::milliseconds kTidyUp{10 * 60'000};
constexpr std::chrono::milliseconds kBetweenIndexing{50};
constexpr std::chrono::milliseconds kLookWhetherLeft{200};

}  // namespace

struct Desk::Parts {
    Parts(const DeskSurroundings& the_surroundings, const DeskConfig& the_config,
          const DeskOptions& the_options, std::unique_ptr<DatabaseFile> file)
        : around(the_surroundings),
          loop(the_surroundings.loop),
          options(the_options),
          database(std::move(file)),
          users(*database),
          agents(loop, users, options.clock, {options.look_for_user_changes, options.agent_gone_after}),
          sessions(*database, options.sign_in_clock),
          devices(*database, options.sign_in_clock),
          password_checks(loop),
          sign_in(password_checks, users, devices, options.sign_in_clock),
          tickets(options.sign_in_clock),
          identity(sessions, agents, around.in_foreign_frames, the_config.id) {}

    ~Parts() {
        // Tasks refer to the parts below: they end first.
        finish_workers();
        search.reset();
        reads.reset();
    }

    void finish_workers() {
        for (const auto& corp : corps) corp->finish_workers();
        for (const auto& corp : leaving) corp->finish_workers();
        front_workers.finish();
        password_checks.finish();
        if (media) media->finish_workers();
    }

    Result<void> open(const DeskConfig& config, const MediaConfig& media_config) {
        TRY_ASSIGN(store, open_sqlite_store(*database, [this] { return agents.agents(); }));
        due = std::make_unique<DueWork>(loop, due_store(*store), options.clock, options.jitter);
        for (const auto& corp : config.corps) {
            TRY_ASSIGN(auto desk, CorpDesk::create(corp, loop, *store, options.clock, options.jitter));
            corps.push_back(std::move(desk));
        }
        TRY_ASSIGN(media, MediaDesk::create(
                              media_config, config.folder, loop, *store, *due,
                              [this](const CorpId& corp) -> MediaApi* { return find_api(corp); },
                              options.clock, options.jitter));
        TRY_ASSIGN(search, SearchService::create(loop, *database));
        TRY_ASSIGN(reads, ReaderPool::create(loop, *database, kReadThreads));
        build_sending();
        relay = std::make_unique<Relay>(loop, *store, *commands, agents, sessions, options.clock);
        for (const auto& corp : corps) listen_to(*corp);
        return {};
    }

    // Asked for again whenever an answer has come: the corp may have gone meanwhile.
    HttpWecomApi* find_api(const CorpId& corp) {
        for (const auto& desk : corps)
            if (desk->corp() == corp) return &desk->api();
        return nullptr;
    }

    void build_sending() {
        const ApiOfCorp api = [this](const CorpId& corp) -> WecomApi* { return find_api(corp); };
        outbox = std::make_unique<OutboxSender>(loop, *store, api, media->keeper(), options.clock,
                                                OutboxOptions{8, options.jitter});
        closer = std::make_unique<SessionCloser>(*due, *store, api, options.clock);
        greetings = std::make_unique<GreetingSender>(loop, *store, api, options.clock);
        closer->on_ended([this](const Conversation& ended, const std::string& code, UnixMs answered_at) {
            greetings->session_ended(ended, code, answered_at);
        });
        DeskUsers desk_users{[this](const AgentId& login) { return agents.find(login); },
                             [this](const AgentId& login, Presence presence) -> Result<void> {
                                 agents.set_presence(login, presence);
                                 return {};
                             }};
        commands =
            std::make_unique<DeskCommandHandler>(*store, *outbox, std::move(desk_users), options.clock);
    }

    void listen_to(CorpDesk& corp) {
        corp.sync().on_saved([this, id = corp.corp()](const AccountId& account, const PageSaved& page) {
            greetings->page_saved(id, account, page);
        });
        corp.health().on_changed([this, &corp] { health_changed(corp, corp.health().alarm()); });
    }

    std::shared_ptr<Router> make_router(const DeskConfig& config) {
        auto made = std::make_shared<Router>();
        Router& router = *made;
        add_callback_routes(router, corps);
        add_sign_in_routes(router, {sign_in, tickets, sessions, identity, agents, devices});
        add_account_routes(router,
                           {sign_in, password_checks, users, sessions, identity, agents, options.clock});
        add_console_routes(router, {loop, front_workers, *store, *relay, identity, around.origins, *reads});
        media->add_routes(router, identity);
        add_search_routes(router, *search, identity);
        add_quick_reply_routes(router, {loop, front_workers, *store, identity, options.clock});
        add_chat_export_routes(router, {*store, identity, options.clock});
        add_page_routes(router, {around.files, identity, config});
        return made;
    }

    Result<void> start() {
        TRY(agents.start());
        front_workers.run(load_pinyin_rules);  // no message waits until the first quick reply has loaded them
        // First the stream, so that consoles learn of a change before what follows from it.
        agents.on_changed([this](const AgentDirectory::Change& change) {
            if (const auto saved = store->agent_changed(change.agent, options.clock()); !saved)
                log_error_of("app.agent_not_saved", saved.error(), {{"agent", change.agent.id}});
        });
        relay->start();
        return {};
    }

    void begin_work() {
        working = true;
        for (const auto& corp : corps) corp->sync().start();
        media->start();
        greetings->start();
        due->start();
        outbox->wake();
        due->hasten(kTellEnd);
        show_notices();
        look_at_health();
        tidy_up();
        index_older();
    }

    // Of several corps that the user serves the worst finding is shown.
    BackendNotice notice_for(const Agent& agent) const {
        CorpDesk* worst = nullptr;
        for (const auto& corp : corps) {
            if (!serves(agent, corp->corp())) continue;
            if (worst == nullptr || corp->health().alarm() > worst->health().alarm()) worst = corp.get();
        }
        return worst == nullptr ? BackendNotice{} : worst->health().notice();
    }

    // As long as WeCom has listed no account of the corp, it may be anybody's.
    bool serves(const Agent& agent, const CorpId& corp) const {
        if (agent.accounts.empty()) return true;
        const auto accounts = store->accounts(corp);
        return accounts.empty() ||
               std::any_of(accounts.begin(), accounts.end(), [&agent](const Account& account) {
                   return may_see(agent, account.corp, account.id);
               });
    }

    void show_notices() {
        relay->set_notice([this](const Agent& agent) { return notice_for(agent); });
    }

    void health_changed(const CorpDesk& corp, Alarm alarm) {
        if (!working) return;
        show_notices();
        // A lesser alarm leaves the corp's sending alone, or stops some of it.
        if (alarm >= Alarm::Unreachable) return log_debug("desk.sending_held", {{"corp", corp.corp()}});
        outbox->wake();
        due->hasten(kTellEnd);
    }

    void look_at_health() {
        for (const auto& corp : corps) corp->health().tick(options.clock());
        health_timer = loop.after(kLookAtHealth, [this] { look_at_health(); });
    }

    void tidy_up() {
        sessions.sweep();
        devices.sweep();
        store->trim_events(options.clock());
        tidy_timer = loop.after(kTidyUp, [this] { tidy_up(); });
    }

    // What is from before there was a search; in the pauses the loop serves everybody else.
    void index_older() {
        if (!store->index_older(options.clock())) return;
        index_timer = loop.after(kBetweenIndexing, [this] { index_older(); });
    }

    void reload(const std::vector<CorpConfig>& fresh) {
        if (stopped) return;
        const auto given = [&fresh](const CorpId& id) {
            return std::find_if(fresh.begin(), fresh.end(),
                                [&id](const CorpConfig& corp) { return corp.corp_id == id; });
        };
        for (auto corp = corps.begin(); corp != corps.end();) {
            const auto now = given((*corp)->corp());
            if (now == fresh.end()) {
                log_info("desk.corp_left", {{"corp", (*corp)->corp()}});
                (*corp)->stop();
                leaving.push_back(std::move(*corp));
                corp = corps.erase(corp);
                continue;
            }
            if (const auto taken = (*corp)->reload(*now); !taken)
                log_error_of("config.corp_not_reloaded", taken.error(), {{"corp", (*corp)->corp()}});
            ++corp;
        }
        for (const auto& corp : fresh)
            if (find_api(corp.corp_id) == nullptr) take_in(corp);
        drop_those_who_left();
        if (working) show_notices();
    }

    void take_in(const CorpConfig& config) {
        auto corp = CorpDesk::create(config, loop, *store, options.clock, options.jitter);
        if (!corp) return log_error_of("desk.corp_not_taken", corp.error(), {{"corp", config.corp_id}});
        log_info("desk.corp_came", {{"corp", config.corp_id}});
        listen_to(**corp);
        if (working) (*corp)->sync().start();
        corps.push_back(std::move(*corp));
        // What waited for it in vain goes on.
        outbox->wake();
        due->hasten(kTellEnd);
    }

    // A corp that was taken out stays until its calls are answered, as whoever made one waits for that.
    void drop_those_who_left() {
        std::erase_if(leaving, [](const auto& corp) { return corp->api().in_flight() == 0; });
        if (!leaving.empty()) leave_timer = loop.after(kLookWhetherLeft, [this] { drop_those_who_left(); });
    }

    void stop() {
        if (std::exchange(stopped, true)) return;
        for (const auto& corp : corps) corp->stop();
        outbox->stop();
        due->stop();
        media->stop();
        greetings->stop();
    }

    void shut() {
        shutting = true;
        relay->close_all();
        for (Timer* timer : {&health_timer, &tidy_timer, &index_timer}) timer->cancel();
        agents.stop();
    }

    [[nodiscard]] bool idle() const {
        bool idle = outbox->under_way() == 0 && greetings->under_way() == 0 && leaving.empty();
        for (const auto& corp : corps) idle = idle && corp->api().in_flight() == 0;
        return idle && (!shutting || relay->consoles() == 0);
    }

    DeskSurroundings around;
    Loop& loop;
    DeskOptions options;
    WorkerPool front_workers{kFrontThreads};

    std::unique_ptr<DatabaseFile> database;
    Users users;
    AgentDirectory agents;
    WebSessions sessions;
    KnownDevices devices;
    PasswordChecks password_checks;
    SignIn sign_in;
    SignInTickets tickets;
    RequestIdentity identity;

    std::unique_ptr<Store> store;
    std::unique_ptr<DueWork> due;
    std::unique_ptr<SearchService> search;
    std::unique_ptr<ReaderPool> reads;
    std::vector<std::unique_ptr<CorpDesk>> corps;
    std::vector<std::unique_ptr<CorpDesk>> leaving;  // not configured any more; see drop_those_who_left()
    std::unique_ptr<MediaDesk> media;
    std::unique_ptr<OutboxSender> outbox;
    std::unique_ptr<SessionCloser> closer;
    std::unique_ptr<GreetingSender> greetings;
    std::unique_ptr<DeskCommandHandler> commands;
    std::unique_ptr<Relay> relay;

    Timer health_timer, tidy_timer, index_timer, leave_timer;
    bool working = false;
    bool stopped = false;
    bool shutting = false;
    LogDesk log_of = log_desk();
};

Desk::Desk(DeskConfig config, DeskOptions options)
    : config_(std::move(config)), options_(std::move(options)) {}

Desk::~Desk() {
    if (router_) router_->close();
}

Result<std::unique_ptr<Desk>> Desk::create(const DeskSurroundings& around, DeskConfig config,
                                           const MediaConfig& media, DeskOptions options,
                                           std::unique_ptr<DatabaseFile> database) {
    const LogDeskScope scope(config.id.empty() ? nullptr : std::make_shared<const std::string>(config.id));
    std::unique_ptr<Desk> desk(new Desk(std::move(config), std::move(options)));
    desk->parts_ = std::make_unique<Parts>(around, desk->config_, desk->options_, std::move(database));
    TRY(desk->parts_->open(desk->config_, media));
    desk->router_ = desk->parts_->make_router(desk->config_);
    return desk;
}

Result<void> Desk::start() {
    const LogDeskScope scope(parts_->log_of);
    return parts_->start();
}

void Desk::begin_work() {
    const LogDeskScope scope(parts_->log_of);
    parts_->begin_work();
}

void Desk::reload(const DeskConfig& fresh) {
    config_.name = fresh.name;
    config_.hosts = fresh.hosts;
    config_.corps = fresh.corps;
    const LogDeskScope scope(parts_->log_of);
    parts_->reload(fresh.corps);
}

void Desk::stop() {
    const LogDeskScope scope(parts_->log_of);
    parts_->stop();
}

void Desk::shut() {
    const LogDeskScope scope(parts_->log_of);
    parts_->shut();
    if (router_) router_->close();
    router_.reset();
}

bool Desk::idle() const {
    return parts_->idle();
}

void Desk::finish_workers() {
    parts_->finish_workers();
}

bool Desk::is_signed_in(const Request& request) const {
    const LogDeskScope scope(parts_->log_of);
    return parts_->identity.who(request).has_value();
}

Users& Desk::users() {
    return parts_->users;
}

Store& Desk::store() const {
    return *parts_->store;
}

SignInTickets& Desk::tickets() {
    return parts_->tickets;
}

void Desk::clock_jumped() {
    const LogDeskScope scope(parts_->log_of);
    parts_->relay->tell_time();
    parts_->outbox->wake();
    parts_->due->wake();
}

void Desk::look_for_users() {
    const LogDeskScope scope(parts_->log_of);
    parts_->agents.look();
}

const std::vector<std::unique_ptr<CorpDesk>>& Desk::corps() const {
    return parts_->corps;
}

const Relay& Desk::relay() const {
    return *parts_->relay;
}

const OutboxSender& Desk::outbox() const {
    return *parts_->outbox;
}

const GreetingSender& Desk::greetings() const {
    return *parts_->greetings;
}

const DueWork& Desk::due() const {
    return *parts_->due;
}

bool Desk::media_disk_full() const {
    return parts_->media->disk_full();
}

std::uint64_t Desk::refused_sign_ins() const {
    return parts_->sign_in.refused();
}

}  // namespace kf
