// A store for those who never touch media: every call about them is a mistake of the test.
#pragma once

#include <stdexcept>

#include "backend/storage/store.h"

namespace kf::testing {

class StoreWithoutMedia : public Store {
  public:
    std::optional<MediaRow> find_media(MediaId) const override { throw mistake(); }
    MediaTotals media_totals() const override { throw mistake(); }
    void on_media_waiting(std::function<void()>) override { throw mistake(); }
    std::vector<MediaRow> due_media(UnixMs, MediaSource, MediaOrder, const std::vector<MediaId>&,
                                    std::size_t) const override {
        throw mistake();
    }
    std::optional<UnixMs> next_media_time(MediaSource) const override { throw mistake(); }
    Result<void> media_outcome(MediaId, const MediaOutcome&, UnixMs) override { throw mistake(); }
    Result<void> retry_media(MessageId, UnixMs) override { throw mistake(); }
    Result<void> begin_upload(const NewUpload&, UnixMs) override { throw mistake(); }
    std::optional<UploadRow> find_upload(std::string_view) const override { throw mistake(); }
    std::vector<UploadRow> uploads_of(const AgentId&) const override { throw mistake(); }
    Result<void> upload_grew(std::string_view, std::int64_t, UnixMs) override { throw mistake(); }
    Result<Media> finish_upload(std::string_view, MediaKind, const MediaOutcome&, UnixMs) override {
        throw mistake();
    }
    Result<void> drop_upload(std::string_view, UnixMs) override { throw mistake(); }
    Result<std::vector<std::string>> drop_old_uploads(UnixMs, UnixMs, std::size_t, UnixMs) override {
        throw mistake();
    }
    std::string wecom_media_id(const WecomUpload&, UnixMs) const override { throw mistake(); }
    Result<void> save_wecom_media_id(const WecomUpload&, std::string_view, UnixMs) override {
        throw mistake();
    }
    Result<void> forget_wecom_media_id(const WecomUpload&, UnixMs) override { throw mistake(); }
    std::vector<std::string> unknown_files(const std::vector<std::string>&) const override {
        throw mistake();
    }
    Result<std::vector<StoredFile>> drop_oldest_media(std::int64_t, std::size_t, UnixMs) override {
        throw mistake();
    }
    Result<std::vector<StoredFile>> drop_unused_files(std::size_t, UnixMs) override { throw mistake(); }

  private:
    static std::logic_error mistake() {
        return std::logic_error("a call about media that this test does not expect");
    }
};

}  // namespace kf::testing
