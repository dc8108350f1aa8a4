#include "tests/shared/kf/samples.h"

namespace kf::samples {

const std::string_view kSyncRequest =
    R"json({"cursor":"CUR_0007","token":"ENC8nTq7Wb2mYxVhJ5sLr0cDkP4uZ9gT6","limit":1000,"voice_format":0,"open_kfid":"wkDemoAAAA0001"})json";

const std::string_view kSyncPage =
    R"json({"errcode":0,"errmsg":"ok","next_cursor":"CUR_0008","has_more":0,"msg_list":[
 {"msgid":"m-0001","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132801,"origin":3,"msgtype":"text","text":{"content":"请问几点发货？"}}
]})json";

const std::string_view kSyncEmptyPage =
    R"json({"errcode":0,"errmsg":"ok","next_cursor":"CUR_0009","has_more":1,"msg_list":[]})json";

const std::string_view kSyncError =
    R"json({"errcode":42001,"errmsg":"access_token expired, hint: [1795132801_1_demo], from ip: 203.0.113.7"})json";

const std::string_view kReceived = R"json([
{"msgid":"m-0101","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"text","text":{"content":"满意","menu_id":"rate_5"}},
{"msgid":"m-0102","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"image","image":{"media_id":"MEDIA_IMG_1"}},
{"msgid":"m-0103","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"voice","voice":{"media_id":"MEDIA_VOICE_1"}},
{"msgid":"m-0104","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"video","video":{"media_id":"MEDIA_VIDEO_1"}},
{"msgid":"m-0105","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"file","file":{"media_id":"MEDIA_FILE_1"}},
{"msgid":"m-0106","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"location","location":{"latitude":31.2304,"longitude":121.4737,"name":"示例大厦","address":"示例路 100 号"}},
{"msgid":"m-0107","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"link","link":{"title":"订单详情","desc":"点此查看","url":"https://shop.example.com/o/88","pic_url":"https://shop.example.com/t.png"}},
{"msgid":"m-0108","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"business_card","business_card":{"userid":"lisi"}},
{"msgid":"m-0109","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"miniprogram","miniprogram":{"title":"我的订单","appid":"wxdemo000000000001","pagepath":"pages/order.html?id=88","thumb_media_id":"MEDIA_THUMB_1"}},
{"msgid":"m-0110","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":5,"servicer_userid":"zhangsan","msgtype":"msgmenu","msgmenu":{"head_content":"请评价本次服务","list":[{"type":"click","click":{"id":"rate_5","content":"满意"}},{"type":"view","view":{"url":"https://shop.example.com/help","content":"自助查询"}},{"type":"miniprogram","miniprogram":{"appid":"wxdemo000000000001","pagepath":"pages/index.html","content":"打开小程序"}}],"tail_content":"谢谢"}},
{"msgid":"m-0111","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"channels_shop_product","channels_shop_product":{"product_id":"P100","head_image":"https://shop.example.com/p.png","title":"保温杯","sales_price":"5990","shop_nickname":"示例小店","shop_head_image":"https://shop.example.com/s.png"}},
{"msgid":"m-0112","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"channels_shop_order","channels_shop_order":{"order_id":"O-2026-1","product_titles":"保温杯","price_wording":"¥59.90","state":"待发货","image_url":"https://shop.example.com/o.png","shop_nickname":"示例小店"}},
{"msgid":"m-0113","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"merged_msg","merged_msg":{"title":"群聊的聊天记录","item":[{"send_time":1795130000,"msgtype":"text","sender_name":"小王","msg_content":"{\"msgtype\":\"text\",\"text\":{\"content\":\"你好\"}}"}]}},
{"msgid":"m-0114","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"channels","channels":{"sub_type":1,"nickname":"示例视频号","title":"新品开箱"}},
{"msgid":"m-0115","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"meeting"},
{"msgid":"m-0116","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"calendar"},
{"msgid":"m-0117","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"note"},
{"msgid":"m-0118","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":5,"servicer_userid":"zhangsan","msgtype":"text","text":{"content":"今天下午发出"}}
])json";

const std::string_view kEvents = R"json([
{"msgid":"e-0001","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":"enter_session","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","scene":"web01","scene_param":"sku=88&ch=h5","welcome_code":"WELCOME_CODE_1"}},
{"msgid":"e-0002","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":"enter_session","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","scene":"","scene_param":"","wechat_channels":{"shop_nickname":"示例小店","scene":4}}},
{"msgid":"e-0003","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":"msg_send_fail","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","fail_msgid":"out_0001","fail_type":6}},
{"msgid":"e-0004","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":"servicer_status_change","servicer_userid":"zhangsan","status":2,"stop_type":1,"open_kfid":"wkDemoAAAA0001"}},
{"msgid":"e-0005","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":"session_status_change","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","change_type":1,"new_servicer_userid":"zhangsan","msg_code":"MSG_CODE_TAKEN"}},
{"msgid":"e-0006","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":"session_status_change","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","change_type":2,"old_servicer_userid":"zhangsan","new_servicer_userid":"lisi"}},
{"msgid":"e-0007","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":"session_status_change","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","change_type":3,"old_servicer_userid":"lisi","msg_code":"MSG_CODE_END"}},
{"msgid":"e-0008","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":"session_status_change","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","change_type":4,"old_servicer_userid":"lisi","new_servicer_userid":"zhangsan"}},
{"msgid":"e-0009","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":"user_recall_msg","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","recall_msgid":"m-0101"}},
{"msgid":"e-0010","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":"servicer_recall_msg","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","recall_msgid":"m-0118","servicer_userid":"zhangsan"}},
{"msgid":"e-0011","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":"reject_customer_msg_switch_change","servicer_userid":"zhangsan","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","reject_switch":1}}
])json";

const std::string_view kSends = R"json([
{"touser":"wmDemoCust0001","open_kfid":"wkDemoAAAA0001","msgid":"out_0001","msgtype":"text","text":{"content":"您好，已为您催单。"}},
{"touser":"wmDemoCust0001","open_kfid":"wkDemoAAAA0001","msgid":"out_0002","msgtype":"image","image":{"media_id":"MEDIA_UP_1"}},
{"touser":"wmDemoCust0001","open_kfid":"wkDemoAAAA0001","msgid":"out_0003","msgtype":"voice","voice":{"media_id":"MEDIA_UP_2"}},
{"touser":"wmDemoCust0001","open_kfid":"wkDemoAAAA0001","msgid":"out_0004","msgtype":"video","video":{"media_id":"MEDIA_UP_3"}},
{"touser":"wmDemoCust0001","open_kfid":"wkDemoAAAA0001","msgid":"out_0005","msgtype":"file","file":{"media_id":"MEDIA_UP_4"}},
{"touser":"wmDemoCust0001","open_kfid":"wkDemoAAAA0001","msgid":"out_0006","msgtype":"link","link":{"title":"退换货说明","desc":"7 天无理由","url":"https://shop.example.com/return","thumb_media_id":"MEDIA_UP_1"}},
{"touser":"wmDemoCust0001","open_kfid":"wkDemoAAAA0001","msgid":"out_0007","msgtype":"miniprogram","miniprogram":{"appid":"wxdemo000000000001","title":"查看物流","thumb_media_id":"MEDIA_UP_1","pagepath":"pages/ship.html?id=88"}},
{"touser":"wmDemoCust0001","open_kfid":"wkDemoAAAA0001","msgid":"out_0008","msgtype":"msgmenu","msgmenu":{"head_content":"请选择","list":[{"type":"click","click":{"id":"k1","content":"查物流"}},{"type":"text","text":{"content":" | ","no_newline":1}},{"type":"view","view":{"url":"https://shop.example.com/","content":"官网"}}],"tail_content":"人工请回复 0"}},
{"touser":"wmDemoCust0001","open_kfid":"wkDemoAAAA0001","msgid":"out_0009","msgtype":"location","location":{"name":"自提点","address":"示例路 1 号","latitude":31.23,"longitude":121.47}},
{"touser":"wmDemoCust0001","open_kfid":"wkDemoAAAA0001","msgid":"out_0010","msgtype":"ca_link","ca_link":{"link_url":"https://work.weixin.qq.com/ca/cawcdeDEMO"}}
])json";

const std::string_view kEventAnswer =
    R"json({"code":"WELCOME_CODE_1","msgid":"wel_0001","msgtype":"text","text":{"content":"欢迎光临，请问有什么可以帮您？"}})json";

const std::string_view kOtherCalls =
    R"json([{"call":"service_state/get","req":{"open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001"},"resp":{"errcode":0,"errmsg":"ok","service_state":3,"servicer_userid":"zhangsan"}},
{"call":"service_state/trans","req":{"open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","service_state":3,"servicer_userid":"zhangsan"},"resp":{"errcode":0,"errmsg":"ok","msg_code":"MSG_CODE_TAKEN"}},
{"call":"account/list","req":{"offset":0,"limit":100},"resp":{"errcode":0,"errmsg":"ok","account_list":[{"open_kfid":"wkDemoAAAA0001","name":"售后客服","avatar":"https://img.example.com/a.png","manage_privilege":true}]}},
{"call":"add_contact_way","req":{"open_kfid":"wkDemoAAAA0001","scene":"web01"},"resp":{"errcode":0,"errmsg":"ok","url":"https://work.weixin.qq.com/kf/kfdemo01?enc_scene=ENCDEMO"},"final_link":"https://work.weixin.qq.com/kf/kfdemo01?enc_scene=ENCDEMO&scene_param=sku%3D88%26ch%3Dh5"},
{"call":"servicer/add","req":{"open_kfid":"wkDemoAAAA0001","userid_list":["zhangsan","lisi"],"department_id_list":[2]},"resp":{"errcode":0,"errmsg":"ok","result_list":[{"userid":"zhangsan","errcode":0,"errmsg":"success"},{"userid":"lisi","errcode":0,"errmsg":"ignored"},{"department_id":2,"errcode":0,"errmsg":"success"}]}},
{"call":"servicer/list","resp":{"errcode":0,"errmsg":"ok","servicer_list":[{"userid":"zhangsan","status":0},{"userid":"lisi","status":1,"stop_type":1},{"department_id":2}]}},
{"call":"customer/batchget","req":{"external_userid_list":["wmDemoCust0001","wmOld"],"need_enter_session_context":1},"resp":{"errcode":0,"errmsg":"ok","customer_list":[{"external_userid":"wmDemoCust0001","nickname":"小王","avatar":"https://img.example.com/u.png","gender":1,"unionid":"oDemoUnion","enter_session_context":{"scene":"web01","scene_param":"sku=88&ch=h5"}}],"invalid_external_userid":["wmOld"]}},
{"call":"media/upload","resp":{"errcode":0,"errmsg":"","type":"image","media_id":"MEDIA_UP_1","created_at":"1795132800"}}])json";

}  // namespace kf::samples
