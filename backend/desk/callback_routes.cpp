#include "backend/desk/callback_routes.h"

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
    const RouteOptions reading{.max_body = CallbackHandler::kMaxBodyBytes, .callers = Callers::Anyone};
    RouteOptions posting = reading;
    posting.admit = [&corps](const Request& request) -> Admission {
        for (const auto& corp : corps) {
            if (corp->corp().value != request.captured.at(0)) continue;
            const int refused = corp->callbacks().refused_unread(request.query);
            if (refused == 0) return {};
            return {text_response(refused, ""), {}};
        }
        return {text_response(404, "Not found\n"), {}};
    };
    // Administrators type the address into a form of WeCom's; a slash at its end is none of their faults.
    for (const char* address : {"/callback/<corp>", "/callback/<corp>/"}) {
        router.add("GET", address, handler, reading);
        router.add("POST", address, handler, posting);
    }
}

}  // namespace kf
