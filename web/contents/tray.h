// The tray above the text field: files that will be sent and cards of quick replies. Files are looked at,
// made smaller where the agent wants it, and uploaded at once; sending waits for them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/kf/content.h"
#include "shared/messages/media.h"
#include "web/contents/attachment.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

enum class AttachmentPhase : std::uint8_t {
    Looking,    // what it is is being found out
    Choosing,   // cannot go as it is: the agent chooses among the offers
    Refused,    // cannot be sent at all
    Shrinking,  // being encoded anew
    Shrunk,     // smaller now: the agent looks at it and agrees
    Uploading,  // also while it waits for the network
    Ready,
    Failed,  // the upload: can be tried again
};

struct Attachment {
    std::uint32_t number = 0;  // unique on the page
    AttachmentPhase phase = AttachmentPhase::Looking;
    AttachmentKind kind = AttachmentKind::File;
    AttachmentNote note = AttachmentNote::None;
    AttachmentOffers offers;
    FileRef file;      // what is sent; none for contents that were ready before
    FileRef original;  // before it was encoded anew
    FileFacts facts;   // of `file`
    UploadId upload = 0;
    // Ready: what is sent, and what shows it until the stream brings the message.
    Content content;
    std::vector<Media> media;
    std::string zh, en;  // why the upload failed

    std::uint64_t bytes() const;
    std::string name() const;
    // What a thumbnail is drawn from; empty: an icon.
    std::string picture() const;
    // Could go as a file instead of what it is.
    bool may_be_file() const;
    // Not gone out of the way yet: neither ready nor refused for good.
    bool unfinished() const { return phase != AttachmentPhase::Ready; }
};

class Tray {
  public:
    Tray();
    Tray(Tray&&) noexcept;
    Tray& operator=(Tray&&) noexcept;
    ~Tray();

    // More than these are left out; the customer could not get them within one reply window anyway.
    static constexpr std::size_t kMost = 20;

    std::size_t size() const { return items_->size(); }
    bool empty() const { return items_->empty(); }
    const std::vector<Attachment>& items() const { return *items_; }
    bool all_ready() const;
    // The first that keeps the tray from being sent, other than by an upload under way.
    const Attachment* blocked() const;
    bool uploading() const;
    // Files that only this page has, and that could still be sent.
    bool unkept() const;

    // Returns how many found room.
    std::size_t add_files(Platform& platform, std::vector<FileRef> files);
    // What was recorded here: a voice, whatever it looks like. False: no room.
    bool add_recording(Platform& platform, FileRef recording);
    // A card or a file that kfdesk holds already. False: no room.
    bool add_content(Content content, std::vector<Media> media);
    // What shows the content that was added last.
    void add_media(Media media);
    void remove(Platform& platform, std::uint32_t number);
    // Only the offers and what may_go_as_file allows.
    void send_as_file(Platform& platform, std::uint32_t number);
    void encode_anew(Platform& platform, std::uint32_t number);
    void agree(Platform& platform, std::uint32_t number);
    void retry(Platform& platform, std::uint32_t number);
    // Takes over what the uploads have done since. True: something changed.
    bool follow_uploads(Platform& platform);
    // Everything that was sent leaves; its uploads are forgotten, not thrown away.
    void clear_sent(Platform& platform);

  private:
    Attachment* find(std::uint32_t number);
    void look_at(Platform& platform, std::uint32_t number);

    // Shared with the answers that are under way: they find nobody when the tray has gone.
    std::shared_ptr<std::vector<Attachment>> items_;
};

}  // namespace kf::web
