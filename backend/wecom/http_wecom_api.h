// WecomApi over HTTP(S): blocking calls in the worker pool, token handling and retries on the loop thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"
#include "backend/wecom/media_api.h"
#include "backend/wecom/wecom_api.h"

namespace kf {

class Loop;
class WorkerPool;
class WecomHealth;

struct WecomApiOptions {
    CorpId corp;
    std::string secret;
    std::string api_base = "https://qyapi.weixin.qq.com";  // http:// or https://, optionally with a path
    std::string ca_file;  // PEM; empty = the system's certificate authorities

    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds read_timeout{15'000};   // between two bytes
    std::chrono::milliseconds total_timeout{60'000};  // for the whole body
    std::size_t max_body_bytes = std::size_t{32} * 1024 * 1024;

    // For calls that may be repeated.
    Backoff busy{std::chrono::milliseconds{500}, std::chrono::milliseconds{8'000}};  // -1, at most 3 times
    Backoff limited{std::chrono::milliseconds{2'000}, std::chrono::milliseconds{60'000}, 4.0};  // 45009 …
    Backoff broken{std::chrono::milliseconds{300}, std::chrono::milliseconds{5'000}};  // connection, 5xx
    int broken_retries = 2;
    int limited_retries = 3;
    // How long a refused secret is not tried again. Repeated wrong secrets ban our address for an hour
    // (reference 1.2).
    std::chrono::milliseconds refused_probe{10 * 60'000};
};

class HttpWecomApi final : public WecomApi, public MediaApi {
  public:
    // All references outlive this object. `workers` should be a pool of its own with about 8 threads: the
    // sync uses at most 3 at a time, so that sending never waits behind a slow pull. The pool must be
    // finished before `loop` goes. `transfers` does the calls that carry files; without it `workers` does.
    HttpWecomApi(Loop& loop, WorkerPool& workers, WecomHealth& health, Clock clock, Jitter jitter,
                 WecomApiOptions options, WorkerPool* transfers = nullptr);
    // Breaks the calls that are under way; they are not answered any more.
    ~HttpWecomApi() override;

    // -1 and broken connections are retried here; 45009 comes back at once, because CorpSync keeps pulls
    // with a callback token going while those without one are blocked.
    void sync_msg(const SyncQuery& query, Done<SyncPage> done) override;
    void send_content(const CustomerId& to, const AccountId& account, const KfMessageId& msgid,
                      const Content& content, Done<KfMessageId> done) override;
    void send_on_event(const std::string& code, const KfMessageId& msgid, const Content& content,
                       UnixMs not_after, Done<KfMessageId> done) override;
    void get_service_state(const AccountId& account, const CustomerId& customer,
                           Done<SessionState> done) override;
    void trans_service_state(const AccountId& account, const CustomerId& customer, ServiceState target,
                             const ServicerId& servicer, Done<std::string> done) override;
    void list_accounts(Done<AccountList> done) override;
    void get_customers(const std::vector<CustomerId>& ids, Done<std::vector<CustomerProfile>> done) override;
    // How many people and departments answer for the account.
    void count_servicers(const AccountId& account, Done<std::size_t> done);
    void download_media(const std::string& media_id, std::int64_t max_bytes, std::shared_ptr<MediaSink> sink,
                        Done<DownloadedMedia> done) override;
    void upload_media(const FileToUpload& file, Done<std::string> done) override;

    // After the operator changed something: asks for a token at the next call even if it was refused before.
    void retry_token_now();
    // The app's secret was changed: used from the next token on. What an older one is still refused for does
    // not count.
    void set_secret(std::string secret);

    // Before stopping: calls that fail, or wait for their next try, are answered instead of repeated.
    void stop_repeating();

    // Calls that are not answered yet; 0 = nothing in flight.
    [[nodiscard]] std::size_t in_flight() const;

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace kf
