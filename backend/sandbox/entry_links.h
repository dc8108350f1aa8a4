// Customer links (客服链接): making them, and what it means when a customer opens one (reference 2).
#pragma once

#include <optional>
#include <string>

#include "backend/sandbox/world.h"

namespace kf::sim {

[[nodiscard]] bool is_scene(const std::string& scene);  // [0-9a-zA-Z_-]*

// The link for this scene; the same one each time.
std::string entry_link(World& world, Account& account, const std::string& scene);

struct OpenedLink {
    Account* account = nullptr;
    bool genuine = false;  // false: edited in a way WeCom does not accept, so no enter_session is raised
    std::string scene;
    std::string scene_param;
};
// Empty when the link leads to no account at all.
std::optional<OpenedLink> open_link(World& world, const std::string& link);

[[nodiscard]] std::string account_avatar_url(const World& world, const Account& account);
// The path here of what the simulator's own pages show; those of other hosts are not theirs to ask.
[[nodiscard]] std::string drawn_avatar(const Customer& customer);
[[nodiscard]] std::string customer_avatar_url(const World& world, const Customer& customer);

}  // namespace kf::sim
