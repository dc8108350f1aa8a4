#include "backend/search/search_routes.h"

#include <algorithm>
#include <memory>
#include <string>

#include "backend/auth/request_identity.h"
#include "backend/http/compression.h"
#include "backend/http/query_form.h"
#include "backend/runtime/log.h"
#include "backend/search/search_service.h"
#include "shared/base/utf8.h"
#include "shared/protocol/protocol_codec.h"
#include "shared/search/search_terms.h"

namespace kf {
namespace {

constexpr int kUsualHits = 30;

Response bad_query(std::string_view zh, std::string_view en) {
    return error_response(400, ErrorCode::BadQuery, zh, en);
}

Response failure(const Error& error) {
    if (error.code == ErrorCode::SearchReplaced) {
        return error_response(409, error.code, "已被新的搜索取代。", "A newer search has taken its place.");
    }
    if (error.code == ErrorCode::SearchBusy) {
        return error_response(503, error.code, "正在搜索的人太多，请稍后再试。",
                              "Too many searches at once. Try again in a moment.");
    }
    if (error.code == ErrorCode::SearchTooLong) {
        return error_response(503, error.code, "搜索时间太长，请换一个更少见的词，或加上筛选条件。",
                              "The search took too long. Use a rarer word, or add a filter.");
    }
    log_error_of("search.failed", error);
    return error_response(503, ErrorCode::StoreFailed, "服务器的存储出错，请稍后再试。",
                          "The server's store fails. Try again later.");
}

Response answer(const SearchPage& page, Encoding encoding) {
    std::string json = write_search_page(page);
    if (json.size() < kCompressFrom) encoding = Encoding::Identity;
    Response response = json_response(200, compress(std::move(json), encoding));
    if (encoding != Encoding::Identity) response.set("Content-Encoding", std::string{to_word(encoding)});
    response.set("Vary", "Accept-Encoding");
    return response;
}

void get_search(SearchService& search, const RequestIdentity& identity, const Request& request,
                const Responder& respond) {
    const auto who = identity.who(request);
    if (!who) return respond(not_signed_in());

    constexpr std::int64_t kMost = INT64_MAX;
    constexpr std::int64_t kLatest = 253'402'300'799'999;  // year 9999
    QueryForm form{request.query};
    SearchQuery query;
    query.conversation = ConversationId{form.number("conversation", 0, 1, kMost)};
    query.corp = CorpId{form.text("corp")};
    query.account = AccountId{form.text("account")};
    query.agent = AgentId{form.text("agent")};
    query.customer = CustomerId{form.text("customer")};
    const std::string types = form.text("type");
    for (std::size_t at = 0; at < types.size();) {
        const std::size_t end = std::min(types.find(',', at), types.size());
        if (end > at) query.types.push_back(types.substr(at, end - at));
        at = end + 1;
    }
    query.from = form.number("from", 0, 0, kLatest);
    query.to = form.number("to", 0, 0, kLatest);
    query.before = MessageId{form.number("before", 0, 1, kMost)};
    query.limit = static_cast<int>(form.number("limit", kUsualHits, 1, kMaxHits));
    if (!form.fine()) return respond(form.refusal());
    const std::string_view words = form.raw("q");
    if (!is_valid_utf8(words) || count_code_points(words) > kMaxSearchCodePoints) {
        return respond(
            bad_query("搜索内容太长，最多 200 字。", "At most 200 characters can be searched for."));
    }
    query.terms = search_terms(words);
    const bool filtered = !query.conversation.empty() || !query.account.empty() || !query.agent.empty() ||
                          !query.customer.empty() || !query.types.empty() || query.from != 0 || query.to != 0;
    if (query.terms.empty() && (!filtered || !words.empty())) {
        return respond(bad_query("请输入要搜索的文字或数字，或选择筛选条件。",
                                 "Type a word or a number to search for, or choose a filter."));
    }
    const Encoding encoding = best_encoding(request.header("accept-encoding"));
    search.find(
        std::move(query), who->agent, [respond, encoding](Result<SearchPage> page) -> std::function<void()> {
            auto response =
                std::make_shared<Response>(page.ok() ? answer(*page, encoding) : failure(page.error()));
            return [respond, response] { respond(std::move(*response)); };
        });
}

}  // namespace

void add_search_routes(Router& router, SearchService& search, const RequestIdentity& identity) {
    router.add("GET", "/api/search", [&search, &identity](const Request& request, const Responder& respond) {
        get_search(search, identity, request, respond);
    });
}

}  // namespace kf
