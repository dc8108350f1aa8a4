// The pages of a desk: the console at "/", the sign-in page, and their files.
#pragma once

#include <string>
#include <string_view>

#include "backend/desk/desk_config.h"
#include "backend/http/router.h"

namespace kf {

class RequestIdentity;
class StaticFiles;

// All outlive the router.
struct PageParts {
    StaticFiles& files;
    const RequestIdentity& identity;
    const DeskConfig& desk;
};

// Answers what no other route does, so it is added last.
void add_page_routes(Router& router, const PageParts& parts);

// The sign-in page, saying to whose desk it leads: `name` in place of the line that the page keeps for it.
// Nothing when the page has no such line.
[[nodiscard]] std::string named_sign_in_page(std::string_view page, std::string_view name);

}  // namespace kf
