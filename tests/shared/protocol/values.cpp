#include "tests/shared/protocol/values.h"

namespace kf::values {

Media media() {
    Media m;
    m.id = MediaId{5};
    m.role = "item.2.item.0";
    m.state = MediaState::Refused;
    m.mime = "image/png";
    m.name = "图 1.png";
    m.bytes = 20'971'520;
    m.width = 480;
    m.height = 320;
    m.duration_ms = 60'000;
    m.thumbnail = true;
    m.problem = ErrorCode::TooLarge;
    return m;
}

Message message() {
    Message m;
    m.id = MessageId{9001};
    m.conversation = ConversationId{42};
    m.msgid = KfMessageId{"out_0001"};
    m.sender = {SenderKind::Agent, "lin", "林晓"};
    m.sent_at = 1'795'132'801'123;
    m.stored_at = 1'795'132'801'456;
    m.msgtype = "image";
    m.text = "您好 🙂 \"quoted\" \\ \n\t\x01 </script>";
    m.menu_id = "rate_5";
    m.raw = R"({"msgid":"out_0001","image":{"media_id":"M"}})";
    m.delivery = Delivery::Failed;
    m.held_until = 1'795'132'806'123;
    m.fail_code = 1006;
    m.fail_zh = "未送达";
    m.fail_en = "Not delivered";
    m.late = true;
    m.recalled = true;
    m.client_id = ClientId{"abc123-7"};
    m.media = {media()};
    m.mentions = {AgentId{"mei"}, AgentId{"wang"}};
    return m;
}

QuickReply quick_reply() {
    MenuBody menu;
    menu.head_content = "请选择";
    MenuItem item;
    item.id = "1";
    item.content = "退款";
    menu.list = {item};
    QuickReply q;
    q.id = QuickReplyId{12};
    q.owner = AgentId{"lin"};
    q.category = "物流";
    q.title = "发货时间";
    q.text = "{{customer.name}}您好，今天发货";
    q.attachments = {ImageBody{"kfdesk:5"}, menu};
    q.media = {media()};
    q.media[0].role = "attachment.0";
    q.initials = "fhsj";
    q.uses = 31;
    q.changed_at = 1'795'132'801'000;
    return q;
}

Greeting greeting() {
    Greeting g;
    g.corp = CorpId{"ww1"};
    g.account = AccountId{"wk1"};
    g.scene = "web01";
    g.kind = GreetingKind::Closing;
    g.content = TextBody{"谢谢", ""};
    return g;
}

Conversation conversation() {
    Conversation c;
    c.id = ConversationId{42};
    c.corp = CorpId{"ww1"};
    c.account = AccountId{"wk1"};
    c.customer = CustomerId{"wm1"};
    c.desk_state = DeskState::InClient;
    c.service_state = ServiceState::Servicer;
    c.agent = AgentId{"lin"};
    c.servicer = ServicerId{"zhangsan"};
    c.window = {.opened_at = 1'795'132'800, .used = 3};
    c.unread = 7;
    c.undelivered = MessageId{9001};
    c.handed_by = AgentId{"mei"};
    c.calls = {{AgentId{"wang"}, MessageId{8999}, AgentId{"lin"}, 1'795'132'799'000, "@王 请看"}};
    c.waiting_since = 1'795'132'800'000;
    c.last = {.id = MessageId{9001},
              .sender = SenderKind::Servicer,
              .msgtype = "text",
              .text_zh = "好的",
              .text_en = "好的",
              .at = 1'795'132'801'123,
              .recalled = true};
    c.session = SessionId{5};
    c.session_started_at = 1;
    c.session_ended_at = 2;
    c.scene = "web01";
    c.scene_param = "sku=88&ch=h5";
    c.channels_name = "示例小店";
    c.missed = true;
    return c;
}

Customer customer() {
    return {.corp = CorpId{"ww1"},
            .id = CustomerId{"wm1"},
            .name = "小王 🌸",
            .avatar_url = "https://img.example.com/u.png",
            .gender = Gender::Female,
            .unionid = "oDemo",
            .note = "偏好顺丰\n第二行",
            .first_seen = 1,
            .last_seen = 2,
            .profile_fetched_at = 3};
}

Account account() {
    return {.corp = CorpId{"ww1"}, .id = AccountId{"wk1"}, .name = "售后客服", .managed = false};
}

Agent agent() {
    return {.id = AgentId{"lin"},
            .name = "林晓",
            .role = Role::Supervisor,
            .presence = Presence::Away,
            .disabled = true,
            .accounts = {AccountId{"wk1"}, AccountId{"wk2"}}};
}

SessionSummary session() {
    return {.id = SessionId{5},
            .conversation = ConversationId{42},
            .started_at = 10,
            .ended_at = 20,
            .agent = AgentId{"lin"},
            .first_text = "[图片]",
            .first_text_en = "[Image]",
            .messages = 12};
}

std::vector<Event> events() {
    return {MessageAdded{message(), conversation()},
            MessageChanged{message()},
            ConversationChanged{conversation()},
            CustomerChanged{customer()},
            AccountChanged{account()},
            AgentChanged{agent()},
            DraftChanged{AgentId{"lin"}, ConversationId{42}, "草稿"},
            MarksChanged{AgentId{"lin"}, ConversationId{42}, true, false},
            QuickReplyChanged{quick_reply()},
            QuickReplyRemoved{QuickReplyId{12}, AgentId{"lin"}},
            GreetingChanged{greeting()},
            GreetingRemoved{AccountId{"wk1"}, "web01", GreetingKind::Closing},
            DeskSettingsChanged{{.supervisors_see_recalled = true, .map_address = "https://map.example/"}}};
}

std::vector<ClientFrame> client_frames() {
    const ConversationId c{42};
    std::vector<ClientFrame> frames{Hello{1, "epoch-1", 77}, Ping{}};
    const std::vector<Command> commands{
        SendContent{c, TextBody{"您好", {}}, 3},
        CancelMessage{MessageId{9}},
        RetryMessage{MessageId{9}},
        ClaimConversation{c},
        TransferConversation{c, AgentId{"mei"}},
        TransferConversation{c, AgentId{}},
        EndSession{c, SessionId{31}, MessageId{72}},
        MarkRead{c, MessageId{9}},
        SaveDraft{c, ""},
        SaveDraft{c, "写到一半", draft_mark("写到")},
        MarkConversation{c, Mark::Unread, true},
        MarkConversation{c, Mark::Pinned, false},
        SaveNote{CorpId{"ww1"}, CustomerId{"wm1"}, "备注"},
        SetPresence{Presence::Away},
        SendContent{c, LocationBody{31.25, -7.5, "店", "路"}, 4},
        SendContent{c, quick_reply().attachments[1], 0},
        SendContent{c, LinkBody{"t", "d", "https://a/", "", "kfdesk:5"}, 0},
        AddPrivateNote{c, "@mei 看看", {AgentId{"mei"}}},
        RetryMedia{MessageId{9}},
        SaveQuickReply{quick_reply()},
        DeleteQuickReply{QuickReplyId{12}},
        UseQuickReply{QuickReplyId{12}},
        SaveGreeting{greeting()},
        DeleteGreeting{AccountId{"wk1"}, "web01", GreetingKind::Closing},
        SaveDeskSettings{{.supervisors_see_recalled = true, .map_address = ""}}};
    int number = 0;
    for (const Command& command : commands) {
        frames.push_back(CommandFrame{ClientId{"p-" + std::to_string(++number)}, command});
    }
    return frames;
}

std::vector<ServerFrame> server_frames() {
    std::vector<ServerFrame> frames{
        Welcome{"epoch-1", 77, 1'795'132'801'000},
        Reload{"history_gone"},
        Skip{5},
        CommandDone{ClientId{"p-1"}, MessageId{9}},
        CommandDone{ClientId{"p-2"}, MessageId{}},
        CommandFailed{ClientId{"p-3"}, ErrorCode::WindowUsedUp, "用完", "used up"},
        SignedOut{SignOutReason::Disabled},
        BackendNotice{NoticeCode::WecomUnreachable, "连不上", "unreachable"},
        Pong{1'795'132'801'000}};
    EventSeq seq = 0;
    for (const Event& event : events()) frames.push_back(EventFrame{++seq, 1'795'132'801'000, event});
    return frames;
}

Snapshot snapshot() {
    Snapshot s;
    s.epoch = "epoch-1";
    s.seq = 77;
    s.server_time = 1'795'132'801'000;
    s.self = agent();
    s.accounts = {account()};
    s.agents = {agent(), Agent{}};
    s.agents[1].id = AgentId{"mei"};
    s.conversations = {conversation(), Conversation{}};
    s.conversations[1].id = ConversationId{43};
    s.customers = {customer()};
    s.drafts = {{ConversationId{42}, "草稿"}};
    s.marks = {{ConversationId{42}, true, false}, {ConversationId{43}, false, true}};
    s.ended = 200'012;
    s.more_ended = true;
    s.ended_to = {1'795'132'700'000, ConversationId{43}};
    s.newest = ConversationId{200'512};
    s.quick_replies = {quick_reply()};
    s.greetings = {greeting()};
    s.servicers = {ServicerId{"lisi"}, ServicerId{"zhangsan"}};
    s.desk_settings = {.supervisors_see_recalled = true, .map_address = "https://map.example/"};
    return s;
}

ConversationPage conversation_page() {
    ConversationPage page;
    page.seq = 77;
    page.conversations = {conversation()};
    page.customers = {customer()};
    page.drafts = {{ConversationId{42}, "草稿"}};
    page.marks = {{ConversationId{42}, true, true}};
    page.has_more = true;
    page.next = {1'795'132'700'000, ConversationId{42}};
    return page;
}

SearchPage search_page() {
    return {
        .hits = {message()}, .has_more = true, .conversations = {conversation()}, .customers = {customer()}};
}

HistoryPage history_page() {
    HistoryPage page;
    page.seq = 77;
    page.messages = {message()};
    page.has_older = true;
    page.has_newer = true;
    return page;
}

ConversationDetails details() {
    SessionSummary running;
    running.id = SessionId{4};
    return {.seq = 77, .customer = customer(), .sessions = {session(), running}};
}

}  // namespace kf::values
