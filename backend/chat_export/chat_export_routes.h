// Files of chats over HTTP: one conversation for supervisors and administrators, accounts and times for
// administrators.
#pragma once

#include <cstddef>

#include "backend/http/router.h"
#include "backend/runtime/clock.h"

namespace kf {

class RequestIdentity;
class Store;

struct ChatExportRouteParts {
    Store& store;
    const RequestIdentity& identity;
    Clock clock;
};

// GET /api/chats.jsonl and /api/chats.csv. Query: conversation=<id>, or account=<open_kfid or nothing>,
// from=<ms>, to=<ms>; for the CSV also lang=en, utc_offset=<minutes>. No more than kMaxExportsOfUser of one
// user at a time (429 export_running), and kMaxExports of all (503 export_busy); one that nobody takes is cut
// off by the server (HttpLimits::write_time).
void add_chat_export_routes(Router& router, const ChatExportRouteParts& parts);

constexpr std::size_t kMaxExportsOfUser = 2;
constexpr std::size_t kMaxExports = 16;

}  // namespace kf
