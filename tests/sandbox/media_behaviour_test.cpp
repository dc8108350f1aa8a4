#include "backend/sandbox/content_disposition.h"
#include "backend/sandbox/media.h"
#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

struct Downloads : Sim {
    std::string last_id;

    // Sends the sample and fetches its media.
    SimResponse fetch_sample(const std::string& sample, const std::string& range = {}) {
        const auto sent = control("customers/write",
                                  {{"external_userid", kWang}, {"open_kfid", kSales}, {"sample", sample}});
        last_id = sent["body"]["media_id"].get<std::string>();
        return fetch(range);
    }
    SimResponse fetch(const std::string& range = {}) {
        auto request =
            make_request("GET", "/cgi-bin/media/get?access_token=" + token + "&media_id=" + last_id);
        request.range = range;
        return sim.handle(request);
    }
    static int errcode_of(const SimResponse& response) {
        const auto json = parse(response);
        return json.is_object() ? json.value("errcode", 0) : 0;
    }
};

std::string disposition(const SimResponse& response) {
    for (const auto& [key, value] : response.headers) {
        if (key == "Content-disposition") return value;
    }
    return {};
}

}  // namespace

TEST_CASE("a media that comes only by range refuses the whole with 830002") {
    Downloads app;
    CHECK(Downloads::errcode_of(app.fetch_sample("media_range_only")) == 830002);
    const auto part = app.fetch("bytes=0-99");
    CHECK(part.status == 206);
    CHECK(part.body.size() == 100);
}

TEST_CASE("of an encrypted media every range but the last is a multiple of 16") {
    Downloads app;
    app.fetch_sample("media_encrypted");
    const auto size = app.world().media[app.last_id].bytes.size();
    REQUIRE(size > 200);
    CHECK(app.fetch("bytes=0-159").status == 206);
    CHECK(Downloads::errcode_of(app.fetch("bytes=0-160")) == 40146);
    CHECK(app.fetch("bytes=160-").body.size() == size - 160);
    CHECK(app.fetch("bytes=16-" + std::to_string(size - 1)).status == 206);
}

TEST_CASE("a range above twenty megabytes is refused") {
    Downloads app;
    auto request = make_request("POST", "/control/media?type=file&filename=a.bin");
    request.body = std::string(std::size_t{21} * 1024 * 1024, 'x');
    app.last_id = Sim::parse(app.sim.handle(request))["media_id"].get<std::string>();
    CHECK(Downloads::errcode_of(app.fetch("bytes=0-20971520")) == 830002);
    CHECK(app.fetch("bytes=0-20971519").body.size() == 20971520);
}

TEST_CASE("media that cannot be had answer their errcode under status 200, or a page") {
    Downloads app;
    const auto unknown = app.fetch_sample("media_unknown");
    CHECK(unknown.status == 200);
    CHECK(Downloads::errcode_of(unknown) == 40007);
    CHECK(Downloads::errcode_of(app.fetch_sample("media_expired")) == 40145);
    CHECK(app.fetch_sample("media_5xx").status == 503);
    CHECK(app.fetch().status == 503);
    CHECK(app.fetch_sample("media_5xx_twice").status == 503);
    CHECK(app.fetch().status == 503);
    CHECK(app.fetch().body.starts_with("\xff\xd8\xff"));
    CHECK(Downloads::errcode_of(app.fetch_sample("media_busy_twice")) == -1);
    CHECK(Downloads::errcode_of(app.fetch()) == -1);
    CHECK(app.fetch().body.starts_with("\xff\xd8\xff"));
    CHECK(app.fetch_sample("media_slow").bytes_per_sec > 0);
    CHECK(app.fetch_sample("media_broken_off").break_after > 0);
}

TEST_CASE("how a media behaves can be changed, and forgotten media are unknown for every call") {
    Downloads app;
    CHECK(app.fetch_sample("image").status == 200);
    CHECK(app.control("media/behaviour",
                      {{"media_id", app.last_id}, {"errcode", 45033}, {"times", 1}})["ok"] == true);
    CHECK(Downloads::errcode_of(app.fetch()) == 45033);
    CHECK(app.fetch().body.starts_with("\xff\xd8\xff"));
    for (const Json& bad :
         {Json{{"status", 200}}, Json{{"bytes_per_sec", -1}}, Json{{"disposition", "rot13"}},
          Json{{"colour", "red"}}, Json{{"times", "many"}}}) {
        CAPTURE(bad.dump());
        Json body = bad;
        body["media_id"] = app.last_id;
        CHECK(app.control("media/behaviour", body)["error"] == "bad_behaviour");
    }
    CHECK(app.control("media/behaviour", {{"media_id", "none"}})["error"] == "unknown_media");
    const auto own = app.upload("image", app.world().media[app.last_id].bytes, "a.jpg");
    CHECK(app.control("media/forget")["forgotten"].get<int>() >= 2);
    CHECK(Downloads::errcode_of(app.fetch()) == 40007);
    CHECK(app.errcode("send_msg", {{"touser", kWang},
                                   {"open_kfid", kSales},
                                   {"msgtype", "image"},
                                   {"image", {{"media_id", own}}}}) == 40007);
}

TEST_CASE("the list of media tells who brought each and how often it was fetched") {
    Downloads app;
    app.fetch_sample("image");
    app.fetch();
    const auto own = app.upload("file", "123456", "说明.txt");
    const auto list = app.get("/control/media/list")["media"];
    REQUIRE(list.size() == 2);
    for (const auto& media : list) {
        const bool ours = media["media_id"] == own;
        CHECK(media["from"] == (ours ? "app" : "phone"));
        CHECK(media["downloads"] == (ours ? 0 : 2));
    }
}

TEST_CASE("an upload without a file name is refused") {
    Sim sim;
    CHECK(sim.upload_answer("file", "123456", "")["errcode"] == 40063);
}

TEST_CASE("file names are written in every way that servers use") {
    const std::string name = "订单 €.csv";
    CHECK(content_disposition("utf8", name) == "attachment; filename=\"订单 €.csv\"");
    CHECK(content_disposition("token", "a.csv") == "attachment; filename=a.csv");
    CHECK(content_disposition("rfc5987", "单.csv") == "attachment; filename*=UTF-8''%E5%8D%95.csv");
    CHECK(content_disposition("percent", "单.csv") == "attachment; filename=\"%E5%8D%95.csv\"");
    CHECK(content_disposition("gbk", "单.csv") == "attachment; filename=\"\xb5\xa5.csv\"");
    CHECK(content_disposition("mime", "单.csv") == "attachment; filename=\"=?UTF-8?B?5Y2VLmNzdg==?=\"");
    CHECK(content_disposition("both", "单.csv") ==
          "attachment; filename=\"download.bin\"; filename*=UTF-8''%E5%8D%95.csv");
    CHECK(content_disposition("escaped", "a\"b\\.csv") == "attachment; filename=\"a\\\"b\\\\.csv\"");
    CHECK(content_disposition("none", name).empty());
    const auto pieces = content_disposition("rfc2231", "二〇二六年十一月售后订单明细.csv");
    CHECK(pieces.find("filename*0*=UTF-8''%E4%BA%8C") != std::string::npos);
    CHECK(pieces.find("; filename*1*=") != std::string::npos);
    CHECK(content_disposition("utf8", "a\r\nX: y\"\\") == "attachment; filename=\"aX: y\"");
}

TEST_CASE("the samples with special names send them in the header") {
    Downloads app;
    CHECK(disposition(app.fetch_sample("name_path")) ==
          "attachment; filename=\"../../../etc/cron.d/订单.csv\"");
    CHECK(disposition(app.fetch_sample("name_rtl")).find("\xE2\x80\xAE") != std::string::npos);
    CHECK(disposition(app.fetch_sample("name_none")).empty());
    CHECK(disposition(app.fetch_sample("name_empty")) == "attachment; filename=\"\"");
    CHECK(disposition(app.fetch_sample("name_rfc5987")).find("filename*=UTF-8''%E8%AE%A2") !=
          std::string::npos);
    CHECK(disposition(app.fetch_sample("name_long")).size() > 360);
}

TEST_CASE("pictures by address are served by the simulator itself, good ones and hostile ones") {
    Sim sim;
    const auto drawn = sim.sim.handle("GET", "/picture/%E8%AE%A2%E5%8D%95.jpg");
    CHECK(drawn.content_type == "image/jpeg");
    CHECK(drawn.body.starts_with("\xff\xd8\xff"));
    CHECK(sim.sim.handle("GET", "/picture/%E8%AE%A2%E5%8D%95.jpg").body == drawn.body);
    CHECK(sim.sim.handle("GET", "/picture/other.jpg").body != drawn.body);
    CHECK(sim.sim.handle("GET", "/picture/slow.jpg").bytes_per_sec > 0);
    CHECK(sim.sim.handle("GET", "/picture/status/503").status == 503);
    CHECK(sim.sim.handle("GET", "/picture/status/200").status == 404);
    const auto html = sim.sim.handle("GET", "/picture/hostile/html_as_png");
    CHECK(html.content_type == "image/png");
    CHECK(html.body.find("<script>") != std::string::npos);
    CHECK(sim.world().media.empty());
    CHECK(sim.sim.handle("GET", "/picture/hostile/text").status == 404);
    CHECK(sim.sim.handle("GET", "/picture/redirect?to=http%3A%2F%2F127.0.0.1%2F").status == 302);
    CHECK(sim.sim.handle("GET", "/picture/redirect?to=a%0d%0aX:y").status == 404);
    CHECK(sim.sim.handle("GET", "/picture/none").status == 404);
}
