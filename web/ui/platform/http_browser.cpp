#include <emscripten.h>

#include <map>
#include <utility>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

std::map<HttpCallId, std::function<void(HttpResponse)>>& http_calls() {
    static std::map<HttpCallId, std::function<void(HttpResponse)>> all;
    return all;
}

class BrowserHttp final : public Http {
  public:
    explicit BrowserHttp(Page& page) : page_(page) {}

    HttpCallId send(HttpRequest request, std::function<void(HttpResponse)> done) override {
        const HttpCallId id = next_++;
        http_calls().emplace(id, std::move(done));
        const std::string url = page_.backend() + request.path;
        std::string headers;
        for (const auto& [name, value] : request.headers) headers += name + ":" + value + "\n";
        kf_http_send(id, request.method.data(), request.method.size(), url.data(), url.size(), headers.data(),
                     headers.size(), request.body.data(), request.body.size(), request.timeout_ms,
                     request.max_bytes);
        return id;
    }
    void abort(HttpCallId call) override {
        http_calls().erase(call);
        kf_http_abort(call);
    }

  private:
    Page& page_;
    HttpCallId next_ = 1;
};

}  // namespace

std::unique_ptr<Http> browser_http(Page& page) {
    return std::make_unique<BrowserHttp>(page);
}

}  // namespace kf::web

extern "C" EMSCRIPTEN_KEEPALIVE void kf_on_http(std::uint32_t id, int error, int status, const char* type,
                                                std::size_t type_length, const char* body,
                                                std::size_t body_length) {
    auto& calls = kf::web::http_calls();
    const auto found = calls.find(id);
    if (found == calls.end()) return;
    const auto done = std::move(found->second);
    calls.erase(found);
    done({.error = static_cast<kf::web::HttpError>(error),
          .status = status,
          .content_type = std::string(type, type_length),
          .body = std::string(body, body_length)});
    kf_page_request_frame();
}
