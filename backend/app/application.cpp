#include "backend/app/application.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "backend/app/callback_routes.h"
#include "backend/app/config_changes.h"
#include "backend/app/config_values.h"
#include "backend/app/corp_desk.h"
#include "backend/app/health_routes.h"
#include "backend/app/media_desk.h"
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
#include "backend/greetings/greeting_sender.h"
#include "backend/http/origin_policy.h"
#include "backend/http/security_headers.h"
#include "backend/http/static_files.h"
#include "backend/quick_replies/quick_reply_routes.h"
#include "backend/quick_replies/quick_reply_rules.h"
#include "backend/relay/console_routes.h"
#include "backend/relay/relay.h"
#include "backend/runtime/due_work.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"
#include "backend/search/search_routes.h"
#include "backend/search/search_service.h"
#include "backend/storage/database.h"
#include "backend/storage/due_kinds.h"
#include "backend/storage/reader_pool.h"
#include "backend/storage/sqlite_store.h"

namespace kf {

namespace {

// The sync of a corp takes at most 3 of them at a time, so that sending never waits behind a slow pull.
constexpr std::size_t kWecomThreads = 8;
// For codes that live for seconds: they wait for nothing else.
constexpr std::size_t kWecomUrgentThreads = 2;
// Files to and from WeCom: the fetcher's, and a few that are being sent.
constexpr std::size_t kTransferThreads = 7;
// Compression.
constexpr std::size_t kFrontThreads = 2;
// Snapshots and pages of conversations.
constexpr std::size_t kReadThreads = 2;

constexpr std::chrono::milliseconds kLookAtHealth{3'000};
constexpr std::chrono::milliseconds kTidyUp{10 * 60'000};
constexpr std::chrono::milliseconds kLookWhetherIdle{50};
constexpr std::chrono::milliseconds kBetweenIndexing{50};

HttpServerOptions server_options(const ServerConfig& config, const HttpLimits& limits) {
    HttpServerOptions options;
    if (const auto address = split_listen(config.listen)) {
        options.host = address->host;
        options.port = address->port;
    }
    options.tls_certificate = config.tls_certificate;
    options.tls_key = config.tls_key;
    options.max_connections = static_cast<std::size_t>(config.max_connections);
    options.max_connections_per_address = static_cast<std::size_t>(config.max_connections_per_address);
    options.behind_proxy = config.behind_proxy;
    options.public_https = config.public_url.starts_with("https://");
    options.limits = limits;
    return options;
}

bool in_foreign_frames(const ServerConfig& config) {
    return !config.allowed_origins.empty() ||
           std::any_of(config.frame_ancestors.begin(), config.frame_ancestors.end(),
                       [](const auto& site) { return site != "'self'"; });
}

}  // namespace

struct Application::Parts {
    Parts(Loop& the_loop, Config the_config, ApplicationOptions the_options,
          std::unique_ptr<DatabaseFile> file)
        : loop(the_loop),
          config(std::move(the_config)),
          options(std::move(the_options)),
          database(std::move(file)),
          users(*database),
          agents(loop, users, options.clock, {options.look_for_user_changes, options.agent_gone_after}),
          sessions(*database, options.sign_in_clock),
          origins({config.server.public_url, config.server.allowed_origins}),
          devices(*database, options.sign_in_clock),
          password_checks(loop),
          sign_in(password_checks, users, devices, options.sign_in_clock),
          tickets(options.sign_in_clock),
          identity(sessions, agents, in_foreign_frames(config.server)),
          files(config.server.static_dir) {}

    ~Parts() {
        // Tasks refer to the parts below: they end first.
        server.reset();
        wecom_workers.finish();
        transfer_workers.finish();
        front_workers.finish();
        password_checks.finish();
        search.reset();
        reads.reset();
    }

    Result<void> open() {
        TRY_ASSIGN(store, open_sqlite_store(*database, [this] { return agents.agents(); }));
        due = std::make_unique<DueWork>(loop, due_store(*store), options.clock, options.jitter);
        for (const auto& corp : config.corps) {
            TRY_ASSIGN(auto desk, CorpDesk::create(corp, loop, wecom_workers, transfer_workers, *store,
                                                   options.clock, options.jitter));
            corps.push_back(std::move(desk));
        }
        TRY_ASSIGN(media, MediaDesk::create(
                              config.media, config.storage.path, loop, *store, *due,
                              [this](const CorpId& corp) -> MediaApi* { return find_api(corp); },
                              options.clock, options.jitter));
        TRY_ASSIGN(search, SearchService::create(loop, *database));
        TRY_ASSIGN(reads, ReaderPool::create(loop, *database, kReadThreads));
        build_sending();
        relay = std::make_unique<Relay>(loop, *store, *commands, agents, sessions, options.clock);
        server = std::make_unique<HttpServer>(
            loop, make_router(),
            make_http_policy(
                origins, {config.server.frame_ancestors, config.server.public_url.starts_with("https://")}),
            server_options(config.server, options.http));
        return {};
    }

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
        for (const auto& corp : corps) {
            corp->sync().on_saved([this, id = corp->corp()](const AccountId& account, const PageSaved& page) {
                greetings->page_saved(id, account, page);
            });
        }
        DeskUsers desk_users{[this](const AgentId& login) { return agents.find(login); },
                             [this](const AgentId& login, Presence presence) -> Result<void> {
                                 agents.set_presence(login, presence);
                                 return {};
                             }};
        commands =
            std::make_unique<DeskCommandHandler>(*store, *outbox, std::move(desk_users), options.clock);
    }

    Router make_router() {
        Router router;
        add_callback_routes(router, corps);
        add_sign_in_routes(router, {sign_in, tickets, sessions, identity, agents, devices});
        add_account_routes(router,
                           {sign_in, password_checks, users, sessions, identity, agents, options.clock});
        add_console_routes(router, {loop, front_workers, *store, *relay, identity, origins, *reads});
        media->add_routes(router, identity);
        add_health_routes(
            router, {*store, *relay, corps, [this] { return server->counters(); },
                     [this] { return sign_in.refused(); }, options.clock, config.server.metrics_loopback_only,
                     *outbox, *greetings, *due, [this] { return media->disk_full(); }});
        add_search_routes(router, *search, identity);
        add_quick_reply_routes(router, {loop, front_workers, *store, identity, options.clock});
        add_chat_export_routes(router, {*store, identity, options.clock});
        router.otherwise([this](const Request& request, const Responder& respond) {
            if (request.path == "/" && files.has("/login.html") && !identity.who(request))
                return respond(redirect("/login"));
            auto response = files.answer(request);
            if (request.path == "/login" || request.path == "/login.html")
                forget_ended_session(identity, request, response);
            respond(std::move(response));
        });
        return router;
    }

    Result<std::uint16_t> start() {
        TRY(agents.start());
        front_workers.run(load_pinyin_rules);  // no message waits until the first quick reply has loaded them
        // First the stream, so that consoles learn of a change before what follows from it.
        agents.on_changed([this](const AgentDirectory::Change& change) {
            if (const auto saved = store->agent_changed(change.agent, options.clock()); !saved)
                log_error_of("app.agent_not_saved", saved.error(), {{"agent", change.agent.id}});
        });
        relay->start();
        TRY_ASSIGN(const auto port, server->start());
        for (const auto& corp : corps) {
            corp->health().on_changed([this] { show_notice(); });
            corp->sync().start();
        }
        if (!config.server.static_dir.empty() && !files.has("/index.html"))
            log_warn("app.no_console", {{"static_dir", config.server.static_dir}});
        media->start();
        greetings->start();
        due->start();
        outbox->wake();
        show_notice();
        look_at_health();
        tidy_up();
        index_older();
        return port;
    }

    // With several corps the worst finding is shown.
    void show_notice() {
        CorpDesk* worst = nullptr;
        for (const auto& corp : corps)
            if (worst == nullptr || corp->health().alarm() > worst->health().alarm()) worst = corp.get();
        if (worst == nullptr) return;
        relay->set_notice(worst->health().notice());
        // A lesser alarm leaves sending alone, or stops some of it.
        if (worst->health().alarm() >= Alarm::Unreachable) return;
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

    void reload(const Config& fresh) {
        if (stopped) return;
        for (const auto& key : waiting_for_restart(config, fresh))
            log_warn("config.needs_restart", {{"key", key}});
        for (const auto& corp : corps) {
            for (const auto& given : fresh.corps) {
                if (given.corp_id != corp->corp()) continue;
                if (const auto taken = corp->reload(given); !taken)
                    log_error_of("config.corp_not_reloaded", taken.error(), {{"corp", corp->corp()}});
            }
        }
        if (!config.server.tls_certificate.empty() && !fresh.server.tls_certificate.empty())
            if (const auto taken = server->reload_tls(fresh.server.tls_certificate, fresh.server.tls_key);
                !taken)
                log_error_of("config.tls_not_reloaded", taken.error());
        log_info("config.reloaded");
    }

    // What is from before there was a search; in the pauses the loop serves everybody else.
    void index_older() {
        if (!store->index_older(options.clock())) return;
        index_timer = loop.after(kBetweenIndexing, [this] { index_older(); });
    }

    void stop(std::function<void(Stopped)> done) {
        if (stopped) return;
        stopped = std::move(done);
        stop_before = std::chrono::steady_clock::now() + options.stop_time;
        server->stop();
        for (const auto& corp : corps) {
            corp->sync().stop();
            corp->api().stop_repeating();
        }
        outbox->stop();
        due->stop();
        media->stop();
        greetings->stop();
        wait_until_idle();
    }

    void wait_until_idle() {
        bool idle =
            server->counters().connections == 0 && outbox->under_way() == 0 && greetings->under_way() == 0;
        for (const auto& corp : corps) idle = idle && corp->api().in_flight() == 0;
        const bool time_ran_out = std::chrono::steady_clock::now() >= stop_before;
        if (!idle && !time_ran_out) {
            stop_timer = loop.after(kLookWhetherIdle, [this] { wait_until_idle(); });
            return;
        }
        health_timer.cancel();
        tidy_timer.cancel();
        index_timer.cancel();
        agents.stop();
        server->close_all();
        stopped(idle ? Stopped::Clean : Stopped::TimeRanOut);
    }

    Loop& loop;
    Config config;
    ApplicationOptions options;
    WorkerPool transfer_workers{kTransferThreads};
    WorkerPool wecom_workers{kWecomThreads, kWecomUrgentThreads};
    WorkerPool front_workers{kFrontThreads};

    std::unique_ptr<DatabaseFile> database;
    Users users;
    AgentDirectory agents;
    WebSessions sessions;
    OriginPolicy origins;
    KnownDevices devices;
    PasswordChecks password_checks;
    SignIn sign_in;
    SignInTickets tickets;
    RequestIdentity identity;
    StaticFiles files;

    std::unique_ptr<Store> store;
    std::unique_ptr<DueWork> due;
    std::unique_ptr<SearchService> search;
    std::unique_ptr<ReaderPool> reads;
    std::vector<std::unique_ptr<CorpDesk>> corps;
    std::unique_ptr<MediaDesk> media;
    std::unique_ptr<OutboxSender> outbox;
    std::unique_ptr<SessionCloser> closer;
    std::unique_ptr<GreetingSender> greetings;
    std::unique_ptr<DeskCommandHandler> commands;
    std::unique_ptr<Relay> relay;
    std::unique_ptr<HttpServer> server;

    Timer health_timer, tidy_timer, index_timer, stop_timer;
    std::function<void(Stopped)> stopped;
    std::chrono::steady_clock::time_point stop_before;
};

Application::Application(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Application::~Application() = default;

Result<std::unique_ptr<Application>> Application::create(Loop& loop, Config config,
                                                         ApplicationOptions options) {
    TRY_ASSIGN(auto database, DatabaseFile::open(config.storage.path, options.database));
    auto parts = std::make_unique<Parts>(loop, std::move(config), std::move(options), std::move(database));
    TRY(parts->open());
    return std::unique_ptr<Application>(new Application(std::move(parts)));
}

Result<std::uint16_t> Application::start() {
    return parts_->start();
}

void Application::stop(std::function<void(Stopped)> done) {
    parts_->stop(std::move(done));
}

void Application::reload(const Config& fresh) {
    parts_->reload(fresh);
}

Users& Application::users() {
    return parts_->users;
}

Store& Application::store() {
    return *parts_->store;
}

SignInTickets& Application::tickets() {
    return parts_->tickets;
}

void Application::clock_jumped() {
    parts_->relay->tell_time();
    parts_->outbox->wake();
    parts_->due->wake();
}

void Application::look_for_users() {
    parts_->agents.look();
}

}  // namespace kf
