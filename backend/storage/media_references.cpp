#include "backend/storage/media_references.h"

#include <string_view>

#include "shared/base/overloaded.h"
#include "shared/messages/media.h"

namespace kf {
namespace {

constexpr int kMaxDepth = 4;
constexpr std::size_t kMaxMediaIdBytes = 1024;
constexpr std::size_t kMaxAddressBytes = 2048;

class References {
  public:
    std::vector<MediaReference> found;

    void add(const Content& content, const std::string& prefix, int depth) {
        const auto main = [&](MediaKind kind, const std::string& media_id) {
            wecom(prefix.empty() ? "main" : prefix, kind, media_id);
        };
        const auto part = [&](const char* role) { return prefix.empty() ? role : prefix + "." + role; };
        std::visit(Overloaded{
                       [&](const ImageBody& body) { main(MediaKind::Image, body.media_id); },
                       [&](const VoiceBody& body) { main(MediaKind::Voice, body.media_id); },
                       [&](const VideoBody& body) { main(MediaKind::Video, body.media_id); },
                       [&](const FileBody& body) { main(MediaKind::File, body.media_id); },
                       [&](const LinkBody& body) {
                           if (body.pic_url.empty())
                               wecom(part("thumb"), MediaKind::Image, body.thumb_media_id);
                           else
                               address(part("thumb"), body.pic_url);
                       },
                       [&](const MiniprogramBody& body) {
                           wecom(part("thumb"), MediaKind::Image, body.thumb_media_id);
                       },
                       [&](const ShopProductBody& body) {
                           address(part("thumb"), body.head_image);
                           address(part("shop"), body.shop_head_image);
                       },
                       [&](const ShopOrderBody& body) { address(part("thumb"), body.image_url); },
                       [&](const MergedBody& body) {
                           if (depth >= kMaxDepth) return;
                           for (std::size_t i = 0; i < body.items.size(); ++i) {
                               if (found.size() >= kMaxMediaOfMessage) return;
                               const auto& item = body.items[i];
                               const std::string role =
                                   (prefix.empty() ? "" : prefix + ".") + "item." + std::to_string(i);
                               add(content_from_raw(item.msgtype, item.raw), role, depth + 1);
                           }
                       },
                       [](const auto&) {},
                   },
                   content);
    }

  private:
    void wecom(const std::string& role, MediaKind kind, const std::string& media_id) {
        // Our own ids mean our own files: nothing that comes from outside may name one.
        if (media_id.empty() || media_id.size() > kMaxMediaIdBytes || !own_media_id_from(media_id).empty())
            return;
        push({role, kind, MediaSource::Wecom, media_id});
    }
    void address(const std::string& role, const std::string& url) {
        const bool web = url.starts_with("http://") || url.starts_with("https://");
        if (web && url.size() <= kMaxAddressBytes) push({role, MediaKind::Image, MediaSource::Url, url});
    }
    void push(MediaReference reference) {
        if (found.size() < kMaxMediaOfMessage) found.push_back(std::move(reference));
    }
};

}  // namespace

std::vector<MediaReference> media_references(const Content& content) {
    References references;
    references.add(content, "", 0);
    return std::move(references.found);
}

}  // namespace kf
