#include "shared/search/message_text.h"

#include "shared/base/overloaded.h"
#include "shared/base/utf8.h"
#include "shared/kf/content.h"

namespace kf {
namespace {

constexpr int kMaxNested = 8;  // records within records

class Lines {
  public:
    void add(std::string_view line) {
        if (line.empty() || out_.size() >= kMaxSearchedBytes) return;
        if (!out_.empty()) out_.push_back('\n');
        out_.append(utf8_prefix(line, kMaxSearchedBytes - out_.size()));
    }
    [[nodiscard]] bool full() const { return out_.size() >= kMaxSearchedBytes; }
    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
    std::string out_;
};

void add_content(Lines& lines, const Content& content, int depth) {
    std::visit(Overloaded{
                   [&](const TextBody& b) { lines.add(b.content); },
                   [&](const LocationBody& b) {
                       lines.add(b.name);
                       lines.add(b.address);
                   },
                   [&](const LinkBody& b) {
                       lines.add(b.title);
                       lines.add(b.desc);
                       lines.add(b.url);
                   },
                   [&](const MiniprogramBody& b) { lines.add(b.title); },
                   [&](const CustomerLinkBody& b) { lines.add(b.link_url); },
                   [&](const MenuBody& b) {
                       lines.add(b.head_content);
                       for (const MenuItem& item : b.list) lines.add(item.content);
                       lines.add(b.tail_content);
                   },
                   [&](const ShopProductBody& b) {
                       lines.add(b.title);
                       lines.add(yuan_from_fen(b.sales_price));
                       lines.add(b.shop_nickname);
                   },
                   [&](const ShopOrderBody& b) {
                       lines.add(b.order_id);
                       lines.add(b.product_titles);
                       lines.add(b.price_wording);
                       lines.add(b.state);
                       lines.add(b.shop_nickname);
                   },
                   [&](const MergedBody& b) {
                       lines.add(b.title);
                       for (const MergedItem& item : b.items) {
                           if (lines.full() || depth >= kMaxNested) return;
                           lines.add(item.sender_name);
                           add_content(lines, content_from_raw(item.msgtype, item.raw), depth + 1);
                       }
                   },
                   [&](const ChannelsBody& b) {
                       lines.add(b.title);
                       lines.add(b.nickname);
                   },
                   [](const auto&) {},  // pictures, voices, … say nothing that can be read
               },
               content);
}

}  // namespace

std::string searched_text(const Message& message) {
    Lines lines;
    if (message.recalled || message.msgtype == "event") return {};
    if (message.msgtype == "text" || message.msgtype == kPrivateNote) {
        lines.add(message.text);
    } else {
        add_content(lines, content_from_raw(message.msgtype, message.raw), 0);
    }
    for (const Media& media : message.media) lines.add(searched_name(message, media));
    return lines.take();
}

std::string_view searched_name(const Message& message, const Media& media) {
    if (media.role != "main" && !media.role.starts_with("item.")) return {};
    const std::string_view mime = media.mime;
    const bool nameless =
        mime.starts_with("image/") || mime.starts_with("audio/") || mime.starts_with("video/");
    const bool ours = message.sender.kind == SenderKind::Agent;  // an upload, named by who made it
    return nameless && !ours && message.msgtype != "file" ? std::string_view{} : media.name;
}

}  // namespace kf
