#include "web/text/wechat_emoticons.h"

#include <doctest/doctest.h>

namespace kf::web {
namespace {

TEST_CASE("emoticon codes of both languages become emoji") {
    CHECK(with_emoji("好的[微笑][强]") == "好的🙂👍");
    CHECK(with_emoji("[Smile] thanks [ThumbsUp]") == "🙂 thanks 👍");
    CHECK(emoticon("捂脸") == "🤦");
}

TEST_CASE("what is no code stays as it was written") {
    CHECK(with_emoji("[图片] 见附件") == "[图片] 见附件");
    CHECK(with_emoji("a[0] = b[1]; [") == "a[0] = b[1]; [");
    CHECK(with_emoji("[[微笑]]") == "[🙂]");
    CHECK(with_emoji("[微笑") == "[微笑");
    CHECK(with_emoji("[]") == "[]");
    CHECK(with_emoji("") == "");
}

}  // namespace
}  // namespace kf::web
