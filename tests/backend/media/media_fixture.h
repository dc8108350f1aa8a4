// A store with a folder of files, a scripted source of media, and a loop that the test pumps.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "backend/media/media_fetcher.h"
#include "backend/media/media_files.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"
#include "backend/wecom/media_api.h"
#include "tests/backend/storage/store_fixture.h"

namespace kf::test {

// Answers on the loop, one turn later, or when the test says so.
class ScriptedMedia final : public MediaApi {
  public:
    explicit ScriptedMedia(Loop& loop) : loop_(loop) {}

    struct File {
        std::string bytes;
        std::string disposition;
    };
    std::map<std::string, File> files;                   // by media_id; others are 40007
    std::map<std::string, std::vector<Error>> troubles;  // come first
    std::vector<std::string> asked;                      // media ids, in order
    std::vector<FileToUpload> uploads;
    std::vector<Error> upload_troubles;
    bool holding = false;
    int under_way = 0, most_under_way = 0;

    void release() {
        holding = false;
        auto ready = std::exchange(held_, {});
        for (auto& task : ready) loop_.post(std::move(task));
    }
    [[nodiscard]] std::size_t held() const { return held_.size(); }

    void download_media(const std::string& media_id, std::int64_t max_bytes, std::shared_ptr<MediaSink> sink,
                        Done<DownloadedMedia> done) override {
        asked.push_back(media_id);
        most_under_way = std::max(most_under_way, ++under_way);
        auto task = [this, media_id, max_bytes, sink = std::move(sink), done = std::move(done)] {
            --under_way;
            auto& trouble = troubles[media_id];
            if (!trouble.empty()) {
                const Error error = trouble.front();
                trouble.erase(trouble.begin());
                return done(error);
            }
            const auto found = files.find(media_id);
            if (found == files.end()) return done(Error{ErrorCode::Wecom, "invalid media_id", 40007});
            const auto& [bytes, disposition] = found->second;
            if (static_cast<std::int64_t>(bytes.size()) > max_bytes)
                return done(Error{ErrorCode::TooLarge, "too large"});
            if (auto begun = sink->start_again(); !begun.ok()) return done(begun.error());
            if (auto written = sink->write(bytes); !written.ok()) return done(written.error());
            done(DownloadedMedia{"application/octet-stream", disposition,
                                 static_cast<std::int64_t>(bytes.size())});
        };
        if (holding)
            held_.push_back(std::move(task));
        else
            loop_.post(std::move(task));
    }
    void upload_media(const FileToUpload& file, Done<std::string> done) override {
        uploads.push_back(file);
        auto task = [this, done = std::move(done), number = uploads.size()] {
            if (upload_troubles.empty()) return done("MEDIA_" + std::to_string(number));
            const Error error = upload_troubles.front();
            upload_troubles.erase(upload_troubles.begin());
            done(error);
        };
        if (holding)
            held_.push_back(std::move(task));
        else
            loop_.post(std::move(task));
    }

  private:
    Loop& loop_;
    std::vector<std::function<void()>> held_;
};

[[nodiscard]] inline KfMessage media_message(const std::string& msgid, UnixSecs at,
                                             const std::string& msgtype, const std::string& body,
                                             const CustomerId& customer = kAnna) {
    KfMessage message;
    message.msgid = KfMessageId{msgid};
    message.account = kSales;
    message.customer = customer;
    message.send_time = at;
    message.origin = origin::kCustomer;
    message.msgtype = msgtype;
    message.raw =
        "{\"msgid\":\"" + msgid + "\",\"msgtype\":\"" + msgtype + "\",\"" + msgtype + "\":" + body + "}";
    return message;
}
[[nodiscard]] inline KfMessage image_message(const std::string& msgid, UnixSecs at,
                                             const std::string& media_id,
                                             const CustomerId& customer = kAnna) {
    return media_message(msgid, at, "image", "{\"media_id\":\"" + media_id + "\"}", customer);
}

struct MediaFixture {
    LogCapture log;
    Loop loop;
    StoreFixture store;
    TempFolder folder;
    MediaFiles files{folder.path() + "/media", 0};
    ScriptedMedia wecom{loop};
    UnixMs now = to_ms(kDay);
    std::unique_ptr<WorkerPool> workers = std::make_unique<WorkerPool>(2);
    std::unique_ptr<WorkerPool> public_workers = std::make_unique<WorkerPool>(3);
    std::unique_ptr<MediaFetcher> fetcher;

    MediaFixture() { REQUIRE(files.open().ok()); }
    ~MediaFixture() { stop(); }

    void start(MediaFetcherOptions options = {}) {
        if (!workers) workers = std::make_unique<WorkerPool>(2);
        if (!public_workers) public_workers = std::make_unique<WorkerPool>(3);
        fetcher = std::make_unique<MediaFetcher>(
            loop, *store.store, files, *workers, *public_workers, [this](const CorpId&) { return &wecom; },
            [this] { return now; }, [] { return 1.0; }, options);
        fetcher->start();
    }
    // As the end of the process.
    void stop() {
        fetcher.reset();
        for (auto* pool : {&workers, &public_workers}) {
            if (*pool) (*pool)->finish();
            pool->reset();
        }
    }
    bool pump_until(const std::function<bool()>& reached, int timeout_ms = 5000) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
        while (!reached()) {
            if (std::chrono::steady_clock::now() > end) return false;
            loop.run_for(std::chrono::milliseconds(2));
        }
        return true;
    }
    void pump(int ms = 40) { loop.run_for(std::chrono::milliseconds(ms)); }

    // The first media of the message with this msgid.
    Media media_of(const std::string& msgid, const CustomerId& customer = kAnna) {
        for (const auto& message : store.messages(store.conversation(customer).id))
            if (message.msgid.value == msgid && !message.media.empty()) return message.media.front();
        return {};
    }
    bool reaches(const std::string& msgid, MediaState state, const CustomerId& customer = kAnna) {
        return pump_until([&] { return media_of(msgid, customer).state == state; });
    }
};

}  // namespace kf::test
