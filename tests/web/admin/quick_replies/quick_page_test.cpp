#include "web/admin/quick_replies/quick_page.h"

#include "tests/web/admin/app/admin_desk.h"

namespace kf::web {
namespace {

struct ManageDesk : AdminDesk {
    explicit ManageDesk(kf::Role role = kf::Role::Agent) : AdminDesk(role, "quick_replies") {
        QuickReply own;
        own.id = QuickReplyId(1);
        own.owner = AgentId("lin");
        own.title = "问候";
        own.text = "您好";
        own.category = "开场";
        QuickReply shared;
        shared.id = QuickReplyId(2);
        shared.title = "退款";
        shared.text = "三天到账";
        snapshot.quick_replies = {own, shared};
    }
};

TEST_CASE("a new quick reply is made with title, category and text") {
    ManageDesk desk;
    desk.start();
    desk.press(Role::Button, "新建快捷回复");
    CHECK(desk.find(Role::Button, "保存")->state.disabled);
    desk.type("回复标题", "发货");
    desk.type("回复分类", "物流");
    desk.type("回复内容", "明天发货");
    desk.press(Role::Button, "{{customer.name}}");
    desk.press(Role::Button, "保存");
    REQUIRE(desk.sent<SaveQuickReply>().size() == 1);
    const QuickReply saved = desk.sent<SaveQuickReply>()[0].quick_reply;
    CHECK(saved.id.empty());
    CHECK(saved.owner == AgentId("lin"));
    CHECK(saved.title == "发货");
    CHECK(saved.category == "物流");
    CHECK(saved.text == "明天发货{{customer.name}}");
}

TEST_CASE("who turns to another reply is told first that something is unsaved, and may leave it") {
    ManageDesk desk;
    desk.start();
    desk.press(Role::Option, "问候");
    desk.type("回复内容", "，请讲");
    desk.press(Role::Option, "退款");
    CHECK(desk.says("还有未保存的修改。"));
    CHECK(desk.field("回复内容").value == "您好，请讲");
    desk.press(Role::Button, "不保存");
    CHECK(desk.field("回复内容").value == "三天到账");
    // Nothing was changed there: one turns at once.
    desk.press(Role::Option, "问候");
    CHECK(desk.field("回复内容").value == "您好");
}

TEST_CASE("the table is searched, narrowed to a shelf and sorted") {
    ManageDesk desk;
    desk.start();
    CHECK(desk.names(Role::Option) == std::vector<std::string>{"退款", "问候"});
    desk.press(Role::Button, "回复标题");
    CHECK(desk.names(Role::Option) == std::vector<std::string>{"问候", "退款"});
    desk.press(Role::Tab, "共享");
    CHECK(desk.names(Role::Option) == std::vector<std::string>{"退款"});
    desk.press(Role::Tab, "全部");
    desk.type("搜索标题、内容或拼音首字母", "到账");
    CHECK(desk.names(Role::Option) == std::vector<std::string>{"退款"});
}

TEST_CASE("changing one keeps its id; deleting asks, and can be undone") {
    ManageDesk desk;
    desk.start();
    desk.press(Role::Option, "问候");
    CHECK(desk.field("回复内容").value == "您好");
    desk.type("回复内容", "呀");
    desk.press(Role::Button, "保存");
    REQUIRE(desk.sent<SaveQuickReply>().size() == 1);
    CHECK(desk.sent<SaveQuickReply>()[0].quick_reply.id == QuickReplyId(1));
    CHECK(desk.sent<SaveQuickReply>()[0].quick_reply.text == "您好呀");
    desk.done(desk.commands().back());
    desk.press(Role::Option, "问候");
    desk.press(Role::Button, "删除");
    CHECK(desk.sent<DeleteQuickReply>().empty());
    CHECK(desk.find(Role::Alert, "删除“问候”？") != nullptr);
    desk.press(Role::Button, "删除");
    REQUIRE(desk.sent<DeleteQuickReply>().size() == 1);
    CHECK_FALSE(desk.says("已删除“问候”。"));
    desk.done(desk.commands().back());
    CHECK(desk.says("已删除“问候”。"));
    desk.press(Role::Button, "撤销");
    REQUIRE(desk.sent<SaveQuickReply>().size() == 2);
    CHECK(desk.sent<SaveQuickReply>()[1].quick_reply.id.empty());
    CHECK(desk.sent<SaveQuickReply>()[1].quick_reply.title == "问候");
}

TEST_CASE("shared ones are for supervisors to change") {
    ManageDesk agent;
    agent.start();
    agent.press(Role::Option, "退款");
    CHECK(agent.find(Role::Button, "保存")->state.disabled);
    CHECK(agent.find(Role::Button, "删除")->state.disabled);
    CHECK(agent.find(Role::Radio, "共享给所有人") == nullptr);

    ManageDesk supervisor(kf::Role::Supervisor);
    supervisor.start();
    supervisor.press(Role::Option, "退款");
    CHECK_FALSE(supervisor.find(Role::Button, "保存")->state.disabled);
    supervisor.press(Role::Button, "保存");
    CHECK(supervisor.sent<SaveQuickReply>()[0].quick_reply.owner.empty());
}

TEST_CASE("saved is said when the backend has said so; until then the form stays and cannot be changed") {
    ManageDesk desk;
    desk.start();
    desk.press(Role::Button, "新建快捷回复");
    desk.type("回复标题", "发货");
    desk.type("回复内容", "明天发货");
    desk.press(Role::Button, "保存");
    CHECK(desk.find(Role::Button, "保存")->description == "正在保存…");
    CHECK_FALSE(desk.says("已保存“发货”。"));
    desk.press(Role::Option, "退款");  // another one is not taken up meanwhile
    CHECK(desk.field("回复内容").value == "明天发货");
    desk.done(desk.commands().back());
    CHECK(desk.says("已保存“发货”。"));
    CHECK(desk.find(Role::Button, "保存") == nullptr);
}

TEST_CASE("a refusal says why and keeps what was written, also when another page was shown meanwhile") {
    ManageDesk desk(kf::Role::Supervisor);
    desk.start();
    desk.press(Role::Button, "新建快捷回复");
    desk.type("回复标题", "发货");
    desk.type("回复内容", "明天发货");
    for (const bool elsewhere : {false, true}) {
        desk.press(Role::Button, "保存");
        if (elsewhere) desk.press(Role::Button, "欢迎语与结束语");
        desk.refuse(desk.commands().back(), ErrorCode::Unknown, "已有同名的快捷回复。");
        if (elsewhere) desk.press(Role::Button, "管理快捷回复");
        CHECK(desk.find(Role::Alert, "已有同名的快捷回复。") != nullptr);
        CHECK_FALSE(desk.says("已保存“发货”。"));
        CHECK(desk.field("回复标题").value == "发货");
        CHECK(desk.field("回复内容").value == "明天发货");
        CHECK_FALSE(desk.find(Role::Button, "保存")->state.disabled);
    }
}

TEST_CASE("what is saved while the connection is gone says that it waits, and is saved when it is back") {
    ManageDesk desk;
    desk.start();
    desk.press(Role::Option, "问候");
    desk.lose_connection();
    desk.press(Role::Button, "保存");
    CHECK(desk.find(Role::Button, "保存")->description == "连接恢复后保存。");
}

TEST_CASE("a table is imported and every refused line is told with its number") {
    ManageDesk desk;
    desk.start();
    desk.press(Role::Button, "导入 CSV");
    REQUIRE(desk.files().choose({desk.files().make("a.csv", "scope,category,title,text\n", {})}));
    desk.look();
    CHECK(desk.says("正在导入"));
    REQUIRE(desk.platform.http_.answer(
        "/api/quick_replies/import", 200,
        R"({"added":2,"replaced":1,"unchanged":0,"refused":[{"line":4,"code":"x","zh":"没有标题。","en":"No title."}],"refused_count":1})"));
    desk.settle();
    CHECK(desk.says("新增 2 条，替换 1 条，没变 0 条，未接受 1 条。"));
    CHECK(desk.find(Role::ListItem, "第 4 行：没有标题。") != nullptr);
}

TEST_CASE("a table that is not UTF-8 is refused here, with the way to save it") {
    ManageDesk desk;
    desk.start();
    desk.press(Role::Button, "导入 CSV");
    const std::size_t before = desk.platform.http_.requests.size();
    REQUIRE(desk.files().choose({desk.files().make("a.csv", "\xB1\xEA\xCC\xE2", {})}));
    desk.look();
    CHECK(desk.find_prefix(Role::Alert, "文件不是 UTF-8 编码") != nullptr);
    CHECK(desk.platform.http_.requests.size() == before);
}

TEST_CASE("answers to an import that make no sense are said, not trusted") {
    QuickPageMemory::Import import;
    for (const char* body : {"", "[]", "{", "nonsense"}) {
        read_import_answer(200, body, import);
        CHECK(import.phase == ImportPhase::Failed);
        CHECK(!import.zh.empty());
    }
    // As error_response() of backend/http writes it.
    read_import_answer(400, R"({"error":{"code":"csv_empty","zh":"表格是空的。","en":"Empty."}})", import);
    CHECK(import.phase == ImportPhase::Failed);
    CHECK(import.zh == "表格是空的。");
    CHECK(import.en == "Empty.");
}

TEST_CASE("the columns of a table are told before one is chosen, and what was skipped after it") {
    ManageDesk desk;
    desk.start();
    CHECK(desk.find_prefix(Role::Note, "表格的列：范围、分类、标题、内容") != nullptr);
    desk.press(Role::Button, "导入 CSV");
    REQUIRE(desk.files().choose({desk.files().make("a.csv", "title,text\n", {})}));
    desk.look();
    REQUIRE(desk.platform.http_.answer(
        "/api/quick_replies/import", 200,
        R"({"added":1,"replaced":0,"unchanged":0,"refused":[],"refused_count":0,"skipped_count":2})"));
    desk.settle();
    CHECK(desk.says("另有 2 条只有附件"));
    CHECK(desk.find_prefix(Role::Note, "表格的列") != nullptr);
}

TEST_CASE("the export is a download") {
    ManageDesk desk;
    desk.start();
    desk.press(Role::Button, "导出 CSV");
    REQUIRE(desk.platform.downloads_.saved.size() == 1);
    CHECK(desk.platform.downloads_.saved[0].url == "/api/quick_replies.csv");
}

}  // namespace
}  // namespace kf::web
