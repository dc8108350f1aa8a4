// Uploads to WeCom as a test sees them: each file gets the id "wx<media>.<n>", n counting its uploads.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "backend/media/outgoing_media.h"
#include "backend/runtime/loop.h"

namespace kf::test {

class FakeMedia final : public MediaKeeper {
  public:
    explicit FakeMedia(Loop& loop) : loop_(loop) {}

    struct Asked {
        MediaId media;
        UploadKind kind;
    };
    std::vector<Asked> asked;
    std::vector<MediaId> forgotten;
    std::deque<Error> errors;  // come first
    bool holding = false;      // answers wait until answer_all()

    void answer_all() {
        for (auto& answer : std::exchange(waiting_, {})) answer();
    }
    void living_media_id(const CorpId&, MediaId media, UploadKind kind, Done done) override {
        asked.push_back({media, kind});
        Result<std::string> answer = std::string{};
        if (!errors.empty()) {
            answer = errors.front();
            errors.pop_front();
        } else {
            int& uploads = uploads_[media.value];
            if (uploads == 0) uploads = 1;
            answer = "wx" + std::to_string(media.value) + "." + std::to_string(uploads);
        }
        auto deliver = [answer, done = std::move(done)] { done(answer); };
        if (holding) {
            waiting_.push_back(std::move(deliver));
        } else {
            loop_.post(std::move(deliver));
        }
    }
    void forget(const CorpId&, MediaId media, UploadKind) override {
        forgotten.push_back(media);
        ++uploads_[media.value];
    }

  private:
    Loop& loop_;
    std::map<std::int64_t, int> uploads_;
    std::vector<std::function<void()>> waiting_;
};

}  // namespace kf::test
