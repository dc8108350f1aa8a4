#include "backend/chat_export/chat_lines.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

#include "backend/quick_replies/csv.h"
#include "shared/base/json_writer.h"
#include "shared/kf/content.h"
#include "shared/kf/message_codec.h"
#include "shared/protocol/domain_json.h"

namespace kf {
namespace {

constexpr std::size_t kCsvCodePoints = 4096;

struct Pair {
    std::string_view zh, en;
    [[nodiscard]] std::string_view in(bool english) const { return english ? en : zh; }
};

constexpr std::array kCsvColumns{Pair{"时间", "time"},        Pair{"客服账号名称", "account_name"},
                                 Pair{"客服账号", "account"}, Pair{"客户名称", "customer_name"},
                                 Pair{"客户", "customer"},    Pair{"会话", "conversation"},
                                 Pair{"身份", "role"},        Pair{"发送者", "sender"},
                                 Pair{"类型", "type"},        Pair{"内容", "content"},
                                 Pair{"文件", "files"},       Pair{"状态", "state"}};
// In the order of SenderKind.
constexpr std::array kSenders{Pair{"客户", "customer"}, Pair{"客服", "agent"}, Pair{"机器人", "bot"},
                              Pair{"接待人员", "servicer"}, Pair{"系统", "system"}};
// In the order of Delivery.
constexpr std::array kDeliveries{
    Pair{"", ""},           Pair{"等待发送", "held"}, Pair{"等待发送", "queued"}, Pair{"正在发送", "sending"},
    Pair{"已发送", "sent"}, Pair{"未送达", "failed"}, Pair{"已撤销", "cancelled"}};

std::string local_time(UnixMs at, int utc_offset_minutes) {
    const auto secs = static_cast<std::time_t>(at / 1000 + std::int64_t{utc_offset_minutes} * kSecsPerMinute);
    std::tm local{};
    gmtime_r(&secs, &local);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local)};
}

std::string csv_state(const Message& message, bool english) {
    std::string state{kDeliveries[static_cast<std::size_t>(message.delivery)].in(english)};
    const std::string& why = english ? message.fail_en : message.fail_zh;
    if (message.delivery == Delivery::Failed && !why.empty()) state += (english ? ": " : "：") + why;
    if (message.recalled) state = english ? "recalled" : "已撤回";
    return state;
}

std::string csv_content(const Message& message, bool english) {
    if (!message.text.empty()) return message.text;
    if (message.recalled && message.raw.empty()) return {};
    return message_preview(message.msgtype, message.raw, english, kCsvCodePoints);
}

void append_csv_line(std::string& out, const ExportLook& look, const ExportedMessage& exported) {
    const Message& message = exported.message;
    const auto cell = [&](std::string_view words, char after = ',') {
        append_guarded_csv_cell(out, words);
        out.push_back(after);
    };
    cell(local_time(message.sent_at, look.utc_offset_minutes));
    cell(exported.account_name);
    cell(exported.account.value);
    cell(exported.customer_name);
    cell(exported.customer.value);
    cell(std::to_string(message.conversation.value));
    cell(kSenders[static_cast<std::size_t>(message.sender.kind)].in(look.english));
    cell(message.sender.name.empty() ? message.sender.id : message.sender.name);
    cell(message.msgtype);
    cell(csv_content(message, look.english));
    std::string files;
    for (const Media& media : message.media) {
        if (media.role != "main" && !media.role.starts_with("item.")) continue;
        if (!files.empty()) files += "; ";
        files += media.name.empty() ? "#" + std::to_string(media.id.value) : media.name;
    }
    cell(files);
    cell(csv_state(message, look.english), '\r');
    out.push_back('\n');
}

// What cannot be read as JSON (a damaged row) must not break the line.
void put_raw(JsonWriter& json, const std::string& raw) {
    if (raw.empty()) return;
    if (nlohmann::json::accept(raw)) {
        json.json("raw", raw);
    } else {
        json.put_text("unreadable", raw);
    }
}

}  // namespace

std::string raw_of(const ExportedMessage& exported) {
    const Message& message = exported.message;
    if (!message.raw.empty()) return message.raw;
    if (message.msgtype != "text" || (message.recalled && message.text.empty())) return {};
    if (message.delivery != Delivery::None) return content_to_text(TextBody{message.text, {}});
    KfMessage received;
    received.msgid = message.msgid;
    received.account = exported.account;
    received.customer = exported.customer;
    received.send_time = to_secs(message.sent_at);
    const bool servicer = message.sender.kind == SenderKind::Servicer;
    received.origin = servicer                                    ? origin::kServicer
                      : message.sender.kind == SenderKind::System ? origin::kSystem
                                                                  : origin::kCustomer;
    if (servicer) received.servicer = ServicerId{message.sender.id};
    received.body = TextBody{message.text, message.menu_id};
    return text_as_received(received);
}

void append_export_head(std::string& out, ExportFormat format, const ExportLook& look, const Agent& by,
                        const ExportScope& scope, UnixMs now) {
    if (format == ExportFormat::Csv) {
        out += kByteOrderMark;
        for (std::size_t i = 0; i < kCsvColumns.size(); ++i) {
            if (i > 0) out.push_back(',');
            out += kCsvColumns[i].in(look.english);
        }
        out += "\r\n";
        return;
    }
    JsonWriter json(out);
    json.begin_object();
    json.put_text("type", "export");
    json.put_number("version", 1);
    json.put_number("exported_at", now);
    json.put_text("by", by.id.value);
    json.number("conversation", scope.conversation.value);
    json.text("account", scope.account.value);
    json.number("from", scope.from);
    json.number("to", scope.to);
    json.end_object();
    out.push_back('\n');
}

void append_message_line(std::string& out, ExportFormat format, const ExportLook& look,
                         const ExportedMessage& exported) {
    if (format == ExportFormat::Csv) return append_csv_line(out, look, exported);
    Message message = exported.message;
    message.raw.clear();
    JsonWriter json(out);
    json.begin_object();
    json.put_text("type", "message");
    json.put_text("corp", exported.corp.value);
    json.put_text("account", exported.account.value);
    json.put_text("customer", exported.customer.value);
    write_object(json, "message", message);
    put_raw(json, raw_of(exported));
    json.end_object();
    out.push_back('\n');
}

void append_event_line(std::string& out, const ExportedEvent& event) {
    JsonWriter json(out);
    json.begin_object();
    json.put_text("type", "event");
    json.put_text("corp", event.corp.value);
    json.put_text("account", event.account.value);
    json.put_number("stored_at", event.stored_at);
    put_raw(json, event.raw);
    json.end_object();
    out.push_back('\n');
}

}  // namespace kf
