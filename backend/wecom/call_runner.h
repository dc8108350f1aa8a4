// Carries one call to the kf API through: token, worker thread, envelope, and the retries that reference 1.4
// and 15 allow. On the loop thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "backend/runtime/loop.h"
#include "backend/wecom/http_client.h"
#include "backend/wecom/http_wecom_api.h"
#include "backend/wecom/token_keeper.h"

namespace kf {

enum class Repeat { Freely, Once };  // Once: plus one after a token refresh, which is surely harmless
enum class OnLimit { WaitAndRepeat, TellCaller };

struct ApiCall {
    std::string path;
    std::string body;   // posted; without one it is a GET
    std::string query;  // besides the token; encoded
    // In place of posting `body`: the exchange itself, in a worker thread of those for files. `query` has the
    // token.
    std::function<Result<HttpReply>(HttpClient& http, const std::string& query)> transfer;
    bool urgent = false;  // before what waits for a worker thread
    UnixMs not_after =
        0;  // by the clock; when it is over no try is begun any more: Error "too_late". 0 = never
    Repeat repeat = Repeat::Freely;
    OnLimit on_limit = OnLimit::WaitAndRepeat;
    // The caller asks for less when it is told "answer_too_large"; others are told "bad_answer".
    bool can_be_smaller = false;

    // Tries so far, by what went wrong.
    int busy = 0;
    int limited = 0;
    int broken = 0;
    bool refreshed = false;
    Error last;  // what the last try ended with

    std::function<std::optional<Error>(const nlohmann::json&)> decode;  // in the worker thread
    std::function<void(const Error*)> finish;                           // on the loop thread
};

class CallRunner : public std::enable_shared_from_this<CallRunner> {
  public:
    // `transfers`: threads for calls that carry files, so that others never wait behind them.
    CallRunner(Loop& loop, WorkerPool& workers, WorkerPool& transfers, WecomHealth& health, Clock clock,
               Jitter jitter, WecomApiOptions options);

    // `read` runs in the worker thread on an answer without an error. `done` runs on the loop thread, never
    // before this returns, and not at all once the runner is gone.
    template <class T>
    void start(ApiCall what, std::function<Result<T>(const nlohmann::json&)> read, Done<T> done) {
        auto value = std::make_shared<std::optional<T>>();
        auto call = std::make_shared<ApiCall>(std::move(what));
        call->decode = [value, read = std::move(read)](const nlohmann::json& answer) -> std::optional<Error> {
            auto result = read(answer);
            if (!result.ok()) return result.error();
            value->emplace(std::move(result).value());
            return std::nullopt;
        };
        call->finish = [value, done = std::move(done)](const Error* error) {
            if (error) {
                done(*error);
            } else {
                done(std::move(**value));
            }
        };
        begin(std::move(call));
    }

    [[nodiscard]] const WecomApiOptions& options() const { return options_; }
    [[nodiscard]] UnixMs now() const { return clock_(); }
    [[nodiscard]] std::size_t in_flight() const { return in_flight_; }
    void retry_token_now() { tokens_.retry_now(); }
    void set_secret(std::string secret);
    // From now on a call that fails is answered instead of repeated; those that wait for their next try are
    // answered with what the last one ended with.
    void stop_repeating();
    // Breaks what is under way, so that the worker threads are free at once.
    void hang_up() { http_->hang_up(); }

  private:
    // One try as the worker thread brings it back.
    struct Outcome {
        std::optional<Error> broken;  // transport or garbage
        int errcode = 0;
        std::string errmsg;
        std::int64_t took_ms = 0;
        std::optional<UnixSecs> date;  // by the other side's clock
        bool garbled = false;          // broken: an answer of WeCom's came, and cannot be read
        std::vector<std::string> repaired, set_apart;  // records, see WecomAnswer
    };
    using Decode = std::function<std::optional<Error>(const nlohmann::json&)>;

    static Outcome read_reply(const Result<HttpReply>& reply, const std::string& path, const Decode& decode);

    void begin(std::shared_ptr<ApiCall> call);
    void attempt(const std::shared_ptr<ApiCall>& call);
    void answered(const std::shared_ptr<ApiCall>& call, std::uint64_t generation, const Outcome& outcome);
    enum class Heard { Nothing, Garbled };
    void failed(const std::shared_ptr<ApiCall>& call, Error error, Heard heard = Heard::Nothing);
    void finish(const std::shared_ptr<ApiCall>& call, const Error* error);
    using Exchange = std::function<Result<HttpReply>(HttpClient& http)>;
    enum class Threads { Usual, Urgent, Transfers };
    void exchange(Threads threads, std::string path, Exchange work, Decode decode,
                  std::function<void(const Outcome&)> done);
    void fetch_token(TokenKeeper::Fetched done);
    void later(std::chrono::milliseconds delay, std::function<void()> task);
    [[nodiscard]] Error refusal(const std::string& path, const Outcome& outcome) const;

    Loop& loop_;
    WorkerPool& workers_;
    WorkerPool& transfers_;
    WecomHealth& health_;
    Clock clock_;
    Jitter jitter_;
    WecomApiOptions options_;
    std::string former_secret_;         // calls under way may still be answered with it in a text
    std::shared_ptr<HttpClient> http_;  // shared with worker threads that may outlive this
    TokenKeeper tokens_;
    struct Waiting {
        Timer timer;
        std::function<void()> task;
    };
    std::map<std::uint64_t, Waiting> waiting_;
    std::uint64_t last_timer_ = 0;
    // By path, a handful: nobody knocks there before. The limit is per corp and API, not per account.
    std::map<std::string, std::chrono::steady_clock::time_point> limited_until_;
    std::size_t in_flight_ = 0;
    bool repeating_ = true;
};

}  // namespace kf
