#include "backend/app/callback_routes.h"

namespace kf {

void add_callback_routes(Router& router, const std::vector<std::unique_ptr<CorpDesk>>& corps) {
    const Handler handler = [&corps](const Request& request, const Responder& respond) {
        for (const auto& corp : corps) {
            if (corp->corp().value != request.captured.at(0)) continue;
            auto answer = corp->callbacks().answer(request.method, request.query, request.body);
            return respond(text_response(answer.status, std::move(answer.body)));
        }
        respond(text_response(404, "Not found\n"));
    };
    RouteOptions options{.max_body = CallbackHandler::kMaxBodyBytes, .callers = Callers::Anyone};
    router.add("GET", "/callback/<corp>", handler, options);
    options.admit = [&corps](const Request& request) -> Admission {
        for (const auto& corp : corps) {
            if (corp->corp().value != request.captured.at(0)) continue;
            const int refused = corp->callbacks().refused_unread(request.query);
            if (refused == 0) return {};
            return {text_response(refused, ""), {}};
        }
        return {text_response(404, "Not found\n"), {}};
    };
    router.add("POST", "/callback/<corp>", handler, std::move(options));
}

}  // namespace kf
