#include "backend/quick_replies/quick_reply_routes.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "backend/auth/request_identity.h"
#include "backend/quick_replies/quick_reply_csv.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"
#include "backend/storage/store.h"

namespace kf {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxImportBytes = 8 * 1024 * 1024;
// Rows saved before others have their turn on the loop.
constexpr std::size_t kRowsAtOnce = 50;

void export_csv(const QuickReplyRouteParts& parts, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    auto response = text_response(200, quick_replies_to_csv(parts.store.quick_replies(who->agent.id)),
                                  "text/csv; charset=utf-8");
    response.set("Content-Disposition", "attachment; filename=\"quick_replies.csv\"");
    respond(std::move(response));
}

Response too_many() {
    return error_response(400, ErrorCode::TooManyQuickReplies,
                          "导入后会超过 2000 条，没有导入。请先删除不用的。",
                          "There would be more than 2000 of them; nothing was imported. Delete some first.");
}

class Imports : public std::enable_shared_from_this<Imports> {
  public:
    explicit Imports(QuickReplyRouteParts parts) : parts_(std::move(parts)) {}

    // Decides at the head of the request: a file is large.
    Admission admit(const Request& request) const {
        const auto who = parts_.identity.who(request);
        if (!who) return {not_signed_in(), {}};
        if (running_.contains(who->agent.id))
            return {error_response(429, ErrorCode::ImportRunning, "上一个文件还在导入，请等它完成。",
                                   "Your last file is still being imported. Wait until it is done."),
                    {}};
        if (running_.size() >= kMaxImports)
            return {error_response(503, ErrorCode::ImportBusy, "正在导入的人太多，请稍后再试。",
                                   "Too many files are being imported. Try again shortly."),
                    {}};
        return {std::nullopt, who->agent.id.value};
    }

    void begin(const Request& request, const Responder& respond) {
        const auto admitted = admit(request);  // what holds at the end of the body is what counts
        if (admitted.refusal) return respond(*admitted.refusal);
        const auto who = parts_.identity.who(request);
        if (!who) return respond(not_signed_in());
        running_.insert(who->agent.id);
        parts_.workers.run([self = shared_from_this(), agent = who->agent, csv = request.body, respond] {
            auto read = std::make_shared<Result<ReadRows>>(quick_replies_from_csv(csv, agent));
            // Held by the routes alone once they are closed, it ends with them.
            self->parts_.loop.post([weak = std::weak_ptr(self), agent, read, respond] {
                if (const auto imports = weak.lock()) imports->read(agent, read, respond);
            });
        });
    }

  private:
    struct Import {
        Agent agent;
        ReadRows rows;
        Responder respond;
        std::size_t saved = 0;
        QuickRepliesImported result;
    };

    void read(const Agent& agent, const std::shared_ptr<Result<ReadRows>>& read, const Responder& respond) {
        if (!read->ok()) {
            const CsvErrorWords words = csv_error_words(read->error().code);
            return end(agent, respond, error_response(400, read->error().code, words.zh, words.en));
        }
        if (!parts_.store.quick_replies_fit((*read)->rows)) return end(agent, respond, too_many());
        auto import = std::make_shared<Import>();
        import->agent = agent;
        import->rows = std::move(**read);
        import->respond = respond;
        save(import);
    }

    // A part of the rows, then the others' turn. What was saved stays when a later part fails; the same file
    // once more changes only what is missing.
    void save(const std::shared_ptr<Import>& import) {
        auto& rows = import->rows.rows;
        const auto count = std::min(kRowsAtOnce, rows.size() - import->saved);
        const auto from = rows.begin() + static_cast<std::ptrdiff_t>(import->saved);
        const std::vector<QuickReply> part(from, from + static_cast<std::ptrdiff_t>(count));
        const auto saved = parts_.store.import_quick_replies(part, parts_.clock());
        if (!saved.ok()) return failed(*import, saved.error());
        import->saved += count;
        import->result.added += saved->added;
        import->result.replaced += saved->replaced;
        import->result.unchanged += saved->unchanged;
        if (import->saved < rows.size())
            return parts_.loop.post([weak = weak_from_this(), import] {
                if (const auto self = weak.lock()) self->save(import);
            });
        done(*import);
    }

    void failed(const Import& import, const Error& error) {
        // Somebody else has saved some meanwhile.
        if (error.code == ErrorCode::TooManyQuickReplies)
            return end(import.agent, import.respond, too_many());
        log_error_of("quick_replies.import_failed", error, {{"saved", import.saved}});
        end(import.agent, import.respond,
            error_response(503, error.code, "服务器保存失败，没有全部导入。请稍后再导入一次。",
                           "The server could not save this; not all was imported. Import it again later."));
    }

    void done(const Import& import) {
        auto refused = Json::array();
        for (const RefusedRow& row : import.rows.refused)
            refused.push_back(
                {{"line", row.line}, {"code", to_word(row.code)}, {"zh", row.zh}, {"en", row.en}});
        const Json body = {{"added", import.result.added},
                           {"replaced", import.result.replaced},
                           {"unchanged", import.result.unchanged},
                           {"refused", std::move(refused)},
                           {"refused_count", import.rows.refused_count},
                           {"skipped_count", import.rows.skipped_count}};
        log_info("quick_replies.imported", {{"agent", import.agent.id},
                                            {"added", import.result.added},
                                            {"replaced", import.result.replaced},
                                            {"refused", import.rows.refused_count}});
        end(import.agent, import.respond,
            json_response(200, body.dump(-1, ' ', false, Json::error_handler_t::replace)));
    }

    void end(const Agent& agent, const Responder& respond, Response response) {
        running_.erase(agent.id);
        respond(std::move(response));
    }

    QuickReplyRouteParts parts_;
    std::set<AgentId> running_;
};

}  // namespace

void add_quick_reply_routes(Router& router, const QuickReplyRouteParts& parts) {
    router.add("GET", "/api/quick_replies.csv", [parts](const Request& request, const Responder& respond) {
        export_csv(parts, request, respond);
    });
    const auto imports = std::make_shared<Imports>(parts);
    router.add(
        "POST", "/api/quick_replies/import",
        [imports](const Request& request, const Responder& respond) { imports->begin(request, respond); },
        {.max_body = kMaxImportBytes,
         .admit = [imports](const Request& request) { return imports->admit(request); }});
}

}  // namespace kf
