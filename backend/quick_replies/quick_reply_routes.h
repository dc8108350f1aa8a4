// Quick replies as a file, both ways.
//
//   GET  /api/quick_replies.csv      those of the desk and the agent's own
//   POST /api/quick_replies/import   such a file, ≤ 8 MB; answers
//        {"added","replaced","unchanged","refused":[{"line","code","zh","en"}],"refused_count"}
// Errors: 401 signed_out, 400 csv_not_utf8, csv_empty, csv_header_wrong, csv_too_many_rows,
// too_many_quick_replies, 429 import_running (one at a time of each user), 503 import_busy and store errors.
#pragma once

#include <cstddef>

#include "backend/http/router.h"
#include "backend/runtime/clock.h"

namespace kf {

class Loop;
class RequestIdentity;
class Store;
class WorkerPool;

constexpr std::size_t kMaxImports = 2;  // at the same time, of all users

// All outlive the router's server.
struct QuickReplyRouteParts {
    Loop& loop;
    WorkerPool& workers;  // files are read there
    Store& store;
    const RequestIdentity& identity;
    Clock clock;
};

void add_quick_reply_routes(Router& router, const QuickReplyRouteParts& parts);

}  // namespace kf
