// GET /api/search?q=&conversation=&corp=&account=&agent=&customer=&type=&from=&to=&before=<message id>&limit=
//
// Answers SearchPage (shared/protocol/protocol.h), newest first, of what the agent may see; the rest comes
// with `before`. q: words parted by spaces, all must occur (shared/search/search_terms.h). from and to: ms
// since 1970, [from, to). agent: who wrote it, a user's login or a servicer's id. type: msgtypes parted by
// commas, any of them. Without q at least one filter is needed. limit 1–50, usually 30.
// Errors: 401 signed_out, 400 bad_query, 409 search_replaced, 503 search_busy, search_too_long, store_failed.
#pragma once

#include "backend/http/router.h"

namespace kf {

class RequestIdentity;
class SearchService;

// Both outlive the router's server.
void add_search_routes(Router& router, SearchService& search, const RequestIdentity& identity);

}  // namespace kf
