// Texts, and messages without details.
#include "backend/sandbox/samples.h"

namespace kf::sim {
namespace {

Draft text(std::string content) {
    return {"text", {{"content", std::move(content)}}};
}

}  // namespace

void add_text_samples(std::vector<Sample>& list) {
    list.insert(
        list.end(),
        {{"text", "text", "文字", [](World&) { return text("你好，请问这款保温杯还有黑色的吗？"); }},
         {"text_emoticons", "text", "微信表情",
          [](World&) {
              return text(
                  "收到啦[微笑]谢谢[强][玫瑰][呲牙]，就是盒子压坏了[流泪][捂脸] [不存在的表情] "
                  "😀👨‍👩‍👧🇨🇳");
          }},
         {"text_links", "text", "链接和号码",
          [](World&) {
              return text(
                  "订单 2026112000881234 查不到物流，运单号SF1234567890123。页面是 "
                  "https://shop.example.com/o/88?from=wx&x=1，打不开。我的电话 "
                  "13800138000，座机010-12345678，"
                  "邮箱 wang@example.com。");
          }},
         {"text_menu_id", "text", "菜单回答",
          [](World&) {
              return Draft{"text", {{"content", "满意"}, {"menu_id", "rate_5"}}};
          }},
         {"text_long", "text", "长文字",
          [](World&) {
              std::string content;
              for (int i = 1; i <= 60; ++i) {
                  content +=
                      "第" + std::to_string(i) + "条：上次买的杯子保温效果不错，这次想再买几只送人。\n";
              }
              return text(std::move(content));
          }},
         {"text_quote", "text", "引用格式",
          [](World&) {
              return text("「客服小林：今天下午发出」\n- - - - - - - - - - - - - - -\n那明天能到上海吗？");
          }},
         {"text_rtl", "text", "从右到左的文字", [](World&) {
              return text(
                  "مرحبا، هل المنتج متوفر؟ 价格 59.90 元 \xE2\x80\xAE"
                  "gnp.exe\xE2\x80\xAC 完");
          }}});
}

}  // namespace kf::sim
