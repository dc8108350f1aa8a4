#include "backend/desk/corp_desk.h"

#include <utility>

namespace kf {

WecomApiOptions wecom_api_options(const CorpConfig& config) {
    WecomApiOptions options;
    options.corp = config.corp_id;
    options.secret = config.secret;
    options.api_base = config.api_base;
    return options;
}

Result<std::unique_ptr<CorpDesk>> CorpDesk::create(const CorpConfig& config, Loop& loop, Store& store,
                                                   const Clock& clock, const Jitter& jitter) {
    TRY_ASSIGN(auto handler,
               CallbackHandler::create({config.corp_id, config.token, config.encoding_aes_key}, clock));
    return std::unique_ptr<CorpDesk>(new CorpDesk(config, std::move(handler), loop, store, clock, jitter));
}

CorpDesk::CorpDesk(const CorpConfig& config, CallbackHandler handler, Loop& loop, Store& store,
                   const Clock& clock, const Jitter& jitter)
    : clock_(clock),
      health_(config.corp_id),
      api_(loop, workers_, health_, clock, jitter, wecom_api_options(config), &transfers_),
      sync_(loop, store, api_, health_, clock, jitter, config.corp_id),
      handler_(std::move(handler)),
      entrance_(handler_, sync_) {}

Result<void> CorpDesk::reload(const CorpConfig& config) {
    // Replay protection begins anew, which at worst wakes a sync once more.
    TRY_ASSIGN(handler_,
               CallbackHandler::create({config.corp_id, config.token, config.encoding_aes_key}, clock_));
    api_.set_secret(config.secret);
    api_.retry_token_now();
    sync_.accounts_changed();
    return {};
}

void CorpDesk::stop() {
    sync_.stop();
    api_.stop_repeating();
}

void CorpDesk::finish_workers() {
    workers_.finish();
    transfers_.finish();
}

}  // namespace kf
