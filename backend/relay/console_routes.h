// What a console asks over HTTP, and the door to its WebSocket.
//
//   GET /api/snapshot                                      shared/protocol/protocol.h
//   GET /api/conversations/<id>
//   GET /api/ended_conversations?text=&corp=&account=&agent=&from=&to=&before=<last_at>.<id>&limit=
//       text: of the customer, at most 200 characters; agent: who answered last; from and to: ms since 1970,
//       of the last line, [from, to); before: `next` of the page above; limit 1–200, usually 50
//   GET /api/conversations/<id>/messages?before=|after=|around=&limit=
//   GET /api/conversations/<id>/details
//   POST /api/socket_check   200, or why a socket from this page would be refused
//   WS  /ws   needs the session cookie, an allowed Origin, and the sub-protocol kfdesk.v1
// Errors: 401 signed_out, 404 not_found (also for what the agent may not see), 400 bad_query, 503 reads_busy,
// store_failed.
//
// Snapshots and pages of conversations are read beside the loop: however many consoles come back at once, no
// message waits for them.
#pragma once

#include "backend/http/router.h"

namespace kf {

class Loop;
class OriginPolicy;
class ReaderPool;
class Relay;
class RequestIdentity;
class Store;
class WorkerPool;

// All outlive the router's server.
struct ConsoleRouteParts {
    Loop& loop;
    WorkerPool& workers;
    Store& store;
    Relay& relay;
    const RequestIdentity& identity;
    const OriginPolicy& origins;
    ReaderPool& reads;
};

void add_console_routes(Router& router, const ConsoleRouteParts& parts);

}  // namespace kf
