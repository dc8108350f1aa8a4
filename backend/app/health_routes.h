// /healthz, /readyz and /metrics: for load balancers, operators and Prometheus. No personal data.
//
//   GET /healthz   200 {"status":"ok"}: the process answers; to this machine also version and commit
//   GET /readyz    200 or 503 {"ready":…,"store":"ok"|code}; from this machine also what each corp lacks
//   GET /metrics   Prometheus text; from this machine only, unless configured otherwise
//
// Behind a proxy a request is from this machine where X-Forwarded-For says so, and not where it is missing.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "backend/app/corp_desk.h"
#include "backend/commands/outbox_sender.h"
#include "backend/greetings/greeting_sender.h"
#include "backend/http/http_server.h"
#include "backend/http/router.h"
#include "backend/relay/relay.h"
#include "backend/runtime/clock.h"
#include "backend/runtime/due_work.h"
#include "backend/storage/store.h"

namespace kf {

// All outlive the router's server.
struct HealthParts {
    Store& store;
    Relay& relay;
    const std::vector<std::unique_ptr<CorpDesk>>& corps;
    std::function<HttpCounters()> http;
    std::function<std::uint64_t()> refused_sign_ins;
    Clock clock;
    bool metrics_loopback_only = true;
    const OutboxSender& outbox;
    const GreetingSender& greetings;
    const DueWork& due;
    std::function<bool()> media_disk_full;
};

void add_health_routes(Router& router, const HealthParts& parts);

}  // namespace kf
