#include "shared/kf/content_limits.h"

#include <algorithm>
#include <string_view>

#include "shared/base/blank.h"
#include "shared/base/overloaded.h"
#include "shared/kf/message_codec.h"

namespace kf {
namespace {

using Problem = std::optional<ContentProblem>;

ContentProblem too_long(ErrorCode code, std::string_view zh, std::string_view en, std::size_t max,
                        std::size_t is) {
    const std::string limit = std::to_string(max), now = std::to_string(is);
    return {code, std::string{zh} + "最多 " + limit + " 字节，现在是 " + now + "，请缩短。",
            std::string{en} + " may have " + limit + " bytes, this has " + now + ". Make it shorter."};
}

ContentProblem missing(ErrorCode code, std::string_view zh, std::string_view en) {
    return {code, "请填写" + std::string{zh} + "。", "Fill in " + std::string{en} + "."};
}

bool is_web_address(std::string_view url) {
    const auto starts = [&](std::string_view scheme) {
        return url.size() > scheme.size() && url.substr(0, scheme.size()) == scheme;
    };
    return starts("http://") || starts("https://");
}

Problem address_problem(std::string_view url) {
    if (url.empty()) return missing(ErrorCode::UrlMissing, "网址", "the address");
    if (!is_web_address(url)) {
        return ContentProblem{ErrorCode::UrlWrong, "网址要以 http:// 或 https:// 开头。",
                              "The address must begin with http:// or https://."};
    }
    if (url.size() > kMaxUrlBytes)
        return too_long(ErrorCode::UrlTooLong, "网址", "The address", kMaxUrlBytes, url.size());
    return std::nullopt;
}

Problem miniprogram_problem(std::string_view appid, std::string_view pagepath) {
    if (appid.empty()) return missing(ErrorCode::AppidMissing, "小程序的 AppID", "the mini program's AppID");
    if (appid.size() > kMaxAppidBytes)
        return too_long(ErrorCode::AppidTooLong, "AppID ", "The AppID", kMaxAppidBytes, appid.size());
    if (pagepath.empty())
        return missing(ErrorCode::PagepathMissing, "小程序的页面路径", "the mini program's page path");
    if (pagepath.size() > kMaxPagepathBytes) {
        return too_long(ErrorCode::PagepathTooLong, "页面路径", "The page path", kMaxPagepathBytes,
                        pagepath.size());
    }
    return std::nullopt;
}

bool is_action(const MenuItem& item) {
    return item.kind == MenuItemKind::Click || item.kind == MenuItemKind::View ||
           item.kind == MenuItemKind::Miniprogram;
}

Problem item_problem(const MenuItem& item) {
    if (item.kind == MenuItemKind::Unknown) {
        return ContentProblem{ErrorCode::MenuItemUnknown,
                              "菜单里有 kfdesk 不认识的一项，不能原样发出，请删去它。",
                              "The menu has an item of a kind that kfdesk does not know. Remove it."};
    }
    if (is_blank(item.content))
        return missing(ErrorCode::MenuItemEmpty, "每个菜单项的文字", "the text of every menu item");
    const std::size_t most = item.kind == MenuItemKind::Click  ? kMaxMenuClickBytes
                             : item.kind == MenuItemKind::Text ? kMaxMenuTextBytes
                                                               : kMaxMenuViewBytes;
    if (item.content.size() > most) {
        return too_long(ErrorCode::MenuItemTooLong, "这种菜单项的文字", "The text of such a menu item", most,
                        item.content.size());
    }
    if (item.kind == MenuItemKind::Click && item.id.size() > kMaxMenuClickBytes) {
        return too_long(ErrorCode::MenuIdTooLong, "菜单项的编号", "The id of a menu item", kMaxMenuClickBytes,
                        item.id.size());
    }
    if (item.kind == MenuItemKind::View) return address_problem(item.url);
    if (item.kind == MenuItemKind::Miniprogram) return miniprogram_problem(item.appid, item.pagepath);
    return std::nullopt;
}

Problem menu_problem(const MenuBody& menu, Occasion occasion) {
    if (is_blank(menu.head_content) && menu.list.empty() && is_blank(menu.tail_content)) {
        return ContentProblem{ErrorCode::MenuEmpty, "菜单是空的，请写标题或加一项。",
                              "The menu is empty. Write a heading or add an item."};
    }
    if (menu.head_content.size() > kMaxMenuHeadBytes) {
        return too_long(ErrorCode::MenuHeadTooLong, "菜单的开头", "The menu's heading", kMaxMenuHeadBytes,
                        menu.head_content.size());
    }
    if (menu.tail_content.size() > kMaxMenuHeadBytes) {
        return too_long(ErrorCode::MenuTailTooLong, "菜单的结尾", "The menu's closing line",
                        kMaxMenuHeadBytes, menu.tail_content.size());
    }
    if (occasion == Occasion::OnEvent && menu.list.size() > kMaxMenuItemsOnEvent) {
        return ContentProblem{ErrorCode::MenuTooManyItems, "欢迎语和结束语的菜单最多 10 项。",
                              "A welcome or closing menu may have 10 items."};
    }
    if (menu.list.size() > kMaxMenuItems) {
        return ContentProblem{ErrorCode::MenuTooManyItems, "菜单最多 50 项。", "A menu may have 50 items."};
    }
    if (std::count_if(menu.list.begin(), menu.list.end(), is_action) >
        static_cast<std::ptrdiff_t>(kMaxMenuActions)) {
        return ContentProblem{
            ErrorCode::MenuTooManyActions, "可以点击的菜单项（回复、网页、小程序）合计最多 10 个。",
            "A menu may have 10 items that can be clicked (replies, web pages, mini programs)."};
    }
    for (const MenuItem& item : menu.list) {
        if (auto problem = item_problem(item)) return problem;
        const auto same = [&](const MenuItem& other) { return other.id == item.id; };
        if (!item.id.empty() && std::count_if(menu.list.begin(), menu.list.end(), same) > 1) {
            return ContentProblem{
                ErrorCode::MenuIdTwice, "菜单里有两项的编号相同，客户点了分不清是哪一项。请改成不同的编号。",
                "Two items of the menu have the same id, so their clicks cannot be told apart. "
                "Give them different ids."};
        }
    }
    return std::nullopt;
}

Problem text_problem(const TextBody& text) {
    if (is_blank(text.content)) return missing(ErrorCode::TextEmpty, "要发送的内容", "what to send");
    if (text.content.size() > kMaxTextBytes) {
        return too_long(ErrorCode::TextTooLong, "一条文字", "A text", kMaxTextBytes, text.content.size());
    }
    return std::nullopt;
}

Problem media_problem(const std::string& media_id) {
    if (media_id.empty()) return missing(ErrorCode::MediaMissing, "要发送的文件", "the file to send");
    return std::nullopt;
}

Problem link_problem(const LinkBody& link) {
    if (is_blank(link.title)) return missing(ErrorCode::TitleMissing, "标题", "the title");
    if (auto problem = address_problem(link.url)) return problem;
    if (link.thumb_media_id.empty())
        return missing(ErrorCode::ThumbMissing, "卡片的图片", "the card's picture");
    return std::nullopt;
}

Problem location_problem(const LocationBody& at) {
    if (!(at.latitude >= -90 && at.latitude <= 90) || !(at.longitude >= -180 && at.longitude <= 180)) {
        return ContentProblem{ErrorCode::PositionWrong,
                              "纬度应在 −90 到 90 之间，经度应在 −180 到 180 之间。",
                              "The latitude must be within −90…90 and the longitude within −180…180."};
    }
    return std::nullopt;
}

Problem customer_link_problem(const CustomerLinkBody& link) {
    constexpr std::string_view kStart = "https://work.weixin.qq.com/ca/";
    if (link.link_url.size() <= kStart.size() || link.link_url.compare(0, kStart.size(), kStart) != 0) {
        return ContentProblem{ErrorCode::CaLinkWrong, "获客链接要以 https://work.weixin.qq.com/ca/ 开头。",
                              "A customer acquisition link begins with https://work.weixin.qq.com/ca/."};
    }
    return address_problem(link.link_url);
}

}  // namespace

Problem content_problem(const Content& content, Occasion occasion) {
    if (occasion == Occasion::OnEvent && !std::holds_alternative<TextBody>(content) &&
        !std::holds_alternative<MenuBody>(content)) {
        return ContentProblem{ErrorCode::TypeNotOnEvent, "欢迎语和结束语只能是文字或菜单。",
                              "A welcome or closing message can only be a text or a menu."};
    }
    return std::visit(
        Overloaded{
            [](const TextBody& b) { return text_problem(b); },
            [](const ImageBody& b) { return media_problem(b.media_id); },
            [](const VoiceBody& b) { return media_problem(b.media_id); },
            [](const VideoBody& b) { return media_problem(b.media_id); },
            [](const FileBody& b) { return media_problem(b.media_id); },
            [](const LocationBody& b) { return location_problem(b); },
            [](const LinkBody& b) { return link_problem(b); },
            [](const MiniprogramBody& b) {
                Problem problem = miniprogram_problem(b.appid, b.pagepath);
                if (!problem && b.thumb_media_id.empty()) {
                    problem = missing(ErrorCode::ThumbMissing, "卡片的图片", "the card's picture");
                }
                return problem;
            },
            [](const BusinessCardBody& b) {
                return b.userid.empty()
                           ? Problem{missing(ErrorCode::UseridMissing, "成员的账号", "the member's userid")}
                           : std::nullopt;
            },
            [](const CustomerLinkBody& b) { return customer_link_problem(b); },
            [&](const MenuBody& b) { return menu_problem(b, occasion); },
            [](const auto&) {
                return Problem{ContentProblem{ErrorCode::TypeNotSendable, "微信客服接口不能发送这种消息。",
                                              "The kf API cannot send messages of this kind."}};
            },
        },
        content);
}

std::vector<ContentProblem> content_warnings(const Content& content) {
    std::vector<ContentProblem> found;
    const auto cut = [&](ErrorCode code, std::string_view zh, std::string_view en, std::size_t max,
                         const std::string& text) {
        if (text.size() <= max) return;
        found.push_back({code, std::string{zh} + "超过 " + std::to_string(max) + " 字节的部分会被微信截掉。",
                         "WeChat cuts off " + std::string{en} + " after " + std::to_string(max) + " bytes."});
    };
    if (const auto* link = std::get_if<LinkBody>(&content)) {
        cut(ErrorCode::TitleCut, "标题", "the title", kMaxLinkTitleBytes, link->title);
        cut(ErrorCode::DescCut, "描述", "the description", kMaxLinkDescBytes, link->desc);
    }
    if (const auto* card = std::get_if<MiniprogramBody>(&content)) {
        cut(ErrorCode::TitleCut, "标题", "the title", kMaxMiniprogramTitleBytes, card->title);
        const std::string_view path = std::string_view{card->pagepath}.substr(0, card->pagepath.find('?'));
        if (!path.empty() && !path.ends_with(".html")) {
            found.push_back({ErrorCode::PagepathNotHtml,
                             "页面路径（问号之前）要以 .html 结尾，否则客户点开会看到「页面不存在」。",
                             "The page path must end in .html before the question mark, or WeChat shows "
                             "\"page not found\"."});
        }
    }
    return found;
}

}  // namespace kf
