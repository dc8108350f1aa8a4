#include "backend/chat_export/chat_export_routes.h"

#include <charconv>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "backend/auth/request_identity.h"
#include "backend/chat_export/chat_export.h"
#include "backend/http/url.h"
#include "backend/runtime/log.h"
#include "backend/storage/store.h"
#include "shared/desk/recalled.h"

namespace kf {
namespace {

constexpr std::int64_t kLatest = 253'402'300'799'999;  // year 9999
constexpr std::size_t kMaxAccountBytes = 256;
constexpr int kMostOffset = 14 * 60;

using Pairs = std::map<std::string, std::string>;
using Running = std::multiset<AgentId>;  // whose exports are under way

// `fallback` where it is missing or empty; nothing where it is no number within the bounds.
std::optional<std::int64_t> number_of(const Pairs& pairs, const char* name, std::int64_t fallback,
                                      std::int64_t min, std::int64_t max) {
    const auto found = pairs.find(name);
    if (found == pairs.end() || found->second.empty()) return fallback;
    const std::string& text = found->second;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < min || value > max)
        return std::nullopt;
    return value;
}

std::optional<ExportOptions> read_options(const Pairs& pairs) {
    const auto conversation = number_of(pairs, "conversation", 0, 1, INT64_MAX);
    const auto from = number_of(pairs, "from", 0, 0, kLatest);
    const auto to = number_of(pairs, "to", 0, 0, kLatest);
    const auto offset = number_of(pairs, "utc_offset", 480, -kMostOffset, kMostOffset);
    if (!conversation || !from || !to || !offset) return std::nullopt;
    ExportOptions options;
    options.scope.conversation = ConversationId{*conversation};
    options.scope.from = *from;
    options.scope.to = *to;
    options.look.utc_offset_minutes = static_cast<int>(*offset);
    if (const auto lang = pairs.find("lang"); lang != pairs.end())
        options.look.english = lang->second == "en";
    if (const auto account = pairs.find("account"); account != pairs.end()) {
        if (account->second.size() > kMaxAccountBytes) return std::nullopt;
        options.scope.account = AccountId{account->second};
        if (const auto corp = pairs.find("corp"); corp != pairs.end())
            options.scope.corp = CorpId{corp->second};
    }
    return options;
}

Response refused(std::string_view zh, std::string_view en) {
    return error_response(403, ErrorCode::NotAllowed, zh, en);
}

Response unknown_conversation() {
    return error_response(404, ErrorCode::UnknownConversation, "没有这个会话。",
                          "There is no such conversation.");
}

// Why `agent` may not have it.
std::optional<Response> refusal(const Agent& agent, const ExportScope& scope, const Store& store) {
    if (agent.role == Role::Agent) {
        return refused("只有主管和管理员可以导出聊天记录。",
                       "Only supervisors and administrators may export chats.");
    }
    if (!scope.conversation.empty()) {
        const auto head = store.find_conversation(scope.conversation);
        if (!head || !may_see(agent, *head)) return unknown_conversation();
        return std::nullopt;
    }
    if (agent.role != Role::Admin) {
        return refused(
            "主管只能导出单个会话；按账号和时间导出请找管理员。",
            "Supervisors may export single conversations; ask an administrator for whole accounts.");
    }
    if (!scope.account.empty() && !may_see(agent, scope.corp, scope.account))
        return refused("您没有这个客服账号的权限。", "You do not serve this account.");
    return std::nullopt;
}

void get_chats(const ChatExportRouteParts& parts, const std::shared_ptr<Running>& running,
               ExportFormat format, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    auto options = read_options(read_form(request.query));
    if (!options) {
        return respond(error_response(400, ErrorCode::BadQuery, "请求参数有误。", "The query is wrong."));
    }
    if (auto refusing = refusal(who->agent, options->scope, parts.store)) {
        log_warn("chats.export_refused",
                 {{"agent", who->agent.id}, {"conversation", options->scope.conversation}});
        return respond(std::move(*refusing));
    }
    if (running->count(who->agent.id) >= kMaxExportsOfUser) {
        return respond(error_response(429, ErrorCode::ExportRunning, "您正在导出别的聊天记录，请等它完成。",
                                      "You are exporting other chats. Wait until that is done."));
    }
    if (running->size() >= kMaxExports) {
        return respond(error_response(503, ErrorCode::ExportBusy, "正在导出的人太多，请稍后再试。",
                                      "Too many exports at once. Try again later."));
    }
    options->format = format;
    options->recalled = may_read_recalled(who->agent, parts.store.desk_settings());
    const bool csv = format == ExportFormat::Csv;
    const UnixMs now = parts.clock();
    const std::string of = options->scope.conversation.empty()
                               ? std::string{}
                               : "-" + std::to_string(options->scope.conversation.value);
    Response response;
    response.set("Content-Type", csv ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8");
    response.set("Content-Disposition", "attachment; filename=\"chats" + of + "-" +
                                            std::to_string(to_secs(now)) + (csv ? ".csv\"" : ".jsonl\""));
    response.set("Cache-Control", "no-store");
    log_info("chats.export_begun", {{"agent", who->agent.id},
                                    {"role", to_word(who->agent.role)},
                                    {"conversation", options->scope.conversation},
                                    {"account", options->scope.account},
                                    {"from", options->scope.from},
                                    {"to", options->scope.to},
                                    {"format", csv ? "csv" : "jsonl"},
                                    {"recalled", options->recalled}});
    // HEAD asks for nothing.
    if (request.method == "HEAD") return respond(std::move(response));
    const auto entry = running->insert(who->agent.id);
    // As at the beginning: signed in, not disabled, and the same rights. Cheap enough for each piece.
    auto allowed = [parts, request, by = who->agent, scope = options->scope] {
        const auto still = parts.identity.who(request);
        return still && still->agent.id == by.id && still->agent.accounts == by.accounts &&
               !refusal(still->agent, scope, parts.store);
    };
    response.source = std::make_shared<ChatExport>(
        parts.store, who->agent, std::move(*options), now, std::move(allowed),
        [running, entry](std::int64_t messages, bool whole) {
            const AgentId agent = *entry;  // NOLINT(performance-unnecessary-copy-initialization): erased next
            running->erase(entry);
            log_info("chats.export_ended", {{"agent", agent}, {"messages", messages}, {"whole", whole}});
        });
    respond(std::move(response));
}

}  // namespace

void add_chat_export_routes(Router& router, const ChatExportRouteParts& parts) {
    const auto running = std::make_shared<Running>();
    for (const auto format : {ExportFormat::JsonLines, ExportFormat::Csv}) {
        router.add("GET", format == ExportFormat::Csv ? "/api/chats.csv" : "/api/chats.jsonl",
                   [parts, running, format](const Request& request, const Responder& respond) {
                       get_chats(parts, running, format, request, respond);
                   });
    }
}

}  // namespace kf
