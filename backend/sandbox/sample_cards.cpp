// Cards, merged records, menus, messages that WeCom gives no details of, and the variants of reference 17.
#include "backend/sandbox/media.h"
#include "backend/sandbox/picture.h"
#include "backend/sandbox/samples.h"
#include "backend/sandbox/sim_http.h"
#include "shared/base/percent.h"

namespace kf::sim {
namespace {

// The address of a picture that kfsim draws itself, so that it can be fetched without a network.
std::string picture_url(const World& world, const std::string& word) {
    return world.config.public_base + "/picture/" + percent_encoded(word) + ".jpg";
}

std::string thumb(World& world, const std::string& word) {
    return store_media(world, "image", word + ".jpg", "image/jpeg",
                       encode_jpeg(draw_landscape(260, 208, word)), MediaSource::Phone);
}

Draft location(World&) {
    return {"location",
            {{"latitude", 31.2304},
             {"longitude", 121.4737},
             {"name", "示例大厦"},
             {"address", "上海市黄浦区示例路 100 号"}}};
}

Draft link(World& world) {
    return {"link",
            {{"title", "订单详情：保温杯 500ml 黑色 等 2 件"},
             {"desc", "待发货 · 共 ¥149.70，点此查看物流和售后"},
             {"url", "https://shop.example.com/o/88"},
             {"pic_url", picture_url(world, "订单")}}};
}

Draft miniprogram(World& world) {
    return {"miniprogram",
            {{"title", "我的订单"},
             {"appid", "wxdemo000000000001"},
             {"pagepath", "pages/order.html?id=88"},
             {"thumb_media_id", thumb(world, "小程序")}}};
}

Draft product(World& world) {
    return {"channels_shop_product",
            {{"product_id", "P100"},
             {"head_image", picture_url(world, "保温杯")},
             {"title", "316 不锈钢保温杯 500ml 商务款"},
             {"sales_price", "5990"},
             {"shop_nickname", "示例小店"},
             {"shop_head_image", picture_url(world, "小店")}}};
}

Draft product_old_fields(World& world) {
    return {"channels_shop_product",
            {{"product_id", "P101"},
             {"head_img", picture_url(world, "杯套")},
             {"title", "便携杯套"},
             {"sales_price", "2990"},
             {"shop_nickname", "示例小店"},
             {"shop_head_img", picture_url(world, "小店")}}};
}

Draft order(World& world) {
    return {"channels_shop_order",
            {{"order_id", "O-2026-1120-0088"},
             {"product_titles", "保温杯 500ml 黑色、便携杯套"},
             {"price_wording", "¥89.80"},
             {"state", "待发货"},
             {"image_url", picture_url(world, "保温杯")},
             {"shop_nickname", "示例小店"}}};
}

// The members of a merged record hold JSON as text.
Json merged_item(World& world, const char* sender, int ago, const std::string& msgtype, const Json& body) {
    Json inner{{"msgtype", msgtype}};
    if (!body.is_null()) inner[msgtype] = body;
    return {{"send_time", world.now() - ago},
            {"msgtype", msgtype},
            {"sender_name", sender},
            {"msg_content", inner.dump()}};
}

Json text_item(World& world, const char* sender, int ago, const std::string& content) {
    return merged_item(world, sender, ago, "text", {{"content", content}});
}

Draft merged(World& world) {
    return {"merged_msg",
            {{"title", "群聊的聊天记录"},
             {"item",
              {text_item(world, "小王", 900, "杯子收到了，盖子有点漏水"),
               text_item(world, "小李", 840, "我的也是"), text_item(world, "小王", 800, "找客服问问")}}}};
}

Draft merged_nested(World& world) {
    const auto inner_picture = thumb(world, "漏水");
    const auto inner_file = store_media(world, "file", "购买凭证.pdf", "application/pdf", "%PDF-1.4\n%%EOF\n",
                                        MediaSource::Phone);
    const auto deep_picture = thumb(world, "包装盒");
    const Json deep{{"title", "小王和小李的聊天记录"},
                    {"item",
                     {text_item(world, "小李", 4000, "这是拆开时的样子"),
                      merged_item(world, "小李", 3990, "image", {{"media_id", deep_picture}})}}};
    return {"merged_msg",
            {{"title", "群聊的聊天记录"},
             {"item",
              {text_item(world, "小王", 900, "杯子收到了，盖子有点漏水[流泪]"),
               merged_item(world, "小王", 890, "image", {{"media_id", inner_picture}}),
               merged_item(world, "小李", 850, "file", {{"media_id", inner_file}}),
               merged_item(world, "小李", 840, "merged_msg", deep),
               merged_item(world, "小张", 800, "location", location(world).body),
               merged_item(world, "小张", 790, "link", link(world).body),
               merged_item(world, "小张", 780, "meeting", {})}}}};
}

// item.msgtype and sender_name as numbers, as the official table has them.
Draft merged_numbers(World& world) {
    Json item = text_item(world, "", 60, "数字的发送人");
    item["msgtype"] = 1;
    item["sender_name"] = 10086;
    return {"merged_msg", {{"title", "聊天记录"}, {"item", Json::array({item})}}};
}

Draft merged_broken(World& world) {
    Json item = text_item(world, "小王", 60, "");
    item["msg_content"] = "{\"msgtype\":\"text\",\"text\":{\"content\":\"断";
    return {"merged_msg", {{"title", "聊天记录"}, {"item", {item, "不是对象", 7}}}};
}

Draft menu(World&) {
    const auto click = [](const char* id, const char* content) {
        return Json{{"type", "click"}, {"click", {{"id", id}, {"content", content}}}};
    };
    return {
        "msgmenu",
        {{"head_content", "请评价本次服务"},
         {"list",
          {click("rate_5", "满意"),
           click("rate_3", "一般"),
           click("rate_1", "不满意"),
           {{"type", "text"}, {"text", {{"content", "或者："}, {"no_newline", 1}}}},
           {{"type", "view"}, {"view", {{"url", "https://shop.example.com/help"}, {"content", "自助查询"}}}},
           {{"type", "miniprogram"},
            {"miniprogram",
             {{"appid", "wxdemo000000000001"},
              {"pagepath", "pages/index.html"},
              {"content", "打开小程序"}}}}}},
         {"tail_content", "谢谢您的反馈"}}};
}

template <int sub_type>
Draft channels(World&) {
    Json body{{"sub_type", sub_type}, {"nickname", "示例视频号"}};
    if (sub_type == 1) body["title"] = "新品开箱：一只杯子能保温多久？";
    return {"channels", std::move(body)};
}

}  // namespace

void add_card_samples(std::vector<Sample>& list) {
    list.insert(list.end(),
                {{"location", "card", "位置", location},
                 {"link", "card", "链接", link},
                 {"link_no_picture", "card", "没有图的链接",
                  [](World&) {
                      return Draft{"link",
                                   {{"title", "退换货说明"},
                                    {"desc", ""},
                                    {"url", "https://shop.example.com/return"},
                                    {"pic_url", ""}}};
                  }},
                 {"miniprogram", "card", "小程序", miniprogram},
                 {"business_card", "card", "名片",
                  [](World&) {
                      return Draft{"business_card", {{"userid", "lisi"}}};
                  }},
                 {"channels_post", "card", "视频号动态", channels<1>},
                 {"channels_live", "card", "视频号直播", channels<2>},
                 {"channels_card", "card", "视频号名片", channels<3>},
                 {"product", "card", "视频号商品", product},
                 {"order", "card", "视频号订单", order},
                 {"merged", "card", "聊天记录", merged},
                 {"merged_nested", "card", "聊天记录（含图片、文件、嵌套）", merged_nested},
                 {"menu", "card", "菜单（接待人员）", menu},
                 {"meeting", "bare", "会议",
                  [](World&) {
                      return Draft{"meeting", {}};
                  }},
                 {"calendar", "bare", "日程 calendar",
                  [](World&) {
                      return Draft{"calendar", {}};
                  }},
                 {"schedule", "bare", "日程 schedule",
                  [](World&) {
                      return Draft{"schedule", {}};
                  }},
                 {"note", "bare", "笔记",
                  [](World&) {
                      return Draft{"note", {}};
                  }},
                 {"unknown", "bare", "未公开的类型",
                  [](World&) {
                      return Draft{"red_packet",
                                   {{"wishing", "恭喜发财"}, {"amount", 100}, {"extra", {{"deep", true}}}}};
                  }},
                 {"product_old_fields", "variant", "商品：旧字段名", product_old_fields},
                 {"product_number_price", "variant", "商品：数字价格",
                  [](World& world) {
                      Draft draft = product(world);
                      draft.body["sales_price"] = 5990;
                      return draft;
                  }},
                 {"merged_numbers", "variant", "聊天记录：数字的类型和人", merged_numbers},
                 {"merged_broken", "variant", "聊天记录：内容坏了", merged_broken},
                 {"location_strings", "variant", "位置：文字的坐标",
                  [](World& world) {
                      Draft draft = location(world);
                      draft.body["latitude"] = "31.2304";
                      draft.body["longitude"] = "121.4737";
                      return draft;
                  }},
                 {"body_missing", "variant", "图片：没有内容",
                  [](World&) {
                      return Draft{"image", {}};
                  }},
                 {"body_wrong_type", "variant", "链接：内容不是对象", [](World&) {
                      return Draft{"link", "text"};
                  }}});
}

}  // namespace kf::sim
