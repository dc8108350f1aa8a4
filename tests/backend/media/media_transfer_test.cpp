// Files from and to WeCom, over real HTTP against a WeCom that the test scripts.
#include "backend/wecom/media_transfer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "backend/media/file_name.h"
#include "tests/backend/media/text_sink.h"
#include "tests/backend/storage/store_fixture.h"
#include "tests/backend/wecom/api_fixture.h"

using namespace kf;
using kf::test::TextSink;
using kf::testing::ApiFixture;

namespace {

constexpr const char* kGet = "/cgi-bin/media/get";

struct TransferFixture : ApiFixture {
    std::shared_ptr<TextSink> sink = std::make_shared<TextSink>();
    Result<DownloadedMedia> download(std::int64_t max_bytes = 100'000'000) {
        return wait<DownloadedMedia>([&](Done<DownloadedMedia> done) {
            api->download_media("M 1/2", max_bytes, sink, std::move(done));
        });
    }
    void serve(const std::string& bytes, const std::string& disposition,
               const std::string& type = "image/png") {
        wecom.on(kGet, [=](const httplib::Request& request, httplib::Response& response) {
            CHECK(request.get_param_value("media_id") == "M 1/2");
            if (!disposition.empty()) response.set_header("Content-disposition", disposition);
            response.set_content(bytes, type);
        });
    }
};

}  // namespace

TEST_CASE("media come with their claimed type and name as they were sent") {
    TransferFixture f;
    f.serve(std::string("\x89PNG\0bytes", 10), "attachment; filename=\"\xb1\xa8\xbc\xdb.png\"");
    const auto done = f.download();
    REQUIRE(done.ok());
    CHECK(f.sink->text == std::string("\x89PNG\0bytes", 10));
    CHECK(done->bytes == 10);
    CHECK(done->content_type == "image/png");
    CHECK(name_from_disposition(done->content_disposition) == "报价.png");
}

TEST_CASE("errors come as JSON under status 200 and are no files") {
    TransferFixture f;
    for (const char* type : {"application/json; charset=UTF-8", "text/plain", "application/octet-stream"}) {
        f.serve(R"({"errcode":40007,"errmsg":"invalid media_id"})", "", type);
        const auto done = f.download();
        REQUIRE_FALSE(done.ok());
        CHECK(done.error().code == ErrorCode::Wecom);
        CHECK(done.error().number == 40007);
        CHECK(f.sink->text.empty());
    }
    f.wecom.on(kGet, [](const httplib::Request&, httplib::Response& response) {
        response.status = 404;
        response.set_content(R"({"errcode":40145,"errmsg":"expired"})", "application/json");
    });
    CHECK(f.download().error().number == 40145);
}

TEST_CASE("a customer's JSON file is a file") {
    TransferFixture f;
    const std::string file = R"({"errcode":40007,"errmsg":"not an error"})";
    f.serve(file, "attachment; filename=\"a.json\"", "application/json");
    REQUIRE(f.download().ok());
    CHECK(f.sink->text == file);
    f.serve(R"({"name":"no errcode"})", "", "application/json");
    REQUIRE(f.download().ok());
    CHECK(f.sink->text == R"({"name":"no errcode"})");
    const std::string large = "{" + std::string(200'000, 'x');
    f.serve(large, "", "application/json");
    REQUIRE(f.download().ok());
    CHECK(f.sink->text == large);
}

TEST_CASE("what is too large is fetched by ranges, which are multiples of 16 and go on where they broke") {
    TransferFixture f;
    std::string bytes(static_cast<std::size_t>(kRangeBytes) * 2 + 1001, 'a');
    for (std::size_t i = 0; i < bytes.size(); i += 997) bytes[i] = static_cast<char>('a' + i % 26);
    std::vector<std::string> ranges;
    int breaks = 1;
    f.wecom.on(kGet, [&](const httplib::Request& request, httplib::Response& response) {
        const auto range = request.get_header_value("Range");
        ranges.push_back(range);
        // The server of the tests would cut the body to the range by itself.
        const_cast<httplib::Request&>(request).ranges.clear();
        if (range.empty()) {
            response.set_content(R"({"errcode":830002,"errmsg":"use range"})", "application/json");
            return;
        }
        const auto dash = range.find('-');
        const auto first = std::stoll(range.substr(6, dash - 6)), last = std::stoll(range.substr(dash + 1));
        const bool aligned = (last - first + 1) % 16 == 0 || last + 1 == static_cast<long long>(bytes.size());
        if (!aligned)
            return response.set_content(R"({"errcode":40146,"errmsg":"range"})", "application/json");
        if (first > 0 && breaks-- > 0) {
            response.status = 500;
            return;
        }
        const auto end = std::min<long long>(last + 1, static_cast<long long>(bytes.size()));
        response.status = 206;
        response.set_header("Content-Range", "bytes " + std::to_string(first) + "-" +
                                                 std::to_string(end - 1) + "/" +
                                                 std::to_string(bytes.size()));
        response.set_content(
            bytes.substr(static_cast<std::size_t>(first), static_cast<std::size_t>(end - first)),
            "video/mp4");
    });
    const auto done = f.download();
    REQUIRE_MESSAGE(done.ok(), done.error().message);
    CHECK(f.sink->text == bytes);
    CHECK(done->bytes == static_cast<std::int64_t>(bytes.size()));
    CHECK(ranges.size() == 5);
    CHECK(std::count(ranges.begin(), ranges.end(), "bytes=0-8388607") == 1);
}

TEST_CASE("a file is cut off at the limit, whatever its length says") {
    TransferFixture f;
    f.serve(std::string(2000, 'x'), "attachment; filename=\"a\"");
    CHECK(f.download(1999).error().code == ErrorCode::TooLarge);
    CHECK(f.download(2000).ok());
}

TEST_CASE("a download that breaks off begins again and holds nothing twice") {
    TransferFixture f;
    int calls = 0;
    f.wecom.on(kGet, [&](const httplib::Request&, httplib::Response& response) {
        response.set_header("Content-disposition", "attachment; filename=\"a\"");
        if (++calls > 1) return response.set_content("0123456789", "image/png");
        response.set_content_provider(10, "image/png", [](std::size_t, std::size_t, httplib::DataSink& out) {
            out.write("01234", 5);
            return false;
        });
    });
    REQUIRE(f.download().ok());
    CHECK(f.sink->text == "0123456789");
    CHECK(calls == 2);
}

TEST_CASE("an expired token is replaced and the file fetched") {
    TransferFixture f;
    f.wecom.on(kGet, [](const httplib::Request& request, httplib::Response& response) {
        if (request.get_param_value("access_token") == "TOKEN-NUMBER-1")
            return response.set_content(R"({"errcode":42001,"errmsg":"expired"})", "application/json");
        response.set_content("bytes", "image/png");
    });
    f.wecom.answer_in_turn("/cgi-bin/gettoken",
                           {R"({"errcode":0,"access_token":"TOKEN-NUMBER-1","expires_in":7200})",
                            R"({"errcode":0,"access_token":"TOKEN-NUMBER-2","expires_in":7200})"});
    REQUIRE(f.download().ok());
    CHECK(f.sink->text == "bytes");
}

TEST_CASE("a file is uploaded with its type, and refusals and missing files are told apart") {
    TransferFixture f;
    kf::test::TempFolder folder;
    const std::string path = folder.path() + "/x";
    std::ofstream(path, std::ios::binary) << "file\r\n--bytes";
    std::string type, content_type;
    f.wecom.on("/cgi-bin/media/upload", [&](const httplib::Request& request, httplib::Response& response) {
        type = request.get_param_value("type");
        content_type = request.get_header_value("Content-Type");
        response.set_content(
            R"({"errcode":0,"errmsg":"","type":"file","media_id":"UP_1","created_at":"1795132800"})",
            "application/json");
    });
    const auto up = [&](const std::string& from) {
        return f.wait<std::string>([&](Done<std::string> done) {
            f.api->upload_media({"file", from, "报价 单.txt", "application/octet-stream"}, std::move(done));
        });
    };
    const auto media_id = up(path);
    REQUIRE_MESSAGE(media_id.ok(), media_id.error().message);
    CHECK(*media_id == "UP_1");
    CHECK(type == "file");
    CHECK(content_type.starts_with("multipart/form-data; boundary=kfdesk-"));
    CHECK(up(folder.path() + "/none").error().code == ErrorCode::MediaGone);
    f.wecom.answer("/cgi-bin/media/upload", R"({"errcode":45001,"errmsg":"too large"})");
    CHECK(up(path).error().number == 45001);
}

TEST_CASE("Content-Range is believed only where it fits together") {
    const auto range = read_content_range("bytes 0-9/100");
    REQUIRE(range.has_value());
    CHECK(range->last == 9);
    CHECK(range->total == 100);
    for (const char* header : {"", "bytes", "bytes 5-4/10", "bytes 0-10/10", "bytes 0-9/*", "bytes a-9/10",
                               "bytes 0-9", "0-9/10", "bytes -1-9/10"})
        CHECK_MESSAGE(!read_content_range(header).has_value(), header);
}
