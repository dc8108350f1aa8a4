#include "shared/search/message_text.h"

#include <doctest/doctest.h>

using namespace kf;

namespace {

Message message(std::string msgtype, std::string raw) {
    Message m;
    m.msgtype = std::move(msgtype);
    m.raw = std::move(raw);
    return m;
}

}  // namespace

TEST_CASE("of each type the words that people read are searched, and no ids") {
    struct Case {
        const char* msgtype;
        const char* raw;
        const char* text;
    };
    const Case cases[] = {
        {"location",
         R"({"msgtype":"location","location":{"latitude":31.2304,"longitude":121.4737,"name":"示例大厦","address":"示例路 100 号"}})",
         "示例大厦\n示例路 100 号"},
        {"link",
         R"({"msgtype":"link","link":{"title":"订单详情","desc":"点此查看","url":"https://shop.example.com/o/88","pic_url":"https://x.example.com/t.png"}})",
         "订单详情\n点此查看\nhttps://shop.example.com/o/88"},
        {"miniprogram",
         R"({"msgtype":"miniprogram","miniprogram":{"title":"我的订单","appid":"wxdemo","pagepath":"pages/order.html","thumb_media_id":"T"}})",
         "我的订单"},
        {"msgmenu",
         R"({"msgtype":"msgmenu","msgmenu":{"head_content":"请评价","list":[{"type":"click","click":{"id":"rate_5","content":"满意"}},{"type":"view","view":{"url":"https://h.example.com","content":"自助"}}],"tail_content":"谢谢"}})",
         "请评价\n满意\n自助\n谢谢"},
        {"channels_shop_product",
         R"({"msgtype":"channels_shop_product","channels_shop_product":{"product_id":"P100","title":"保温杯","sales_price":"5990","shop_nickname":"示例小店"}})",
         "保温杯\n59.90\n示例小店"},
        {"channels_shop_order",
         R"({"msgtype":"channels_shop_order","channels_shop_order":{"order_id":"O-2026-1","product_titles":"保温杯","price_wording":"¥59.90","state":"待发货","shop_nickname":"示例小店"}})",
         "O-2026-1\n保温杯\n¥59.90\n待发货\n示例小店"},
        {"channels",
         R"({"msgtype":"channels","channels":{"sub_type":1,"nickname":"示例视频号","title":"新品开箱"}})",
         "新品开箱\n示例视频号"},
        {"merged_msg",
         R"({"msgtype":"merged_msg","merged_msg":{"title":"聊天记录","item":[{"send_time":1,"msgtype":"text","sender_name":"小王","msg_content":"{\"msgtype\":\"text\",\"text\":{\"content\":\"你好\"}}"}]}})",
         "聊天记录\n小王\n你好"},
        {"image", R"({"msgtype":"image","image":{"media_id":"MEDIA_1"}})", ""},
        {"business_card", R"({"msgtype":"business_card","business_card":{"userid":"lisi"}})", ""},
        {"event", R"({"msgtype":"event","event":{"event_type":"enter_session","scene":"退款"}})", ""},
        {"link", "no JSON", ""},
    };
    for (const Case& c : cases) {
        CAPTURE(c.msgtype);
        CHECK(searched_text(message(c.msgtype, c.raw)) == c.text);
    }
}

TEST_CASE("texts and notes are their words, files are their names, recalled messages are silent") {
    Message text = message("text", "");
    text.text = "退款";
    CHECK(searched_text(text) == "退款");
    text.recalled = true;
    CHECK(searched_text(text).empty());
    Message note = message(std::string{kPrivateNote}, "");
    note.text = "记得回电";
    CHECK(searched_text(note) == "记得回电");
    Message file = message("file", R"({"msgtype":"file","file":{"media_id":"M"}})");
    Media media;
    media.name = "合同.pdf";
    file.media.push_back(media);
    CHECK(searched_text(file) == "合同.pdf");
}

TEST_CASE("a record within records, and one beyond all measure, cost a bounded amount") {
    std::string raw = R"({"msgtype":"text","text":{"content":"innermost"}})";
    std::string type = "text";
    for (int depth = 0; depth < 12; ++depth) {
        std::string quoted;
        for (const char c : raw) {
            if (c == '"' || c == '\\') quoted.push_back('\\');
            quoted.push_back(c);
        }
        if (quoted.size() > 200'000) break;
        raw = R"({"msgtype":"merged_msg","merged_msg":{"title":"t","item":[{"msgtype":")" + type +
              R"(","sender_name":"n","msg_content":")" + quoted + R"("}]}})";
        type = "merged_msg";
    }
    CHECK(searched_text(message("merged_msg", raw)).size() <= kMaxSearchedBytes);
    Message big = message("text", "");
    big.text = std::string(200'000, 'a') + " 退款";
    CHECK(searched_text(big).size() <= kMaxSearchedBytes);
}
