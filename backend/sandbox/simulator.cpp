#include "backend/sandbox/simulator.h"

#include <utility>

#include "backend/sandbox/api_dispatch.h"
#include "backend/sandbox/callback_envelope.h"
#include "backend/sandbox/control_api.h"
#include "backend/sandbox/picture.h"
#include "backend/sandbox/pictures.h"
#include "backend/sandbox/send_message.h"
#include "backend/sandbox/traffic.h"
#include "backend/sandbox/world.h"

namespace kf::sim {
namespace {

SimResponse not_found() {
    SimResponse response;
    response.status = 404;
    response.content_type = "text/plain; charset=utf-8";
    response.body = "404 not found\n";
    return response;
}

// /avatar/<id>.png: the picture an account was given, else one drawn from the id.
SimResponse avatar(const World& world, std::string_view name) {
    if (!name.ends_with(".png")) return not_found();
    name.remove_suffix(4);
    const std::string id(name);
    SimResponse response;
    response.headers.emplace_back("Cache-Control", "max-age=3600");
    const auto account = world.accounts.find(id);
    if (account != world.accounts.end() && !account->second.avatar_bytes.empty()) {
        response.body = account->second.avatar_bytes;
        response.content_type = response.body.starts_with("\x89PNG") ? "image/png" : "image/jpeg";
    } else {
        response.content_type = "image/png";
        response.body = account == world.accounts.end() ? draw_avatar(id) : draw_account_avatar(id);
    }
    return response;
}

}  // namespace

void reset_world(World& world, SimConfig config) {
    World fresh;
    fresh.clock = world.clock;
    fresh.revision = world.revision + 1;
    fresh.callbacks.begin_anew_after(world.callbacks);
    fresh.random.seed(config.random_seed != 0
                          ? config.random_seed
                          : (std::uint64_t{std::random_device{}()} << 32) ^ std::random_device{}());
    fresh.config = std::move(config);
    world = std::move(fresh);
    world.run_id = random_word(world, 12);
    seed(world);
}

Simulator::Simulator(SimConfig config, Clock clock)
    : world_(std::make_unique<World>()), traffic_(std::make_unique<Traffic>()) {
    world_->clock = std::move(clock);
    reset_world(*world_, std::move(config));
}

Simulator::~Simulator() = default;

SimResponse Simulator::handle(const SimRequest& request) {
    if (request.path.starts_with("/cgi-bin/")) return handle_api(*world_, request);
    if (request.path.starts_with("/control/")) return handle_control(*world_, *traffic_, request);
    if (request.path.starts_with("/picture/")) return serve_picture(*world_, request);
    constexpr std::string_view kAvatar = "/avatar/";
    if (request.path.starts_with(kAvatar))
        return avatar(*world_, std::string_view(request.path).substr(kAvatar.size()));
    return not_found();
}

SimResponse Simulator::handle(std::string method, std::string_view target, std::string body) {
    return handle(make_request(std::move(method), target, std::move(body)));
}

void Simulator::tick() {
    report_due_failures(*world_);
    traffic_->tick(*world_);
}

std::vector<CallbackJob> Simulator::take_due_callbacks() {
    auto jobs = world_->callbacks.take_due(world_->clock(), world_->faults, world_->random);
    if (world_->config.callback_url.empty()) {
        world_->callbacks.discard(jobs);
        return {};
    }
    for (auto& job : jobs) seal_callback(*world_, job);
    return jobs;
}

void Simulator::report_callback(const CallbackJob& job, bool delivered, const std::string& note,
                                UnixMs took_ms) {
    world_->callbacks.report(job, delivered, note, took_ms, world_->clock(), world_->config.callback_retry_ms,
                             world_->config.callback_tries);
    ++world_->revision;
}

Result<std::string> Simulator::verification_url(std::string& expected) {
    expected = std::to_string(world_->random());
    return sim::verification_url(*world_, expected);
}

void Simulator::set_public_base(const std::string& address) {
    world_->config.public_base = address;
}

std::int64_t Simulator::watched_revision(const SimRequest& request) const {
    if (request.path != "/control/messages") return world_->revision;
    const auto found = world_->conversations.find(
        conversation_key(request.param("open_kfid"), request.param("external_userid")));
    return world_->clock_moves + (found == world_->conversations.end() ? 0 : found->second.revision);
}

std::int64_t Simulator::revision() const {
    return world_->revision;
}

UnixMs Simulator::now_ms() const {
    return world_->now_ms();
}

}  // namespace kf::sim
