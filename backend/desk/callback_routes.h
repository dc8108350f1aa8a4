// /callback/<corp_id>, where WeCom knocks: GET proves the address, POST brings news.
#pragma once

#include <memory>
#include <vector>

#include "backend/desk/corp_desk.h"
#include "backend/http/router.h"

namespace kf {

// `corps` outlives the router's server.
void add_callback_routes(Router& router, const std::vector<std::unique_ptr<CorpDesk>>& corps);

}  // namespace kf
