// Uploads to the backend that survive a broken connection: in pieces, resumed where the backend stands. Two
// at once, the others wait their turn. Works in a hidden tab.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "web/ui/platform/files.h"
#include "web/ui/platform/http.h"
#include "web/ui/platform/page.h"

namespace kf::web {

using UploadId = std::uint32_t;

enum class UploadPhase : std::uint8_t {
    Queued,  // others go first
    Uploading,
    Waiting,  // for the network or the backend; goes on by itself
    Done,
    Failed,
    Cancelled
};

struct UploadNow {
    UploadPhase phase = UploadPhase::Queued;
    std::uint64_t sent = 0;  // bytes that the backend has, plus those on their way
    std::uint64_t bytes = 0;
    std::string media = {};  // Done: the media as JSON text, see shared/messages/media.h
    std::string code = {};   // Failed: the backend's word, or "file_unreadable", "bad_answer"
    std::string zh = {};     // Failed: a sentence; empty for codes of ours
    std::string en = {};
    float share() const {
        return bytes == 0 ? 0 : static_cast<float>(static_cast<double>(sent) / static_cast<double>(bytes));
    }
};

struct PieceAnswer {
    HttpError error = HttpError::None;
    bool unreadable = false;  // the file was changed or removed on disk
    int status = 0;
    std::string body = {};
};

// Sends a piece of a file.
class UploadPort {
  public:
    virtual ~UploadPort() = default;
    // PUT of bytes [offset, offset + length) to `path` at the backend. `progress` says how many of them are
    // on their way; `done` runs once unless aborted.
    virtual std::uint32_t put(std::string_view path, FileId file, std::uint64_t offset, std::uint64_t length,
                              std::function<void(std::uint64_t)> progress,
                              std::function<void(PieceAnswer)> done) = 0;
    virtual void abort(std::uint32_t call) = 0;
};

class Uploads {
  public:
    static constexpr int kAtOnce = 2;

    Uploads(UploadPort& port, Http& http, Page& page);
    ~Uploads();
    Uploads(const Uploads&) = delete;
    Uploads& operator=(const Uploads&) = delete;

    // `purpose`: image, voice, video, file or thumb. Keeps the file until it is done or forgotten. `name`
    // replaces the file's own.
    UploadId start(FileRef file, std::string_view purpose, std::string_view name = {});
    // Nullptr: forgotten or never known. Valid until the next call that is not const.
    const UploadNow* find(UploadId id) const;
    // Stops it and tells the backend to throw away what it has. Done ones are thrown away there as well:
    // cancel only what is not used in a message.
    void cancel(UploadId id);
    // A failed or cancelled one from the beginning.
    void retry(UploadId id);
    // Not needed any more; one that still runs is cancelled, one that is done stays at the backend.
    void forget(UploadId id);
    // Outside of frames: one is done or has failed (a hidden tab may send the message then).
    void on_end(std::function<void(UploadId)> handler) { ended_ = std::move(handler); }
    // Bytes would be lost if the page closed now.
    bool busy() const;

  private:
    struct Upload {
        FileRef file;
        std::string purpose;
        std::string name;
        UploadNow now;
        std::string key;           // the backend's name for it; empty: not begun there
        std::uint64_t offset = 0;  // what the backend has
        std::uint64_t piece = 0;   // its largest piece
        bool active = false;       // one of the two
        int failures = 0;          // in a row
        int restarts = 0;
        HttpCallId call = 0;
        std::uint32_t put = 0;
        TimerId timer = 0;
    };
    Upload* get(UploadId id);
    void begin_next();
    void begin(UploadId id);
    void ask_offset(UploadId id);
    void send_piece(UploadId id);
    void on_created(UploadId id, const HttpResponse& answer);
    void on_offset(UploadId id, const HttpResponse& answer);
    void on_piece(UploadId id, const PieceAnswer& answer);
    // Takes {"offset", "media"?}; false: not understood.
    bool take_progress(UploadId id, const std::string& body);
    void wait(UploadId id);
    void go_on(UploadId id);
    void restart(UploadId id);
    void fail(UploadId id, std::string code, std::string zh = {}, std::string en = {});
    void fail_with(UploadId id, int status, const std::string& body);
    void end(UploadId id, UploadPhase phase);
    void stop(Upload& upload);
    void throw_away(const Upload& upload);
    void network_may_be_back();

    UploadPort& port_;
    Http& http_;
    Page& page_;
    std::map<UploadId, Upload> uploads_;
    std::function<void(UploadId)> ended_;
    std::shared_ptr<bool> alive_;
    bool online_ = true;
    UploadId next_ = 1;
};

}  // namespace kf::web
