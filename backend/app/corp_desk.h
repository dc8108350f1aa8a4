// Everything that exists once per corp, in data-flow order: health, kf API, sync, callbacks.
#pragma once

#include <functional>
#include <memory>

#include "backend/app/config.h"
#include "backend/callback/callback_handler.h"
#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"
#include "backend/sync/callback_entrance.h"
#include "backend/sync/corp_sync.h"
#include "backend/wecom/http_wecom_api.h"
#include "backend/wecom/wecom_health.h"

namespace kf {

class Loop;
class Store;
class WorkerPool;

// How the corp's app calls WeCom.
[[nodiscard]] WecomApiOptions wecom_api_options(const CorpConfig& config);

class CorpDesk {
  public:
    // Error: token or EncodingAESKey of the configuration are not usable.
    [[nodiscard]] static Result<std::unique_ptr<CorpDesk>> create(const CorpConfig& config, Loop& loop,
                                                                  WorkerPool& wecom_workers,
                                                                  WorkerPool& transfer_workers, Store& store,
                                                                  const Clock& clock, const Jitter& jitter);

    // Takes secret, token and EncodingAESKey as they are configured now and asks WeCom at once, also if it
    // refused the token before. Error: token or EncodingAESKey are not usable; then nothing has changed.
    [[nodiscard]] Result<void> reload(const CorpConfig& config);

    [[nodiscard]] const CorpId& corp() const { return health_.corp(); }
    WecomHealth& health() { return health_; }
    HttpWecomApi& api() { return api_; }
    CorpSync& sync() { return sync_; }
    CallbackEntrance& callbacks() { return entrance_; }

  private:
    CorpDesk(const CorpConfig& config, CallbackHandler handler, Loop& loop, WorkerPool& wecom_workers,
             WorkerPool& transfer_workers, Store& store, const Clock& clock, const Jitter& jitter);

    Clock clock_;
    WecomHealth health_;
    HttpWecomApi api_;
    CorpSync sync_;
    CallbackHandler handler_;
    CallbackEntrance entrance_;
};

}  // namespace kf
