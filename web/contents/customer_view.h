// How the customer will see a message in WeChat, drawn small: for previews before sending and in the editors
// of cards.
#pragma once

#include <string>
#include <string_view>

#include "shared/kf/content.h"
#include "shared/messages/media.h"
#include "web/screen/screen.h"

namespace kf::web {

struct CustomerView {
    const Content* content = nullptr;
    std::string picture = {};    // address of a picture or thumbnail; empty: an icon stands in
    std::string file_name = {};  // of files
    std::uint64_t bytes = 0;
    int duration_ms = 0;  // of voice
};

// The height it takes in a column of that width.
float customer_view_height(const Screen& screen, float width, const CustomerView& view);
// At the top left of the column.
void draw_customer_view(const Screen& screen, Rect area, const CustomerView& view);
// In one line, for the mirror and for lists: [链接] 标题
std::string content_line(const Content& content, std::string_view file_name, const Words& w);
// 链接卡片, 小程序 …
std::string_view content_kind_words(const Content& content, const Words& w);

// The picture of a content among its media, as an address; empty when there is none.
std::string media_picture(const std::vector<Media>& media);

}  // namespace kf::web
