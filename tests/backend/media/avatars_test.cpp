#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "backend/media/avatar_fetcher.h"
#include "backend/media/media_type.h"
#include "backend/media/picture.h"
#include "backend/runtime/due_work.h"
#include "backend/storage/avatar_store.h"
#include "backend/storage/due_kinds.h"
#include "tests/backend/media/picture_host.h"
#include "tests/backend/media/route_fixture.h"
#include "tests/backend/media/samples.h"

using namespace kf;
using namespace kf::test;

namespace {

constexpr UnixMs kDayMs = kSecsPerDay * 1000;

// Customers whose pictures lie on a server of the test.
struct AvatarFixture : RouteFixture {
    PictureHost host;
    std::map<std::string, std::string> pictures;  // by path; written before start()
    std::atomic<int> asked = 0;
    std::atomic<int> troubles = 0;  // so many answers are 503 first
    std::atomic<bool> holding = false;
    std::atomic<int> under_way = 0, most_under_way = 0;
    std::unique_ptr<WorkerPool> avatar_workers = std::make_unique<WorkerPool>(6);
    std::unique_ptr<DueWork> due;
    std::unique_ptr<AvatarFetcher> avatars;

    AvatarFixture() {
        pictures["/anna.png"] = png_picture(300, 200);
        pictures["/new.jpg"] = with_orientation(jpeg_picture(120, 120), 6);
        host.server.Get("/.*", [this](const httplib::Request& request, httplib::Response& response) {
            ++asked;
            const int now_under_way = ++under_way;
            if (now_under_way > most_under_way) most_under_way = now_under_way;
            while (holding) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            --under_way;
            const auto found = pictures.find(request.path);
            if (troubles > 0) {
                --troubles;
                response.status = 503;
            } else if (found == pictures.end()) {
                response.status = 404;
            } else {
                response.set_content(found->second, "image/png");
            }
        });
        host.start();
        store.page({customer_text("m1", kDay, "在吗")}, kDay);
    }
    ~AvatarFixture() {
        holding = false;
        end_process();
    }
    void begin_fetching(bool private_addresses = true) {
        if (!avatar_workers) avatar_workers = std::make_unique<WorkerPool>(6);
        AvatarFetcherOptions options;
        options.pictures.allow_private_addresses = private_addresses;
        options.pictures.max_bytes = 100'000;
        due = std::make_unique<DueWork>(
            loop, due_store(*store), [this] { return now; }, [] { return 1.0; });
        avatars = std::make_unique<AvatarFetcher>(
            loop, *due, known(), files, *avatar_workers, [this] { return now; }, options);
        due->start();
    }
    void end_process() {
        due.reset();
        avatars.reset();
        if (avatar_workers) avatar_workers->finish();
        avatar_workers.reset();
        pump(5);
    }
    // As customer/batchget answers.
    void profile(const std::string& picture_url, const CustomerId& id = kAnna) {
        CustomerProfile customer;
        customer.id = id;
        customer.name = "安娜";
        customer.picture_url = picture_url;
        REQUIRE(store->save_customers(kCorp, {customer}, now).ok());
    }
    AvatarStore& known() { return avatar_store(*store); }
    // Where consoles find it.
    std::string address(const CustomerId& id = kAnna) {
        for (const auto& customer : store->snapshot(agent_named("all", Role::Admin), now).customers)
            if (customer.id == id) return customer.avatar_url;
        return {};
    }
    AvatarId avatar_of(const CustomerId& id = kAnna) {
        const auto at = address(id);
        return AvatarId{at.empty() ? 0 : std::stoll(at.substr(at.rfind('/') + 1))};
    }
    bool has_picture(const CustomerId& id = kAnna) {
        due->wake();
        return pump_until([&] { return !address(id).empty(); });
    }
    // Nothing is under way, and nothing is due.
    bool rests() {
        due->wake();
        return pump_until([&] {
            return due->under_way() == 0 &&
                   due_store(*store).due_items(kFetchAvatar, now, DueOrder::OldestFirst, 1).empty();
        });
    }
    // When one that is put off is tried again.
    std::optional<UnixMs> next_try() { return due_store(*store).next_due_time(kFetchAvatar, -1); }
};

}  // namespace

TEST_CASE("a customer's picture is fetched once, kept small and square, and the consoles hear of it") {
    AvatarFixture f;
    f.begin_fetching();
    const auto before = f.store->snapshot(agent_named("all", Role::Admin), f.now);
    f.profile(f.host.url("/anna.png"));
    REQUIRE(f.has_picture());
    const auto row = f.known().find_avatar(f.avatar_of());
    REQUIRE(row.has_value());
    CHECK(row->accounts == std::vector<ServedAccount>{{kCorp, kSales}});
    CHECK(f.address() == "/api/avatars/" + std::to_string(row->id.value));
    CHECK(f.files.has(row->sha256));
    CHECK(f.store->unknown_files({row->sha256}).empty());
    // What consoles hold by events is what a fresh snapshot says.
    CHECK(replayed(before, f.store->events_after(before.seq, 1000)) ==
          canonical(f.store->snapshot(agent_named("all", Role::Admin), 0)));
    // Where the picture lies is nobody's business but ours.
    for (const auto& event : f.store->events_after(0, 1000))
        CHECK(event.json.find("127.0.0.1") == std::string::npos);
    f.profile(f.host.url("/anna.png"));
    REQUIRE(f.rests());
    CHECK(f.asked == 1);
}

TEST_CASE("pictures of customers are for those who serve them, and are kept by browsers") {
    AvatarFixture f;
    f.begin_fetching();
    f.profile(f.host.url("/anna.png"));
    REQUIRE(f.has_picture());
    const auto shown = f.ask("lin", "GET", f.address());
    CHECK(shown.status == 200);
    CHECK(f.header(shown, "Content-Type") == "image/jpeg");
    CHECK(f.header(shown, "Cache-Control") == "private, max-age=31536000, immutable");
    CHECK(f.header(shown, "Content-Security-Policy").starts_with("sandbox;"));
    CHECK(look_at(f.body(shown), 50, 50).width == 96);
    CHECK(f.ask("lin", "GET", f.address(), {{"if-none-match", f.header(shown, "ETag")}}).status == 304);
    CHECK(f.ask("boss", "GET", f.address()).status == 200);
    CHECK(f.ask("mei", "GET", f.address()).status == 404);  // serves another account
    CHECK(f.ask("", "GET", f.address()).status == 401);
    for (const char* target : {"/api/avatars/999", "/api/avatars/0", "/api/avatars/-1", "/api/avatars/1x",
                               "/api/avatars/99999999999999999999"})
        CHECK_MESSAGE(f.ask("lin", "GET", target).status == 404, target);
    // The customer has written to mei's account as well.
    f.store.page({customer_text("m2", kDay + 1, "你好", kAnna, kService)}, kDay + 1, false, kService);
    CHECK(f.ask("mei", "GET", f.address()).status == 200);
}

TEST_CASE("a profile makes us ask nobody but the public web") {
    AvatarFixture f;
    f.begin_fetching(false);
    const std::string digits = f.host.url("/anna.png").substr(7);
    int number = 0;
    for (const std::string& url :
         {f.host.url("/anna.png"), "http://localhost" + digits.substr(9),
          std::string("http://10.0.0.1/a.png"), std::string("http://169.254.169.254/latest/meta-data"),
          std::string("http://[::1]/a.png"), std::string("file:///etc/passwd"),
          std::string("ftp://example.com/a.png"), std::string("http://user@example.com/a"),
          "https://" + std::string(4000, 'a')}) {
        const CustomerId id{"wm" + std::to_string(++number)};
        f.store.page({customer_text("s" + std::to_string(number), kDay, "在吗", id)}, kDay);
        f.profile(url, id);
    }
    REQUIRE(f.rests());
    for (int i = 1; i <= number; ++i) CHECK(f.avatar_of(CustomerId{"wm" + std::to_string(i)}).empty());
    CHECK(f.asked == 0);
    CHECK_FALSE(f.next_try().has_value());
}

TEST_CASE("what is no picture, or one that would hurt, is never shown and never tried again") {
    AvatarFixture f;
    f.pictures["/page.png"] = "<html><script>alert(1)</script></html>";
    f.pictures["/image.svg"] = "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>";
    f.pictures["/bomb.png"] = png_that_claims(50'000, 50'000);
    f.pictures["/large.jpg"] = jpeg_picture() + std::string(200'000, '\0');
    f.pictures["/cut.png"] = png_picture(300, 200).substr(0, 60);
    f.pictures["/empty.png"] = "";
    f.begin_fetching();
    int number = 0;
    for (const char* path :
         {"/page.png", "/image.svg", "/bomb.png", "/large.jpg", "/cut.png", "/empty.png", "/none.png"}) {
        const CustomerId id{"wm" + std::to_string(++number)};
        f.store.page({customer_text("h" + std::to_string(number), kDay, "在吗", id)}, kDay);
        f.profile(f.host.url(path), id);
        REQUIRE(f.rests());
        CHECK_MESSAGE(f.avatar_of(id).empty(), path);
    }
    CHECK(f.asked == number);
    CHECK_FALSE(f.next_try().has_value());
    f.profile(f.host.url("/anna.png"));
    CHECK(f.has_picture());
}

TEST_CASE("trouble is tried again later and later, given up after a while, and taken up again a day later") {
    AvatarFixture f;
    f.begin_fetching();
    f.troubles = 2;
    f.profile(f.host.url("/anna.png"));
    REQUIRE(f.rests());
    CHECK(f.asked == 1);
    CHECK(f.next_try().value() == f.now + 10'000);
    f.now += 10'000;
    REQUIRE(f.rests());
    CHECK(f.asked == 2);
    CHECK(f.next_try().value() == f.now + 40'000);
    f.now += 40'000;
    REQUIRE(f.has_picture());

    f.troubles = 1000;
    f.store.page({customer_text("b1", kDay, "在吗", kBo)}, kDay);
    f.profile(f.host.url("/new.jpg"), kBo);
    const UnixMs begun = f.now;
    REQUIRE(f.rests());
    while (const auto next = f.next_try()) {
        REQUIRE(f.now - begun < kDayMs);
        f.now = *next;
        REQUIRE(f.rests());
    }
    CHECK(f.asked == 3 + 8);
    f.troubles = 0;
    f.profile(f.host.url("/new.jpg"), kBo);  // the same profile again, at once: no reason to hope
    CHECK_FALSE(f.next_try().has_value());
    f.now += kDayMs + 1;
    f.profile(f.host.url("/new.jpg"), kBo);
    CHECK(f.has_picture(kBo));
}

TEST_CASE("the old picture stands until the new one is here, and its file goes") {
    AvatarFixture f;
    f.begin_fetching();
    f.profile(f.host.url("/anna.png"));
    REQUIRE(f.has_picture());
    const AvatarId old = f.avatar_of();
    const auto old_file = f.known().find_avatar(old)->sha256;
    f.profile(f.host.url("/none.png"));
    REQUIRE(f.rests());
    CHECK(f.avatar_of() == old);
    CHECK(f.ask("lin", "GET", f.address()).status == 200);
    f.profile("");  // an answer without a picture wipes nothing
    CHECK(f.avatar_of() == old);
    f.profile(f.host.url("/new.jpg"));
    REQUIRE(f.pump_until([&] { return f.avatar_of() != old; }));
    CHECK_FALSE(f.known().find_avatar(old).has_value());
    CHECK(f.ask("lin", "GET", "/api/avatars/" + std::to_string(old.value)).status == 404);
    const auto gone = f.store->drop_unused_files(10, f.now);
    REQUIRE(gone.ok());
    REQUIRE(gone->size() == 1);
    CHECK(gone->front().sha256 == old_file);
}

TEST_CASE("one file that two customers show stays as long as one of them shows it") {
    AvatarFixture f;
    f.begin_fetching();
    f.store.page({customer_text("b1", kDay, "在吗", kBo)}, kDay);
    f.profile(f.host.url("/anna.png"));
    f.profile(f.host.url("/anna.png"), kBo);
    REQUIRE((f.has_picture() && f.has_picture(kBo)));
    f.profile(f.host.url("/new.jpg"));
    const AvatarId old = f.avatar_of();
    REQUIRE(f.pump_until([&] { return f.avatar_of() != old; }));
    CHECK(f.store->drop_unused_files(10, f.now)->empty());
    CHECK(f.ask("lin", "GET", f.address(kBo)).status == 200);
}

TEST_CASE("few are fetched at once, slow ones hold up no file of a message, and a restart goes on") {
    AvatarFixture f;
    f.start();
    f.begin_fetching();
    f.holding = true;
    for (int i = 0; i < 12; ++i) {
        const CustomerId id{"wm" + std::to_string(i)};
        f.store.page({customer_text("p" + std::to_string(i), kDay, "在吗", id)}, kDay);
        f.profile(f.host.url("/anna.png"), id);
    }
    REQUIRE(f.pump_until([&] { return f.under_way == 3; }));
    f.wecom.files["M1"] = {png_picture(), ""};
    f.store.page({image_message("i1", kDay, "M1")}, kDay);
    CHECK(f.reaches("i1", MediaState::Ready));
    CHECK(f.most_under_way == 3);
    // The process ends while three are under way.
    f.due->stop();
    f.holding = false;
    f.end_process();
    const int before = f.asked;
    f.begin_fetching();
    REQUIRE(f.rests());
    for (int i = 0; i < 12; ++i) CHECK_FALSE(f.avatar_of(CustomerId{"wm" + std::to_string(i)}).empty());
    CHECK(f.asked > before);
    CHECK(f.most_under_way == 3);
}

TEST_CASE("a picture that comes after its address has changed is not shown, and leaves nothing behind") {
    AvatarFixture f;
    f.profile(f.host.url("/anna.png"));
    const auto fetch = due_store(*f.store).due_items(kFetchAvatar, f.now, DueOrder::OldestFirst, 1);
    REQUIRE(fetch.size() == 1);
    const AvatarId late{due_number(fetch[0].subject)};
    f.profile(f.host.url("/new.jpg"));
    const auto kept = f.files.keep_text("late");
    REQUIRE(kept.ok());
    REQUIRE(f.known().avatar_fetched(late, {kept->sha256, kept->bytes}, f.now).ok());
    CHECK(f.avatar_of().empty());
    CHECK(f.store->drop_unused_files(10, f.now)->size() == 1);
}

TEST_CASE("an avatar is the middle of the picture, upright, never larger than it was") {
    // Left half red, right half blue: the middle square of 300 × 100 has both.
    const auto wide = make_avatar_picture(jpeg_picture(300, 100), "image/jpeg");
    REQUIRE(wide.ok());
    CHECK(look_at(*wide, 50, 50).width == 96);
    CHECK(look_at(*wide, 50, 50).height == 96);
    CHECK(look_at(*wide, 20, 50).red > 200);
    CHECK(look_at(*wide, 80, 50).blue > 200);
    // A quarter turn to the right: what was left is above.
    const auto turned = make_avatar_picture(with_orientation(jpeg_picture(200, 200), 6), "image/jpeg");
    REQUIRE(turned.ok());
    CHECK(look_at(*turned, 50, 20).red > 200);
    CHECK(look_at(*turned, 50, 80).blue > 200);
    const auto tiny = make_avatar_picture(png_picture(40, 20), "image/png");
    REQUIRE(tiny.ok());
    CHECK(look_at(*tiny, 50, 50).width == 20);
    const auto clear = make_avatar_picture(png_picture(200, 200, true), "image/png");
    REQUIRE(clear.ok());
    CHECK(type_of_content(*clear) == "image/png");
    CHECK(make_avatar_picture(png_that_claims(50'000, 50'000), "image/png").error().code ==
          ErrorCode::TooLargePicture);
}
