// What WeCom would refuse or silently cut of a content, said before it is sent (reference 7.1, 7.2, 7.3, 9).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/error_code.h"
#include "shared/kf/content.h"

namespace kf {

struct ContentProblem {
    ErrorCode code = ErrorCode::None;
    std::string zh;  // what is wrong and what to do
    std::string en;
};

// How a content is sent: in the open window, or with a welcome or message code.
enum class Occasion { InWindow, OnEvent };

// The first reason for which the content may not be sent; nothing = may be sent.
[[nodiscard]] std::optional<ContentProblem> content_problem(const Content& content, Occasion occasion);
// What is sent, but arrives otherwise than written: a title that WeCom cuts, a page path that does not open.
[[nodiscard]] std::vector<ContentProblem> content_warnings(const Content& content);

// Bytes (UTF-8) unless said otherwise.
constexpr std::size_t kMaxLinkTitleBytes = 128;
constexpr std::size_t kMaxLinkDescBytes = 512;
constexpr std::size_t kMaxUrlBytes = 2048;
constexpr std::size_t kMaxMiniprogramTitleBytes = 64;
constexpr std::size_t kMaxMenuHeadBytes = 1024;  // also the tail
constexpr std::size_t kMaxMenuItems = 50;
constexpr std::size_t kMaxMenuActions = 10;       // click + view + miniprogram
constexpr std::size_t kMaxMenuItemsOnEvent = 10;  // of every kind
constexpr std::size_t kMaxMenuClickBytes = 128;   // id, content
constexpr std::size_t kMaxMenuViewBytes = 1024;   // content of view and miniprogram
constexpr std::size_t kMaxMenuTextBytes = 256;
constexpr std::size_t kMaxAppidBytes = 32;
constexpr std::size_t kMaxPagepathBytes = 1024;

// Files: > kMinMediaBytes and at most these.
constexpr std::size_t kMinMediaBytes = 5;
constexpr std::size_t kMaxImageBytes = 10 * 1024 * 1024;
constexpr std::size_t kMaxVoiceBytes = 2 * 1024 * 1024;
constexpr int kMaxVoiceSecs = 60;
constexpr std::size_t kMaxVideoBytes = 10 * 1024 * 1024;
constexpr std::size_t kMaxFileBytes = 20 * 1024 * 1024;

}  // namespace kf
