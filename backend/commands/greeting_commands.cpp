// SaveGreeting, DeleteGreeting (supervisors and administrators), SaveDeskSettings (administrators).
#include <algorithm>

#include "backend/commands/command_answers.h"
#include "backend/commands/content_checks.h"
#include "backend/commands/desk_command_handler.h"
#include "shared/base/utf8.h"

namespace kf {
namespace {

constexpr std::size_t kMaxSceneBytes = 256;
constexpr std::size_t kMaxMapAddressBytes = 2048;

bool supervises(const Agent& agent) {
    return !agent.disabled && agent.role != Role::Agent;
}

// What is wrong with the address that "open in a map" leads to.
std::optional<ErrorCode> map_address_problem(const std::string& address) {
    if (address.empty()) return std::nullopt;  // no map: coordinates can still be copied
    constexpr std::string_view kStart = "https://";
    if (!address.starts_with(kStart) || address.size() == kStart.size() || address[kStart.size()] == '/' ||
        address[kStart.size()] == '{') {
        return ErrorCode::MapAddressNotHttps;
    }
    // A placeholder in the host would let a customer's place name choose the site.
    const std::string_view host = std::string_view{address}.substr(
        kStart.size(), address.find_first_of("/?#", kStart.size()) - kStart.size());
    if (host.find('{') != std::string_view::npos || host.find('@') != std::string_view::npos) {
        return ErrorCode::MapAddressNotHttps;
    }
    const bool strange = std::any_of(address.begin(), address.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '"' || c == '<' || c == '>' ||
               c == '\\';
    });
    if (strange || address.size() > kMaxMapAddressBytes || !is_valid_utf8(address))
        return ErrorCode::MapAddressInvalid;
    if (address.find("{latitude}") == std::string::npos || address.find("{longitude}") == std::string::npos) {
        return ErrorCode::MapAddressWithoutPlace;
    }
    return std::nullopt;
}

}  // namespace

CommandAnswer DeskCommandHandler::run(const Asked& asked, const SaveGreeting& command) {
    const Greeting& greeting = command.greeting;
    if (!may_see(asked.agent, greeting.corp, greeting.account))
        return failed(asked.id, ErrorCode::UnknownAccount);
    if (!supervises(asked.agent)) return refused(asked.id, Refusal::NotAllowed);
    if (greeting.kind == GreetingKind::Closing && !greeting.scene.empty()) {
        return failed(asked.id, ErrorCode::ClosingHasNoScene);
    }
    if (greeting.scene.size() > kMaxSceneBytes || !is_valid_utf8(greeting.scene)) {
        return failed(asked.id, ErrorCode::SceneInvalid);
    }
    if (const auto problem = written_wrong(greeting.content, Occasion::OnEvent)) {
        return refused(asked.id, *problem);
    }
    return answer_to(asked.id, store_.save_greeting(greeting, clock_(), asked.by()));
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const DeleteGreeting& command) {
    if (!may_see(asked.agent, command.corp, command.account))
        return failed(asked.id, ErrorCode::UnknownAccount);
    if (!supervises(asked.agent)) return refused(asked.id, Refusal::NotAllowed);
    return answer_to(asked.id, store_.delete_greeting(command.corp, command.account, command.scene,
                                                      command.kind, clock_(), asked.by()));
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const SaveDeskSettings& command) {
    if (asked.agent.disabled || asked.agent.role != Role::Admin) {
        return failed(asked.id, ErrorCode::OnlyAdministrators);
    }
    if (const auto problem = map_address_problem(command.settings.map_address)) {
        return failed(asked.id, *problem);
    }
    return answer_to(asked.id, store_.save_desk_settings(command.settings, clock_(), asked.by()));
}

}  // namespace kf
