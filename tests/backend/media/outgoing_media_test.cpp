#include "backend/media/outgoing_media.h"

#include <doctest/doctest.h>

#include <optional>

#include "backend/media/media_inspection.h"
#include "backend/storage/store.h"
#include "tests/backend/media/media_fixture.h"
#include "tests/backend/media/samples.h"

using namespace kf;
using namespace kf::test;

namespace {

struct OutgoingFixture : MediaFixture {
    OutgoingMedia outgoing{*store.store, files, [this](const CorpId&) { return &wecom; },
                           [this] { return now; },
                           [this](std::function<void()> task) { loop.post(std::move(task)); }};

    // As an upload of an agent ends.
    MediaId upload(const std::string& bytes, const std::string& name, const std::string& id) {
        REQUIRE(store
                    ->begin_upload(
                        {id, AgentId{"lin"}, name, "image", static_cast<std::int64_t>(bytes.size())}, now)
                    .ok());
        const auto kept = files.keep_text(bytes);
        const auto outcome = inspect_media(files, *kept, MediaKind::Image, name);
        const auto media = store->finish_upload(id, MediaKind::Image, *outcome, now);
        REQUIRE(media.ok());
        return media->id;
    }
    Result<std::string> living(MediaId media) {
        std::optional<Result<std::string>> answer;
        outgoing.living_media_id(kCorp, media, UploadKind::Image,
                                 [&](Result<std::string> result) { answer = std::move(result); });
        REQUIRE(!answer.has_value());
        REQUIRE(pump_until([&] { return answer.has_value(); }));
        return *answer;
    }
};

}  // namespace

TEST_CASE("a file is uploaded to WeCom once and used again while its id lives") {
    OutgoingFixture f;
    const auto media = f.upload(jpeg_picture(), "a.jpg", "u1");
    CHECK(f.living(media).value() == "MEDIA_1");
    CHECK(f.living(media).value() == "MEDIA_1");
    REQUIRE(f.wecom.uploads.size() == 1);
    CHECK(f.wecom.uploads[0].kind == "image");
    CHECK(f.wecom.uploads[0].mime == "image/jpg");
    CHECK(f.wecom.uploads[0].name == "a.jpg");
    // The same bytes under the same name are the same upload, whoever sends them.
    CHECK(f.living(f.upload(jpeg_picture(), "a.jpg", "u2")).value() == "MEDIA_1");
    f.now += kMediaIdLivesMs;
    CHECK(f.living(media).value() == "MEDIA_1");
    f.now += 1;
    CHECK(f.living(media).value() == "MEDIA_2");
}

TEST_CASE("an id that WeCom does not take is forgotten and made anew") {
    OutgoingFixture f;
    const auto media = f.upload(jpeg_picture(), "a.jpg", "u1");
    CHECK(f.living(media).value() == "MEDIA_1");
    f.outgoing.forget(kCorp, media, UploadKind::Image);
    CHECK(f.living(media).value() == "MEDIA_2");
}

TEST_CASE("many who ask at once wait for one upload, also when it fails") {
    OutgoingFixture f;
    const auto media = f.upload(jpeg_picture(), "a.jpg", "u1");
    f.wecom.holding = true;
    int answered = 0, failed = 0;
    for (int i = 0; i < 5; ++i) {
        f.outgoing.living_media_id(kCorp, media, UploadKind::Image, [&](const Result<std::string>& result) {
            ++answered;
            failed += result.ok() ? 0 : 1;
        });
    }
    f.wecom.upload_troubles.push_back({ErrorCode::Wecom, "too large", 45001});
    CHECK(f.outgoing.under_way() == 1);
    f.wecom.release();
    REQUIRE(f.pump_until([&] { return answered == 5; }));
    CHECK(failed == 5);
    CHECK(f.wecom.uploads.size() == 1);
    CHECK(f.living(media).value() == "MEDIA_2");
}

TEST_CASE("media that are not there, or not any more, are told apart") {
    OutgoingFixture f;
    CHECK(f.living(MediaId{77}).error().code == ErrorCode::UnknownMedia);
    f.store.page({image_message("m1", kDay, "M1")}, kDay);
    CHECK(f.living(f.media_of("m1").id).error().code == ErrorCode::MediaGone);
}
