#include "backend/sandbox/media.h"
#include "backend/sandbox/picture.h"
#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

constexpr std::size_t kMegabyte = std::size_t{1024} * 1024;

SimResponse download(Sim& sim, const std::string& media_id, const std::string& range = {}) {
    auto request =
        make_request("GET", "/cgi-bin/media/get?access_token=" + sim.token + "&media_id=" + media_id);
    request.range = range;
    return sim.sim.handle(request);
}

std::string header(const SimResponse& response, const std::string& name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return {};
}

}  // namespace

TEST_CASE("what is uploaded comes back with its name") {
    Sim sim;
    const auto answer = sim.upload_answer("file", "订单明细\r\n--end", "说明.txt");
    CHECK(answer["errcode"] == 0);
    CHECK(answer["type"] == "file");
    CHECK(answer["created_at"] == "1795132800");
    const auto got = download(sim, answer["media_id"].get<std::string>());
    CHECK(got.status == 200);
    CHECK(got.body == "订单明细\r\n--end");
    CHECK(header(got, "Content-disposition") == "attachment; filename=\"说明.txt\"");
}

TEST_CASE("types are checked by what is in the file, and by size") {
    const std::string amr_minute =
        std::string("#!AMR\n") + std::string(3000, '\x7c');  // mode 15: one byte a frame
    struct Row {
        const char* name;
        std::string type;
        std::string bytes;
        int errcode;
    };
    const Row rows[] = {
        {"a PNG", "image", draw_avatar("a"), 0},
        {"a JPEG", "image", "\xff\xd8\xff\xe0 picture", 0},
        {"a text as picture", "image", "no picture at all", 40123},
        {"ten megabytes of picture", "image", "\xff\xd8\xff" + std::string(10 * kMegabyte - 3, 'x'), 0},
        {"more", "image", "\xff\xd8\xff" + std::string(10 * kMegabyte, 'x'), 40009},
        {"a voice of a minute", "voice", amr_minute, 0},
        {"a longer voice", "voice", amr_minute + '\x7c', 45007},
        {"an MP3 as voice", "voice", "ID3 something", 40123},
        {"a large voice", "voice", "#!AMR\n" + std::string(2 * kMegabyte, '\x3c'), 45001},
        {"an MP4", "video",
         std::string("\0\0\0\x18"
                     "ftypmp42 and more",
                     21),
         0},
        {"no MP4", "video", "something else here", 40123},
        {"any file", "file", "123456", 0},
        {"five bytes", "file", "12345", 44001},
        {"a huge file", "file", std::string(20 * kMegabyte + 1, 'x'), 45001},
        {"an unknown type", "sticker", "123456", 40058},
    };
    Sim sim;
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(sim.upload_answer(row.type, row.bytes)["errcode"] == row.errcode);
    }
}

TEST_CASE("media live three days") {
    Sim sim;
    const auto id = sim.upload("file", "123456");
    sim.pass_secs(3 * kSecsPerDay - 1);
    sim.sign_in();
    CHECK(download(sim, id).body == "123456");
    sim.pass_secs(1);
    const auto gone = download(sim, id);
    CHECK(gone.status == 200);
    CHECK(Sim::parse(gone)["errcode"] == 40145);
    CHECK(Sim::parse(download(sim, "none"))["errcode"] == 40007);
}

TEST_CASE("a range is served as 206, and required for what is too large") {
    SimConfig config;
    config.limits.media_range_required_above = 100;
    Sim sim(config);
    const auto id = sim.upload("file", std::string(50, 'a') + std::string(100, 'b'));
    CHECK(Sim::parse(download(sim, id))["errcode"] == 830002);
    const auto part = download(sim, id, "bytes=49-50");
    CHECK(part.status == 206);
    CHECK(part.body == "ab");
    CHECK(header(part, "Content-Range") == "bytes 49-50/150");
    CHECK(download(sim, id, "bytes=100-").body.size() == 50);
    CHECK(download(sim, id, "bytes=-10").body.size() == 10);
    CHECK(download(sim, id, "bytes=0-999").body.size() == 150);
    for (const std::string bad :
         {"bytes=150-", "bytes=5-4", "bytes=a-b", "bytes=", "bytes=-0", "lines=1-2"}) {
        CAPTURE(bad);
        CHECK(download(sim, id, bad).status == 416);
    }
}

TEST_CASE("broken multipart bodies are refused without a crash") {
    Sim sim;
    const std::string whole =
        "--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a\"; "
        "filelength=6\r\n\r\n123456\r\n--b--\r\n";
    CHECK(read_multipart("multipart/form-data; boundary=b", whole).bytes == "123456");
    CHECK(read_multipart("multipart/form-data; boundary=\"b\"", whole).bytes == "123456");
    CHECK_FALSE(read_multipart("multipart/form-data", whole).found);
    CHECK_FALSE(read_multipart("application/json", whole).found);
    for (std::size_t size = 0; size + 7 < whole.size(); ++size) {
        CHECK_FALSE(
            read_multipart("multipart/form-data; boundary=b", std::string_view(whole).substr(0, size)).found);
    }
    const std::string second = "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n" + whole;
    CHECK(read_multipart("multipart/form-data; boundary=b", second).bytes == "123456");
}

TEST_CASE("an upload keeps its file name as it is written, whatever it looks like") {
    Sim sim;
    for (const std::string name : {"a;b.txt", "100%25.csv", "=?UTF-8?B?5Y2V?=", "订单.csv"}) {
        CAPTURE(name);
        const auto id = sim.upload("file", "123456", name);
        CHECK(sim.world().media.at(id).filename == name);
    }
}

TEST_CASE("a picture that is too large to receive arrives as a text hint") {
    Sim sim;
    auto request = make_request("POST", "/control/media?type=image&filename=big.jpg");
    request.body = "\xff\xd8\xff" + std::string(2 * kMegabyte, 'x');
    const auto id = Sim::parse(sim.sim.handle(request))["media_id"].get<std::string>();
    sim.control("customers/write", {{"external_userid", kWang},
                                    {"open_kfid", kSales},
                                    {"msgtype", "image"},
                                    {"image", {{"media_id", id}}}});
    CHECK(sim.sync()["msg_list"][0]["msgtype"] == "text");
}

TEST_CASE("a sample of each kind of media can be sent and fetched by the app") {
    Sim sim;
    for (const std::string type : {"image", "voice", "video", "file"}) {
        CAPTURE(type);
        sim.control("customers/write",
                    {{"external_userid", kWang}, {"open_kfid", kSales}, {"msgtype", type}});
        const auto message = sim.sync()["msg_list"].back();
        REQUIRE(message["msgtype"] == type);
        const auto got = download(sim, message[type]["media_id"].get<std::string>());
        CHECK(got.status == 200);
        CHECK(check_upload(type, got.body) == 0);
    }
}

TEST_CASE("the pages fetch media without a token, and only pictures are shown inline") {
    Sim sim;
    const auto picture = sim.upload("image", draw_avatar("a"));
    const auto page = sim.upload("file", "<html><script>alert(1)</script></html>", "a.html");
    const auto shown = sim.sim.handle("GET", "/control/media?media_id=" + picture);
    CHECK(shown.content_type == "image/png");
    CHECK(header(shown, "Content-Disposition").empty());
    const auto kept = sim.sim.handle("GET", "/control/media?media_id=" + page);
    CHECK(kept.content_type == "application/octet-stream");
    CHECK(header(kept, "Content-Disposition").starts_with("attachment"));
    CHECK(header(kept, "X-Content-Type-Options") == "nosniff");
    CHECK(sim.sim.handle("GET", "/control/media?media_id=none").status == 404);
}

TEST_CASE("voices come as AMR or as SILK, as the reader asks for") {
    Sim sim;
    sim.control("customers/write",
                {{"external_userid", kWang}, {"open_kfid", kSales}, {"sample", "voice_short"}});
    sim.write("您好");
    const auto voice = [&](int format) {
        const auto page = sim.call("sync_msg", {{"open_kfid", kSales}, {"voice_format", format}});
        CHECK(page["msg_list"].size() == 2);
        CHECK(page["msg_list"][1]["text"]["content"] == "您好");
        return page["msg_list"][0]["voice"]["media_id"].get<std::string>();
    };
    const auto amr = voice(0);
    CHECK(download(sim, amr).body.starts_with("#!AMR\n"));
    const auto silk = voice(1);
    const auto got = download(sim, silk);
    CHECK(got.body.starts_with("\x02#!SILK_V3"));
    CHECK(got.body.ends_with("\xff\xff"));
    CHECK(header(got, "Content-disposition").find(".silk") != std::string::npos);
    CHECK(voice(1) == silk);
    CHECK(voice(0) == amr);
    CHECK(sim.errcode("sync_msg", {{"open_kfid", kSales}, {"voice_format", 2}}) == 40058);
    sim.pass_secs(3 * kSecsPerDay);
    sim.sign_in();
    CHECK(Sim::parse(download(sim, silk))["errcode"] == 40145);  // as old as the voice
}

TEST_CASE("one media fetched over and over within a minute is refused for the rest of it") {
    Sim sim;
    sim.control("settings", {{"media_fetches_per_minute", 3}});
    const auto id = sim.upload("file", "123456");
    for (int i = 0; i < 3; ++i) CHECK(download(sim, id).body == "123456");
    CHECK(Sim::parse(download(sim, id))["errcode"] == 45033);
    CHECK(download(sim, sim.upload("file", "654321")).body == "654321");
    sim.pass_secs(60);
    CHECK(download(sim, id).body == "123456");
}

TEST_CASE("of a file that is too large to be handed on the phone tells the size only") {
    Sim sim;
    const auto claim = [&](const std::string& type, std::size_t bytes) {
        return Sim::parse(sim.sim.handle(
            "POST", "/control/media?type=" + type + "&filename=a.bin&bytes=" + std::to_string(bytes)));
    };
    const std::pair<std::string, const char*> rows[] = {
        {"image", "图片"}, {"voice", "语音"}, {"video", "视频"}, {"file", "文件"}};
    for (const auto& [type, name] : rows) {
        const auto& this_type = type;
        CAPTURE(this_type);
        const auto id = claim(type, 300 * kMegabyte)["media_id"];
        sim.control("customers/write", {{"external_userid", kWang},
                                        {"open_kfid", kSales},
                                        {"msgtype", type},
                                        {type, {{"media_id", id}}}});
        const auto hint = sim.sync()["msg_list"].back();
        CHECK(hint["msgtype"] == "text");
        CHECK(hint["text"]["content"] == std::string("[客户发送的") + name + "过大，请在微信中查看]");
    }
    const auto ledger = sim.get("/control/ledger")["conversations"][0]["wrote"];
    CHECK(ledger[0]["media"]["bytes"] == 300 * kMegabyte);
    CHECK(claim("file", 20 * kMegabyte)["error"] == "empty");  // that one could be handed on
}

TEST_CASE("a media message without its file is a mistake, without its body a sample") {
    Sim sim;
    const auto write = [&](Json body) {
        body["external_userid"] = kWang;
        body["open_kfid"] = kSales;
        return sim.control("customers/write", body);
    };
    CHECK(write({{"msgtype", "image"}, {"image", Json::object()}})["error"] == "no_media");
    CHECK(write({{"msgtype", "file"}, {"file", nullptr}})["error"] == "no_media");
    CHECK(write({{"msgtype", "image"}})["body"].contains("media_id"));
}
