#include <emscripten.h>

#include <map>
#include <utility>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

struct Piece {
    std::function<void(std::uint64_t)> progress;
    std::function<void(PieceAnswer)> done;
};

std::map<std::uint32_t, Piece>& pieces() {
    static std::map<std::uint32_t, Piece> all;
    return all;
}

class BrowserUploads final : public UploadPort {
  public:
    explicit BrowserUploads(Page& page) : page_(page) {}
    std::uint32_t put(std::string_view path, FileId file, std::uint64_t offset, std::uint64_t length,
                      std::function<void(std::uint64_t)> progress,
                      std::function<void(PieceAnswer)> done) override {
        const std::uint32_t call = next_++;
        pieces().insert({call, {std::move(progress), std::move(done)}});
        const std::string url = backend_url(page_, path);
        kf_upload_put(call, url.data(), url.size(), file, static_cast<double>(offset),
                      static_cast<double>(length));
        return call;
    }
    void abort(std::uint32_t call) override {
        pieces().erase(call);
        kf_upload_abort(call);
    }

  private:
    Page& page_;
    std::uint32_t next_ = 1;
};

}  // namespace

std::unique_ptr<UploadPort> browser_uploads(Page& page) {
    return std::make_unique<BrowserUploads>(page);
}

}  // namespace kf::web

extern "C" {

EMSCRIPTEN_KEEPALIVE void kf_on_piece_progress(std::uint32_t call, double bytes) {
    const auto found = kf::web::pieces().find(call);
    if (found != kf::web::pieces().end()) found->second.progress(static_cast<std::uint64_t>(bytes));
}

EMSCRIPTEN_KEEPALIVE void kf_on_piece(std::uint32_t call, int error, int unreadable, int status,
                                      const char* body, std::size_t length) {
    auto& pieces = kf::web::pieces();
    const auto found = pieces.find(call);
    if (found == pieces.end()) return;
    const auto done = std::move(found->second.done);
    pieces.erase(found);
    done({.error = static_cast<kf::web::HttpError>(error),
          .unreadable = unreadable != 0,
          .status = status,
          .body = std::string(body, length)});
    kf_page_request_frame();
}
}
