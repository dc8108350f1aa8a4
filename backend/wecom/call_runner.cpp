#include "backend/wecom/call_runner.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "backend/runtime/log.h"
#include "backend/runtime/worker_pool.h"
#include "backend/wecom/scrub.h"
#include "backend/wecom/wecom_codec.h"
#include "backend/wecom/wecom_health.h"
#include "shared/base/percent.h"
#include "shared/base/utf8.h"
#include "shared/kf/error_codes.h"
#include "shared/kf/wecom_answer.h"

namespace kf {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kMaxErrmsg = 200;
constexpr std::size_t kBeginning = 4;         // a byte order mark and a brace
constexpr std::size_t kMaxTokenBytes = 5120;  // ten times what reference 1.2 grants is certainly no token
constexpr std::int64_t kDefaultTokenSecs = 7200;

bool needs_new_token(int errcode) {
    // An expired token is reported as either of the first two, and by some calls as 40001 (reference 15).
    return errcode == 40014 || errcode == 42001 || errcode == 40001;
}

}  // namespace

CallRunner::CallRunner(Loop& loop, WorkerPool& workers, WorkerPool& transfers, WecomHealth& health,
                       Clock clock, Jitter jitter, WecomApiOptions options)
    : loop_(loop),
      workers_(workers),
      transfers_(transfers),
      health_(health),
      clock_(std::move(clock)),
      jitter_(std::move(jitter)),
      options_(std::move(options)),
      http_(std::make_shared<HttpClient>(HttpClientOptions{.base = options_.api_base,
                                                           .ca_file = options_.ca_file,
                                                           .connect_timeout = options_.connect_timeout,
                                                           .read_timeout = options_.read_timeout,
                                                           .total_timeout = options_.total_timeout,
                                                           .max_body_bytes = options_.max_body_bytes})),
      tokens_([this](TokenKeeper::Fetched done) { fetch_token(std::move(done)); },
              [this](milliseconds delay, std::function<void()> task) { later(delay, std::move(task)); },
              clock_, jitter_, health_,
              TokenTiming{.refused_probe = options_.refused_probe,
                          .busy = options_.busy,
                          .unreachable = options_.broken}) {}

void CallRunner::begin(std::shared_ptr<ApiCall> call) {
    ++in_flight_;
    loop_.post([weak = weak_from_this(), call = std::move(call)] {
        if (const auto self = weak.lock()) self->attempt(call);
    });
}

void CallRunner::attempt(const std::shared_ptr<ApiCall>& call) {
    if (!repeating_ && call->last.code != ErrorCode::None) {
        finish(call, &call->last);
        return;
    }
    if (repeating_ && call->repeat == Repeat::Freely && call->on_limit == OnLimit::WaitAndRepeat) {
        const auto gate = limited_until_.find(call->path);
        const auto now = steady_clock::now();
        if (gate != limited_until_.end() && gate->second > now) {
            later(std::chrono::ceil<milliseconds>(gate->second - now), [this, call] { attempt(call); });
            return;
        }
    }
    tokens_.get([this, call](const Result<AccessToken>& token) {
        if (!token.ok()) {
            failed(call, token.error());
            return;
        }
        // A token, or a try before this one, may have taken longer than what is sent lives.
        if (call->not_after > 0 && clock_() >= call->not_after) {
            const Error late{ErrorCode::TooLate, call->path + ": its time was over before it could go out",
                             0};
            finish(call, &late);
            return;
        }
        std::string query = "access_token=" + percent_encoded(token->value);
        if (!call->query.empty()) query += "&" + call->query;
        Exchange work;
        if (call->transfer) {
            work = [call, query](HttpClient& http) { return call->transfer(http, query); };
        } else {
            const char* const method = call->body.empty() ? "GET" : "POST";
            work = [request = HttpRequest{method, call->path, query, call->body}](HttpClient& http) {
                return http.exchange(request);
            };
        }
        const Threads threads = call->transfer ? Threads::Transfers
                                : call->urgent ? Threads::Urgent
                                               : Threads::Usual;
        exchange(threads, call->path, std::move(work), call->decode,
                 [this, call, generation = token->generation](const Outcome& outcome) {
                     answered(call, generation, outcome);
                 });
    });
}

void CallRunner::answered(const std::shared_ptr<ApiCall>& call, std::uint64_t generation,
                          const Outcome& outcome) {
    log_debug("wecom.call", {{"corp", options_.corp},
                             {"path", call->path},
                             {"result", outcome.broken ? std::string(to_word(outcome.broken->code))
                                                       : std::to_string(outcome.errcode)},
                             {"ms", outcome.took_ms}});
    health_.records_damaged(call->path, outcome.repaired, outcome.set_apart);
    if (outcome.broken) {
        failed(call, *outcome.broken, outcome.garbled ? Heard::Garbled : Heard::Nothing);
        return;
    }
    health_.reached();
    health_.understood(call->path);
    if (outcome.errcode == 0) {
        tokens_.worked(generation);
        health_.call_accepted(call->path);
        finish(call, nullptr);
        return;
    }
    const Error error = refusal(call->path, outcome);
    if (!needs_new_token(outcome.errcode)) {
        tokens_.worked(generation);
        health_.call_refused(call->path, outcome.errcode, clock_());
        failed(call, error);
        return;
    }
    tokens_.invalidate(generation);
    if (call->refreshed) {
        health_.call_refused(call->path, outcome.errcode, clock_());
        failed(call, error);
        return;
    }
    call->refreshed = true;
    attempt(call);
}

// Tries again where that is harmless and may help, else tells the caller.
void CallRunner::failed(const std::shared_ptr<ApiCall>& call, Error error, Heard heard) {
    const bool too_large = error.code == ErrorCode::AnswerTooLarge;
    if (too_large && call->can_be_smaller) {
        // The caller knows whether less can be asked for, and says so when it cannot.
        health_.reached();
        finish(call, &error);
        return;
    }
    if (too_large) error.code = ErrorCode::BadAnswer;
    call->last = error;
    const auto again = [this, &call](milliseconds delay) { later(delay, [this, call] { attempt(call); }); };
    const bool broken = error.code == ErrorCode::Unreachable || error.code == ErrorCode::AnswerLost ||
                        error.code == ErrorCode::BadAnswer;
    if (call->repeat == Repeat::Freely && repeating_) {
        if (broken && call->broken < options_.broken_retries) {
            again(options_.broken.delay(++call->broken, jitter_));
            return;
        }
        if (error.number == -1 && call->busy < kMaxBusyRetries) {
            again(options_.busy.delay(++call->busy, jitter_));
            return;
        }
        if (error.code == ErrorCode::Wecom && is_limit(error.number) &&
            call->on_limit == OnLimit::WaitAndRepeat && call->limited < options_.limited_retries) {
            const auto delay = options_.limited.delay(++call->limited, jitter_);
            limited_until_[call->path] = steady_clock::now() + delay;
            again(delay);
            return;
        }
    }
    // One lost answer to a send says little about the connection; a call that failed three times does.
    if (broken && (call->repeat == Repeat::Freely || error.code == ErrorCode::Unreachable)) {
        if (heard == Heard::Garbled || too_large) {
            health_.not_understood(call->path, clock_());
        } else {
            health_.unreachable(clock_());
        }
    }
    finish(call, &error);
}

void CallRunner::finish(const std::shared_ptr<ApiCall>& call, const Error* error) {
    --in_flight_;
    call->finish(error);
}

// Status, envelope and value; whatever is wrong with them is "bad_answer".
CallRunner::Outcome CallRunner::read_reply(const Result<HttpReply>& reply, const std::string& path,
                                           const Decode& decode) {
    Outcome outcome;
    const auto bad = [&](const std::string& what) {
        outcome.broken = Error{.code = ErrorCode::BadAnswer, .message = path + ": " + what};
        return outcome;
    };
    if (!reply.ok()) {
        outcome.broken = reply.error();
        return outcome;
    }
    outcome.date = reply->date;
    if (reply->status != 200) return bad("HTTP status " + std::to_string(reply->status));
    auto read = read_wecom_answer(reply->body);  // guards against depth and size
    // What does not even begin as JSON is a page of somebody on the way.
    outcome.garbled = std::string_view(reply->body).substr(0, kBeginning).find('{') != std::string_view::npos;
    if (!read.ok()) return bad(read.error().message);
    outcome.repaired = std::move(read->repaired);
    outcome.set_apart = std::move(read->set_apart);
    const json& answer = read->json;
    if (answer.contains("errcode")) {
        const auto errcode = number_from_wecom(answer, "errcode");
        if (!errcode || *errcode < -1 || *errcode > 1'000'000'000) return bad("errcode is no error code");
        outcome.errcode = static_cast<int>(*errcode);
        outcome.errmsg = text_from_wecom(answer, "errmsg");
    }
    if (outcome.errcode == 0) {
        if (const auto error = decode(answer)) return bad(error->message);
    }
    return outcome;
}

// `done` runs on the loop thread, unless this object is gone by then.
void CallRunner::exchange(Threads threads, std::string path, Exchange work, Decode decode,
                          std::function<void(const Outcome&)> done) {
    auto task = [http = http_, weak = weak_from_this(), &loop = loop_, path = std::move(path),
                 work = std::move(work), decode = std::move(decode), done = std::move(done)] {
        const auto begin = steady_clock::now();
        auto outcome = read_reply(work(*http), path, decode);
        outcome.took_ms = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin).count();
        loop.post([weak, done, outcome = std::move(outcome)] {
            const auto self = weak.lock();
            if (!self) return;
            if (outcome.date) self->health_.heard_time(*outcome.date, self->clock_());
            done(outcome);
        });
    };
    if (threads == Threads::Urgent) {
        workers_.run_urgent(std::move(task));
    } else {
        (threads == Threads::Transfers ? transfers_ : workers_).run(std::move(task));
    }
}

void CallRunner::fetch_token(TokenKeeper::Fetched done) {
    auto token = std::make_shared<FetchedToken>();
    const auto read = [token](const json& answer) -> std::optional<Error> {
        token->value = text_from_wecom(answer, "access_token");
        token->expires_in_secs = number_from_wecom(answer, "expires_in").value_or(kDefaultTokenSecs);
        if (token->value.empty() || token->value.size() > kMaxTokenBytes || token->expires_in_secs <= 0) {
            return Error{.code = ErrorCode::BadAnswer, .message = "no usable token in the answer"};
        }
        return std::nullopt;
    };
    const HttpRequest request{
        "GET", "/cgi-bin/gettoken",
        "corpid=" + percent_encoded(options_.corp.value) + "&corpsecret=" + percent_encoded(options_.secret),
        ""};
    exchange(
        Threads::Usual, request.path, [request](HttpClient& http) { return http.exchange(request); }, read,
        [this, token, secret = options_.secret, done = std::move(done)](const Outcome& outcome) {
            // The secret changed meanwhile: what this one was refused for says nothing about the new
            // one.
            if (secret != options_.secret && (outcome.broken || outcome.errcode != 0)) {
                fetch_token(done);
                return;
            }
            if (outcome.broken) {
                done(*outcome.broken);
                return;
            }
            health_.reached();
            if (outcome.errcode != 0) {
                done(refusal("/cgi-bin/gettoken", outcome));
            } else {
                done(*token);
            }
        });
}

Error CallRunner::refusal(const std::string& path, const Outcome& outcome) const {
    // errmsg names the caller's address or a hint id: for the operator, never for logic.
    const auto clean = scrub(outcome.errmsg, {tokens_.value(), options_.secret, former_secret_});
    return Error{.code = ErrorCode::Wecom,
                 .message = path + ": errcode " + std::to_string(outcome.errcode) + " (" +
                            std::string(utf8_prefix(clean, kMaxErrmsg)) + ")",
                 .number = outcome.errcode};
}

void CallRunner::set_secret(std::string secret) {
    if (secret == options_.secret) return;
    former_secret_ = std::exchange(options_.secret, std::move(secret));
}

void CallRunner::later(milliseconds delay, std::function<void()> task) {
    const auto id = ++last_timer_;
    auto timer = loop_.after(delay, [this, id] {
        const auto waiting = waiting_.extract(id);
        if (!waiting.empty()) waiting.mapped().task();
    });
    waiting_.emplace(id, Waiting{std::move(timer), std::move(task)});
}

void CallRunner::stop_repeating() {
    repeating_ = false;
    http_->stop_transfers();
    for (auto& [id, waiting] : std::exchange(waiting_, {})) {
        waiting.timer.cancel();
        waiting.task();
    }
}

}  // namespace kf
