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
    const RouteOptions options{CallbackHandler::kMaxBodyBytes, Callers::Anyone};
    // Administrators type the address into a form of WeCom's; a slash at its end is none of their faults.
    for (const char* address : {"/callback/<corp>", "/callback/<corp>/"}) {
        router.add("GET", address, handler, options);
        router.add("POST", address, handler, options);
    }
}

}  // namespace kf
