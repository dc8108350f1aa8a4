// What the HTTP route /callback/<corp_id> calls: decide, note durably, wake the sync, answer.
#pragma once

#include <string>
#include <string_view>

namespace kf {

class CallbackHandler;
class CorpSync;

struct CallbackAnswer {
    int status = 403;
    std::string body;  // text/plain; charset=utf-8, exactly these bytes
};

class CallbackEntrance {
  public:
    CallbackEntrance(CallbackHandler& handler, CorpSync& sync) : handler_(handler), sync_(sync) {}

    // On the loop thread. `query` is raw, as behind '?'. Methods but GET and POST: 405. When the news cannot
    // be noted (store failing) the answer is 500, so that WeCom tries again.
    CallbackAnswer answer(std::string_view method, std::string_view query, std::string_view body);

    // The status with which a POST is refused before its body is read, as its query alone shows that it is
    // not WeCom's; 0 = read it.
    int refused_unread(std::string_view query) const;

  private:
    CallbackHandler& handler_;
    CorpSync& sync_;
};

}  // namespace kf
