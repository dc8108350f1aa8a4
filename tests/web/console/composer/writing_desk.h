// A desk at which lin answers 陈小满, with a backend that takes uploads.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "shared/protocol/protocol_codec.h"
#include "tests/web/console/app/desk.h"

namespace kf::web {

struct AnswerDesk : Desk {
    explicit AnswerDesk(kf::Role role = kf::Role::Agent, int used = 0) {
        snapshot.self.role = role;
        snapshot.agents[0].role = role;
        add("陈小满", DeskState::Assigned).window.used = used;
        add("赵先生", DeskState::Assigned);
    }
    void begin() {
        start();
        open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    }
    std::string text() { return field("消息").value; }
    HeadlessFiles& files() { return platform.files_; }
    // Replaces what is in the field; type() adds to it.
    void write(std::string_view label, std::string_view text) {
        field(label).field->set_value("");
        type(label, text);
    }
    // A conversation whose messages are there already.
    void go_to(std::string_view customer) {
        const auto* row = find_prefix(Role::ListItem, customer);
        REQUIRE_MESSAGE(row != nullptr, outline());
        runner().click(row->rect.center());
        settle();
    }
    void field_event(FieldEvent::Kind kind) {
        platform.fields_.event("消息", {.kind = kind, .file_names = {}, .files = {}});
        settle();
    }
    void paste(std::vector<FileRef> given) {
        FieldEvent event;
        event.kind = FieldEvent::Kind::PasteFiles;
        event.files = std::move(given);
        platform.fields_.event("消息", std::move(event));
        settle();
        look();
    }
    // The browser has looked at the files, or encoded them.
    void look() {
        files().work();
        settle();
    }
    // The backend takes the next upload: its creation and its only piece.
    void take_upload(std::int64_t media_id, std::string_view mime, std::int64_t bytes) {
        const std::string key = "u" + std::to_string(media_id);
        REQUIRE(platform.http_.answer("/api/uploads", 201,
                                      R"({"upload":")" + key + R"(","offset":0,"chunk":33554432})"));
        settle();
        finish_upload(media_id, mime, bytes);
    }
    void finish_upload(std::int64_t media_id, std::string_view mime, std::int64_t bytes) {
        Media media;
        media.id = MediaId(media_id);
        media.role = "main";
        media.state = MediaState::Ready;
        media.mime = mime;
        media.bytes = bytes;
        REQUIRE(platform.upload_port_.answer(
            200, R"({"offset":)" + std::to_string(bytes) + R"(,"media":)" + write_media(media) + "}"));
        settle();
    }
    static FileFacts png(int side = 800) {
        return {.mime = "image/png", .width = side, .height = side, .animated = false, .duration_ms = 0};
    }
    std::string tray() {
        std::string all;
        for (const std::string& name : names(Role::ListItem)) all += name + "\n";
        return all;
    }
};

}  // namespace kf::web
