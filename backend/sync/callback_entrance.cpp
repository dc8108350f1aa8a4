#include "backend/sync/callback_entrance.h"

#include "backend/callback/callback_handler.h"
#include "backend/runtime/log.h"
#include "backend/sync/corp_sync.h"

namespace kf {

int CallbackEntrance::refused_unread(std::string_view query) const {
    const auto fault = handler_.fault_of_query(query);
    if (!fault) return 0;
    log_warn("callback.refused",
             {{"corp", handler_.corp()}, {"method", "POST"}, {"status", 403}, {"fault", *fault}});
    return 403;
}

CallbackAnswer CallbackEntrance::answer(std::string_view method, std::string_view query,
                                        std::string_view body) {
    if (method != "GET" && method != "POST") return {405, ""};
    const auto decision = method == "GET" ? handler_.get(query) : handler_.post(query, body);
    switch (decision.kind) {
        case CallbackKind::Refused:
            log_warn("callback.refused", {{"corp", handler_.corp()},
                                          {"method", method},
                                          {"status", decision.status},
                                          {"fault", decision.fault}});
            return {decision.status, ""};
        case CallbackKind::UrlChecked:
            log_info("callback.url_checked", {{"corp", handler_.corp()}});
            break;
        case CallbackKind::News:
            if (const auto noted = sync_.note_news(decision.account, decision.token); !noted) {
                log_error_of("callback.not_noted", noted.error(),
                             {{"corp", handler_.corp()}, {"account", decision.account}});
                return {500, ""};
            }
            break;
        case CallbackKind::AccountsChanged:
            log_info("callback.accounts_changed", {{"corp", handler_.corp()},
                                                   {"granted", decision.granted.size()},
                                                   {"withdrawn", decision.withdrawn.size()}});
            sync_.accounts_changed();
            break;
        case CallbackKind::Ignored:
            log_info("callback.ignored", {{"corp", handler_.corp()}, {"event", decision.event}});
            break;
        case CallbackKind::Repeated:
            log_debug("callback.repeated", {{"corp", handler_.corp()}});
            break;
    }
    handler_.remember(decision);
    return {decision.status, decision.body};
}

}  // namespace kf
