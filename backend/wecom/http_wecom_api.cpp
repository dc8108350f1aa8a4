#include "backend/wecom/http_wecom_api.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "backend/wecom/call_runner.h"
#include "backend/wecom/media_transfer.h"
#include "backend/wecom/wecom_codec.h"
#include "shared/base/percent.h"
#include "shared/kf/oversized_answer.h"

namespace kf {
namespace {

using nlohmann::json;

constexpr std::size_t kAccountsPerPage = 100;
constexpr std::size_t kMaxAccountPages = 100;  // twice what a corp may have
// How many times larger (and slower) than any other an answer may be of which only beginning and end are
// kept. It costs no memory; the bound is for an answer that never ends.
constexpr int kOversizedTimes = 8;

std::string write_json(const json& body) {
    return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

ApiCall call_of(std::string path, const json& body) {
    ApiCall call;
    call.path = std::move(path);
    call.body = write_json(body);
    return call;
}

// Saying "accepted" to an agent needs more than the absence of an error.
auto read_sent(const KfMessageId& msgid) {
    return [msgid](const json& answer) -> Result<KfMessageId> {
        if (!answer.contains("errcode")) {
            return Error{.code = ErrorCode::BadAnswer, .message = "no errcode in the answer"};
        }
        const auto echoed = text_from_wecom(answer, "msgid");
        return echoed.empty() ? msgid : KfMessageId{echoed};
    };
}

// A page of which only beginning and end are kept, read among the files: it may take minutes.
void start_oversized(const std::shared_ptr<CallRunner>& runner, ApiCall call, Done<SyncPage> done) {
    auto answer = std::make_shared<OversizedAnswer>();
    const auto& options = runner->options();
    call.transfer = [answer, request = HttpRequest{"POST", call.path, "", call.body},
                     most = options.max_body_bytes * kOversizedTimes,
                     time = options.total_timeout * kOversizedTimes](
                        HttpClient& http, const std::string& token_query) mutable -> Result<HttpReply> {
        *answer = {};
        request.query = token_query;
        request.total_timeout = time;
        request.transfer = true;
        auto reply = http.exchange(request, [&](const HttpReply&, std::string_view piece) {
            answer->take(piece);
            return answer->bytes() <= most;
        });
        if (answer->bytes() > most) {
            return Error{ErrorCode::AnswerTooLarge, request.method + " " + request.path +
                                                        ": the answer is larger than " +
                                                        std::to_string(most) + " bytes"};
        }
        if (!reply.ok() || reply->status != 200) return reply;
        auto kept = answer->shortened();
        if (!kept.ok()) return Error{ErrorCode::BadAnswer, request.path + ": " + kept.error().message};
        reply->body = std::move(kept).value();
        return reply;
    };
    // Who asks tries again, from the beginning.
    call.repeat = Repeat::Once;
    runner->start<SyncPage>(
        std::move(call),
        [answer](const json& kept) -> Result<SyncPage> {
            TRY_ASSIGN(SyncPage page, sync_page_from_wecom(kept));
            if (answer->bytes() <= OversizedAnswer::kBeginning) return page;
            if (page.next_cursor.empty())
                return Error{ErrorCode::BadAnswer, "no next_cursor behind an oversized message"};
            page.oversized_bytes = answer->bytes();
            return page;
        },
        std::move(done));
}

void list_accounts_from(const std::shared_ptr<CallRunner>& runner, std::size_t page,
                        std::shared_ptr<AccountList> all, Done<AccountList> done) {
    runner->start<AccountPage>(
        call_of("/cgi-bin/kf/account/list",
                {{"offset", page * kAccountsPerPage}, {"limit", kAccountsPerPage}}),
        [corp = runner->options().corp](const json& answer) { return accounts_from_wecom(answer, corp); },
        [weak = std::weak_ptr(runner), page, all = std::move(all),
         done = std::move(done)](Result<AccountPage> result) {
            if (!result.ok()) {
                done(result.error());
                return;
            }
            for (auto& account : result->accounts) all->accounts.push_back(std::move(account));
            all->complete = all->complete && result->complete;
            // There is no total: a page that is not full is the last one (reference 2).
            const auto again = weak.lock();
            if (result->entries < kAccountsPerPage || page + 1 >= kMaxAccountPages || !again) {
                done(std::move(*all));
                return;
            }
            list_accounts_from(again, page + 1, all, done);
        });
}

}  // namespace

struct HttpWecomApi::Impl : CallRunner {
    using CallRunner::CallRunner;
};

HttpWecomApi::HttpWecomApi(Loop& loop, WorkerPool& workers, WecomHealth& health, Clock clock, Jitter jitter,
                           WecomApiOptions options, WorkerPool* transfers)
    : impl_(std::make_shared<Impl>(loop, workers, transfers == nullptr ? workers : *transfers, health,
                                   std::move(clock), std::move(jitter), std::move(options))) {}
HttpWecomApi::~HttpWecomApi() {
    impl_->hang_up();
}

void HttpWecomApi::sync_msg(const SyncQuery& query, Done<SyncPage> done) {
    auto call = call_of("/cgi-bin/kf/sync_msg", sync_query_to_wecom(query));
    call.on_limit = OnLimit::TellCaller;
    call.can_be_smaller = true;
    if (query.oversized) {
        start_oversized(impl_, std::move(call), std::move(done));
    } else {
        impl_->start<SyncPage>(std::move(call), sync_page_from_wecom, std::move(done));
    }
}

void HttpWecomApi::send_content(const CustomerId& to, const AccountId& account, const KfMessageId& msgid,
                                const Content& content, Done<KfMessageId> done) {
    auto call = call_of("/cgi-bin/kf/send_msg", send_content_to_wecom(to, account, msgid, content));
    call.repeat = Repeat::Once;
    impl_->start<KfMessageId>(std::move(call), read_sent(msgid), std::move(done));
}

void HttpWecomApi::send_on_event(const std::string& code, const KfMessageId& msgid, const Content& content,
                                 UnixMs not_after, Done<KfMessageId> done) {
    auto call =
        call_of("/cgi-bin/kf/send_msg_on_event", send_content_on_event_to_wecom(code, msgid, content));
    call.repeat = Repeat::Once;
    call.urgent = true;
    call.not_after = not_after;
    impl_->start<KfMessageId>(std::move(call), read_sent(msgid), std::move(done));
}

void HttpWecomApi::get_service_state(const AccountId& account, const CustomerId& customer,
                                     Done<SessionState> done) {
    impl_->start<SessionState>(call_of("/cgi-bin/kf/service_state/get",
                                       {{"open_kfid", account.value}, {"external_userid", customer.value}}),
                               session_state_from_wecom, std::move(done));
}

void HttpWecomApi::trans_service_state(const AccountId& account, const CustomerId& customer,
                                       ServiceState target, const ServicerId& servicer,
                                       Done<std::string> done) {
    json body = {{"open_kfid", account.value},
                 {"external_userid", customer.value},
                 {"service_state", static_cast<int>(target)}};
    if (!servicer.empty()) body["servicer_userid"] = servicer.value;
    // Repeating a move that was carried out yields 95016, which callers answer with get_service_state; save
    // for an end: the customer may have begun anew since, and the repeat would end that.
    ApiCall call = call_of("/cgi-bin/kf/service_state/trans", body);
    if (target == ServiceState::Ended) call.repeat = Repeat::Once;
    impl_->start<std::string>(
        std::move(call),
        [](const json& answer) -> Result<std::string> { return text_from_wecom(answer, "msg_code"); },
        std::move(done));
}

void HttpWecomApi::list_accounts(Done<AccountList> done) {
    list_accounts_from(impl_, 0, std::make_shared<AccountList>(std::vector<Account>{}), std::move(done));
}

void HttpWecomApi::get_customers(const std::vector<CustomerId>& ids,
                                 Done<std::vector<CustomerProfile>> done) {
    json list = json::array();
    for (const auto& id : ids) list.push_back(id.value);
    impl_->start<std::vector<CustomerProfile>>(
        call_of("/cgi-bin/kf/customer/batchget", {{"external_userid_list", std::move(list)}}),
        [](const json& answer) { return customers_from_wecom(answer); }, std::move(done));
}

void HttpWecomApi::count_servicers(const AccountId& account, Done<std::size_t> done) {
    ApiCall call;
    call.path = "/cgi-bin/kf/servicer/list";
    call.query = "open_kfid=" + percent_encoded(account.value);
    impl_->start<std::size_t>(std::move(call), servicer_count_from_wecom, std::move(done));
}

void HttpWecomApi::download_media(const std::string& media_id, std::int64_t max_bytes,
                                  std::shared_ptr<MediaSink> sink, Done<DownloadedMedia> done) {
    auto download = std::make_shared<MediaDownload>(media_id, max_bytes, std::move(sink));
    ApiCall call;
    call.path = "/cgi-bin/media/get";
    call.transfer = [download](HttpClient& http, const std::string& query) {
        return download->run(http, query);
    };
    // The fetcher decides about waiting: others that it could fetch meanwhile do not wait with it.
    call.on_limit = OnLimit::TellCaller;
    impl_->start<DownloadedMedia>(
        std::move(call), [download](const json&) -> Result<DownloadedMedia> { return download->result(); },
        std::move(done));
}

void HttpWecomApi::upload_media(const FileToUpload& file, Done<std::string> done) {
    ApiCall call;
    call.path = "/cgi-bin/media/upload";
    call.transfer = [file](HttpClient& http, const std::string& query) {
        return run_upload(http, query, file);
    };
    impl_->start<std::string>(
        std::move(call),
        [](const json& answer) -> Result<std::string> {
            auto media_id = text_from_wecom(answer, "media_id");
            if (media_id.empty()) return Error{ErrorCode::BadAnswer, "no media_id in the answer"};
            return media_id;
        },
        std::move(done));
}

void HttpWecomApi::retry_token_now() {
    impl_->retry_token_now();
}

void HttpWecomApi::set_secret(std::string secret) {
    impl_->set_secret(std::move(secret));
}

void HttpWecomApi::stop_repeating() {
    impl_->stop_repeating();
}

std::size_t HttpWecomApi::in_flight() const {
    return impl_->in_flight();
}

}  // namespace kf
