// What a frame of the console costs at different amounts of conversations and messages, and what opening a
// conversation costs: the real views on the headless platform. Prints one line of JSON for frames_bench.mjs.
//
//   frame_cost CONVERSATIONS MESSAGES [pictures]
//     CONVERSATIONS in the list; the open one has MESSAGES, of which the console holds as many as it ever
//     does. With "pictures" every message is one, each with a thumbnail of its own.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "shared/protocol/protocol_codec.h"
#include "web/console/app/console_app.h"
#include "web/ui/platform/headless.h"

namespace {

using namespace kf;

constexpr UnixMs kNow = 1'780'000'000'000;

double ms_of(const auto& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

const char* const kTexts[] = {
    "你好，请问周末可以上门安装吗？我只有周末在家。",
    "好的，谢谢！",
    "型号是 KJ500F-A11，订单号 20261120-3391，页面在 "
    "https://example.com/item/42?from=list，麻烦看一下「静音版」还有没有货。",
    "发票可以开公司抬头吗？还有，滤网多久换一次，在哪里买？说明书上写的是六个月，可是我家附近正在修路，灰尘比"
    "较大。",
    "👍",
};

// The backend as far as the console asks it.
class Far {
  public:
    Far(int conversations, int messages, bool pictures)
        : conversations_(conversations), messages_(messages), pictures_(pictures) {}

    [[nodiscard]] std::string snapshot() const {
        Snapshot s;
        s.epoch = "bench";
        s.seq = 1;
        s.server_time = kNow;
        s.self.id = AgentId{"lin"};
        s.self.name = "林晓";
        s.agents = {s.self};
        Account account;
        account.id = AccountId{"wkBench"};
        account.name = "售前咨询";
        s.accounts = {account};
        for (int i = 1; i <= conversations_; ++i) {
            const Conversation c = head(i);
            s.conversations.push_back(c);
            Customer customer;
            customer.id = c.customer;
            customer.name = "客户" + std::to_string(i);
            customer.avatar_url = "/api/avatars/" + std::to_string(i);
            s.customers.push_back(customer);
        }
        return write_snapshot(s);
    }

    // The `limit` messages before number `before` (0 = the newest).
    [[nodiscard]] std::string page(std::int64_t conversation, std::int64_t before, int limit) const {
        HistoryPage page;
        page.seq = 1;
        const std::int64_t end = before > 0 ? before - 1 : messages_;
        const std::int64_t begin = std::max<std::int64_t>(1, end - limit + 1);
        for (std::int64_t i = begin; i <= end; ++i) {
            Message m;
            m.id = MessageId{i};
            m.conversation = ConversationId{conversation};
            m.msgid = KfMessageId{"m" + std::to_string(i)};
            m.sender.kind = i % 2 == 0 ? SenderKind::Agent : SenderKind::Customer;
            m.sender.id = i % 2 == 0 ? "lin" : "wm" + std::to_string(conversation);
            m.delivery = i % 2 == 0 ? Delivery::Accepted : Delivery::None;
            m.sent_at = m.stored_at = kNow - (messages_ - i) * 30'000;
            if (pictures_) {
                m.msgtype = "image";
                m.raw = R"({"msgtype":"image","image":{"media_id":"bench"}})";
                m.media = {picture(i)};
            } else {
                m.msgtype = "text";
                m.text = kTexts[i % 5];
            }
            page.messages.push_back(m);
        }
        page.has_older = begin > 1;
        return write_history_page(page);
    }

    // The frame by which a customer's message reaches the console.
    [[nodiscard]] std::string arrival(EventSeq seq, int conversation, std::int64_t message) const {
        MessageAdded added;
        added.conversation = head(conversation);
        Message& m = added.message;
        m.id = added.conversation.last.id = MessageId{message};
        m.conversation = added.conversation.id;
        m.msgid = KfMessageId{"n" + std::to_string(message)};
        m.sender.id = added.conversation.customer.value;
        m.sent_at = m.stored_at = added.conversation.last.at = kNow + seq * 16;
        m.msgtype = "text";
        m.text = added.conversation.last.text_zh = kTexts[message % 5];
        return write_server_frame(EventFrame{seq, kNow + seq * 16, added});
    }

  private:
    [[nodiscard]] Conversation head(int i) const {
        Conversation c;
        c.id = ConversationId{i};
        c.account = AccountId{"wkBench"};
        c.customer = CustomerId{"wm" + std::to_string(i)};
        c.desk_state = i % 3 == 0 ? DeskState::Queued : DeskState::Assigned;
        if (c.desk_state == DeskState::Assigned) c.agent = AgentId{"lin"};
        c.service_state = ServiceState::Assistant;
        c.window.opened_at = to_secs(kNow) - i;
        c.window.used = i % 5;
        c.unread = i % 4;
        c.waiting_since = kNow - i * 1000;
        c.last.id = MessageId{static_cast<std::int64_t>(messages_)};
        c.last.msgtype = "text";
        c.last.text_zh = c.last.text_en = kTexts[i % 5];
        c.last.at = kNow - i * 1000;
        c.session = SessionId{i};
        return c;
    }

    // As phones take them: upright, lying and square, always with a thumbnail.
    [[nodiscard]] static Media picture(std::int64_t i) {
        constexpr std::array<std::pair<int, int>, 3> kSizes{{{3024, 4032}, {4032, 3024}, {2048, 2048}}};
        Media media;
        media.id = MediaId{i};
        media.state = MediaState::Ready;
        media.mime = "image/jpeg";
        media.bytes = 1'800'000;
        std::tie(media.width, media.height) = kSizes[static_cast<std::size_t>(i) % kSizes.size()];
        media.thumbnail = true;
        return media;
    }

    int conversations_;
    int messages_;
    bool pictures_;
};

std::int64_t number_after(const std::string& path, const std::string& word, std::int64_t fallback) {
    const auto at = path.find(word);
    return at == std::string::npos ? fallback : std::atoll(path.c_str() + at + word.size());
}

// Answers every request that waits; true when there was one.
bool answer_all(web::HeadlessPlatform& platform, const Far& far) {
    bool any = false;
    while (!platform.http_.waiting.empty()) {
        any = true;
        const std::string path = platform.http_.waiting.front().request.path;
        const std::int64_t conversation = number_after(path, "/api/conversations/", 0);
        if (path.find("/messages") != std::string::npos) {
            const auto limit = static_cast<int>(number_after(path, "limit=", 50));
            platform.http_.answer(path, 200, far.page(conversation, number_after(path, "before=", 0), limit));
        } else if (path.find("/api/snapshot") == 0) {
            platform.http_.answer(path, 200, far.snapshot());
        } else {
            platform.http_.answer(path, 404, "{}");
        }
    }
    return any;
}

}  // namespace

int main(int argc, char** argv) {
    const bool pictures = argc == 4 && std::string_view(argv[3]) == "pictures";
    const int conversations = argc >= 3 ? std::atoi(argv[1]) : 0;
    const int messages = argc >= 3 ? std::atoi(argv[2]) : 0;
    if (conversations < 50 || messages < 1 || argc > 4 || (argc == 4 && !pictures)) {
        std::fprintf(stderr, "usage: frame_cost CONVERSATIONS(>=50) MESSAGES [pictures]\n");
        return 2;
    }
    web::HeadlessPlatform platform;
    platform.page_.now_unix_ms = kNow;
    // A thumbnail's longest side has 480 px.
    platform.picture_port_.answers_all = web::Size{480, 360};
    const Far far{conversations, messages, pictures};
    web::ConsoleApp app{platform};
    web::HeadlessRunner runner{platform, [&](web::Ui& ui) { app.draw(ui); }};
    answer_all(platform, far);
    if (platform.sockets_.connections.empty()) {
        std::fprintf(stderr, "frame_cost: the console opened no socket after the snapshot\n");
        return 1;
    }
    platform.sockets_.accept(0);
    platform.sockets_.say(0, write_server_frame(Welcome{"bench", 1, kNow}));
    runner.settle();

    // Opening: from the press to the drawn conversation, the first page included, as it comes from the
    // backend.
    std::vector<double> opening;
    for (int i = 1; i <= 21; ++i) {
        std::string first_page;
        app.dispatch(ConversationOpened{ConversationId{i}});
        runner.frame();  // the frame in which the press happened shows it as loading
        opening.push_back(ms_of([&] {
            answer_all(platform, far);
            runner.frame();
        }));
        runner.settle();
    }

    // The open conversation gets as many messages as the console keeps.
    const ConversationId open{21};
    for (int i = 0; i < 1000; ++i) {
        const auto& thread = app.state().threads.at(open);
        const std::size_t before = thread.messages.size();
        if (!thread.has_older || before >= kMaxMessagesPerThread) break;
        app.dispatch(OlderWanted{open});
        if (!answer_all(platform, far) || app.state().threads.at(open).messages.size() <= before) break;
    }
    runner.settle();

    // Frames in which something happens: the pointer goes over the list, the chat scrolls.
    std::vector<double> frames;
    for (int i = 0; i < 600; ++i) {
        platform.page_.advance(16);
        if (i % 2 == 0) {
            runner.move_to({200.0F, 150.0F + static_cast<float>(i % 600)});
        } else {
            runner.wheel({700.0F, 400.0F}, i % 40 < 20 ? -30.0F : 30.0F);
        }
        answer_all(platform, far);
        frames.push_back(ms_of([&] { runner.frame(); }));
    }
    // Frames in which a customer somewhere in the list has written: decoded, reduced, sorted in, drawn.
    std::vector<double> arriving;
    for (int i = 0; i < 300; ++i) {
        platform.page_.advance(16);
        const std::string text = far.arrival(2 + i, 1 + (i * 7919) % conversations, messages + i + 1);
        arriving.push_back(ms_of([&] {
            platform.sockets_.say(0, text);
            runner.frame();
        }));
        answer_all(platform, far);
    }
    // Up and down over what 200 texts cover; then to the beginning, so that every picture was seen once and
    // memory kept what it allows.
    std::vector<double> scrolling;
    std::uint64_t most_bytes = 0;
    for (int i = 0; i < 900; ++i) {
        const bool timed = i < 600;
        platform.page_.advance(16);
        runner.wheel({700.0F, 400.0F}, !timed ? -300.0F : i % 160 < 80 ? -120.0F : 120.0F);
        answer_all(platform, far);
        const double ms = ms_of([&] { runner.frame(); });
        if (timed) scrolling.push_back(ms);
        most_bytes = std::max(most_bytes, platform.pictures_.stats().bytes);
    }
    const web::PictureStats stats = platform.pictures_.stats();
    std::printf("{\"scrolling_ms\":%.4f,\"picture_bytes\":%llu,\"picture_budget\":%llu,\"pictures\":%llu,",
                median(scrolling), static_cast<unsigned long long>(most_bytes),
                static_cast<unsigned long long>(web::kPictureBudget),
                static_cast<unsigned long long>(stats.uploads));
    std::printf("\"held\":%zu,\"frame_ms\":%.4f,\"opening_ms\":%.4f,\"arriving_ms\":%.4f,\"vertices\":%d}\n",
                app.state().threads.at(open).messages.size(), median(frames), median(opening),
                median(arriving), runner.vertices());
    return 0;
}
