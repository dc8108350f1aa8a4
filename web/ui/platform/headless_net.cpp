#include <algorithm>
#include <utility>

#include "web/ui/platform/headless.h"

namespace kf::web {
namespace {

class HeadlessSocket final : public Socket {
  public:
    explicit HeadlessSocket(std::shared_ptr<HeadlessSockets::Connection> c) : connection_(std::move(c)) {}
    ~HeadlessSocket() override {
        connection_->gone = true;
        connection_->open = false;
    }
    bool send(std::string_view text) override {
        if (!connection_->open || connection_->full) return false;
        connection_->sent.emplace_back(text);
        return true;
    }
    void close(int, std::string_view) override {
        connection_->closed_by_console = true;
        connection_->open = false;
    }

  private:
    std::shared_ptr<HeadlessSockets::Connection> connection_;
};

}  // namespace

std::unique_ptr<Socket> HeadlessSockets::open(std::string_view path, std::string_view sub_protocol,
                                              SocketHandlers handlers) {
    auto connection = std::make_shared<Connection>();
    connection->path = path;
    connection->sub_protocol = sub_protocol;
    connection->handlers = std::move(handlers);
    connections.push_back(connection);
    return std::make_unique<HeadlessSocket>(std::move(connection));
}

// Handlers may destroy the socket, or open another: each works on a copy.
void HeadlessSockets::accept(std::size_t index) {
    const auto c = connections.at(index);
    if (c->gone || c->open) return;
    c->open = true;
    const auto opened = c->handlers.opened;
    if (opened) opened();
}

void HeadlessSockets::say(std::size_t index, std::string_view text) {
    const auto c = connections.at(index);
    if (c->gone || !c->open) return;
    const auto message = c->handlers.message;
    if (message) message(text);
}

void HeadlessSockets::drop(std::size_t index, int code, std::string_view reason) {
    const auto c = connections.at(index);
    if (c->gone) return;
    c->open = false;
    const auto closed = std::exchange(c->handlers.closed, nullptr);
    if (closed) closed(code, reason);
}

HttpCallId HeadlessHttp::send(HttpRequest request, std::function<void(HttpResponse)> done) {
    requests.push_back(request);
    waiting.push_back({next_, std::move(request), std::move(done)});
    return next_++;
}

void HeadlessHttp::abort(HttpCallId call) {
    std::erase_if(waiting, [call](const Call& c) { return c.id == call; });
}

bool HeadlessHttp::answer(std::string_view path, int status, std::string_view body, std::string_view type) {
    const auto found = std::find_if(waiting.begin(), waiting.end(),
                                    [&](const Call& c) { return c.request.path.starts_with(path); });
    if (found == waiting.end()) return false;
    const Call call = std::move(*found);
    waiting.erase(found);
    if (body.size() > call.request.max_bytes) {
        call.done({.error = HttpError::TooLarge});
    } else {
        call.done({.status = status, .content_type = std::string(type), .body = std::string(body)});
    }
    return true;
}

bool HeadlessHttp::fail(std::string_view path, HttpError error) {
    const auto found = std::find_if(waiting.begin(), waiting.end(),
                                    [&](const Call& c) { return c.request.path.starts_with(path); });
    if (found == waiting.end()) return false;
    const Call call = std::move(*found);
    waiting.erase(found);
    call.done({.error = error});
    return true;
}

void HeadlessClipboard::write_text(std::string_view utf8, std::function<void(bool)> done) {
    if (!refuses) text = utf8;
    if (done) done(!refuses);
}

void HeadlessNotifications::ask_permission(std::function<void(Permission)> done) {
    state = answer;
    if (done) done(state);
}

bool HeadlessNotifications::show(DesktopNote note) {
    if (state != Permission::Granted) return false;
    shown.push_back(std::move(note));
    return true;
}

bool HeadlessNotifications::play(Sound sound, float) {
    if (sound_blocked) return false;
    played.push_back(sound);
    return true;
}

void HeadlessNotifications::set_badge(int count, std::string_view text) {
    badge = count;
    title = text;
}

}  // namespace kf::web
