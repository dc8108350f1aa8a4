// Everything that exists once per corp, in data-flow order: health, kf API, sync, callbacks.
#pragma once

#include <functional>
#include <memory>

#include "backend/callback/callback_handler.h"
#include "backend/desk/desk_config.h"
#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"
#include "backend/runtime/worker_pool.h"
#include "backend/sync/callback_entrance.h"
#include "backend/sync/corp_sync.h"
#include "backend/wecom/http_wecom_api.h"
#include "backend/wecom/wecom_health.h"

namespace kf {

class Loop;
class Store;

// How the corp's app calls WeCom.
[[nodiscard]] WecomApiOptions wecom_api_options(const CorpConfig& config);

class CorpDesk {
  public:
    // Error: token or EncodingAESKey of the configuration are not usable.
    [[nodiscard]] static Result<std::unique_ptr<CorpDesk>> create(const CorpConfig& config, Loop& loop,
                                                                  Store& store, const Clock& clock,
                                                                  const Jitter& jitter);

    // Takes secret, token and EncodingAESKey as they are configured now and asks WeCom at once, also if it
    // refused the token before. Error: token or EncodingAESKey are not usable; then nothing has changed.
    [[nodiscard]] Result<void> reload(const CorpConfig& config);

    [[nodiscard]] const CorpId& corp() const { return health_.corp(); }
    WecomHealth& health() { return health_; }
    HttpWecomApi& api() { return api_; }
    CorpSync& sync() { return sync_; }
    CallbackEntrance& callbacks() { return entrance_; }

    // Pulls nothing more and repeats no call; what is under way is answered.
    void stop();
    // Waits for the threads; their work may refer to what is beside the corp. From any thread, after stop().
    void finish_workers();

  private:
    CorpDesk(const CorpConfig& config, CallbackHandler handler, Loop& loop, Store& store, const Clock& clock,
             const Jitter& jitter);

    // Its sync takes at most 3 of them at a time, so that sending never waits behind a slow pull; the two
    // reserved ones are for codes that live for seconds. Each corp has its own, so that one whose WeCom hangs
    // keeps no other waiting.
    WorkerPool workers_{8, 2};
    // Files from and to WeCom: the fetcher's, and a few that are being sent.
    WorkerPool transfers_{7};

    Clock clock_;
    WecomHealth health_;
    HttpWecomApi api_;
    CorpSync sync_;
    CallbackHandler handler_;
    CallbackEntrance entrance_;
};

}  // namespace kf
