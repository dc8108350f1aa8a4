#include "backend/quick_replies/quick_reply_routes.h"

#include <nlohmann/json.hpp>

#include "backend/auth/request_identity.h"
#include "backend/quick_replies/quick_reply_csv.h"
#include "backend/runtime/log.h"
#include "backend/storage/store.h"

namespace kf {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxImportBytes = 8 * 1024 * 1024;

void export_csv(const QuickReplyRouteParts& parts, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    auto response = text_response(200, quick_replies_to_csv(parts.store.quick_replies(who->agent.id)),
                                  "text/csv; charset=utf-8");
    response.set("Content-Disposition", "attachment; filename=\"quick_replies.csv\"");
    respond(std::move(response));
}

void import_csv(const QuickReplyRouteParts& parts, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    const auto read = quick_replies_from_csv(request.body, who->agent);
    if (!read.ok()) {
        const CsvErrorWords words = csv_error_words(read.error().code);
        return respond(error_response(400, read.error().code, words.zh, words.en));
    }
    const auto imported = parts.store.import_quick_replies(read->rows, parts.clock());
    if (!imported.ok()) {
        if (imported.error().code == "too_many_quick_replies") {
            return respond(
                error_response(400, imported.error().code, "导入后会超过 2000 条，没有导入。请先删除不用的。",
                               "There would be more than 2000 of them; nothing was imported. Delete "
                               "some first."));
        }
        log_error_of("quick_replies.import_failed", imported.error());
        return respond(
            error_response(503, imported.error().code, "服务器保存失败，没有导入。请稍后再试。",
                           "The server could not save this; nothing was imported. Try again later."));
    }
    auto refused = Json::array();
    for (const RefusedRow& row : read->refused) {
        refused.push_back({{"line", row.line}, {"code", row.code}, {"zh", row.zh}, {"en", row.en}});
    }
    const Json body = {{"added", imported->added},
                       {"replaced", imported->replaced},
                       {"unchanged", imported->unchanged},
                       {"refused", std::move(refused)},
                       {"refused_count", read->refused_count},
                       {"skipped_count", read->skipped_count}};
    log_info("quick_replies.imported", {{"agent", who->agent.id},
                                        {"added", imported->added},
                                        {"replaced", imported->replaced},
                                        {"refused", read->refused_count}});
    respond(json_response(200, body.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

}  // namespace

void add_quick_reply_routes(Router& router, const QuickReplyRouteParts& parts) {
    router.add("GET", "/api/quick_replies.csv", [parts](const Request& request, const Responder& respond) {
        export_csv(parts, request, respond);
    });
    router.add(
        "POST", "/api/quick_replies/import",
        [parts](const Request& request, const Responder& respond) { import_csv(parts, request, respond); },
        {.max_body = kMaxImportBytes});
}

}  // namespace kf
