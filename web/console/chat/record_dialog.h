// A merged record 聊天记录 in full: every message of it, records inside of records with a way back.
#pragma once

#include <string>
#include <vector>

#include "web/console/chat/bodies/body.h"

namespace kf::web {

struct RecordItem {
    std::string sender;
    UnixMs at = 0;
    MessageContent content;
    std::string role;  // of its media: "item.2", nested "item.2.item.0"
};
struct RecordLevel {
    std::string title;
    std::vector<RecordItem> items;
    std::vector<float> heights;  // measured at `width`; empty: not yet
    float width = 0;
    ScrollState scroll;
};
struct RecordMemory {
    MessageId message;
    std::vector<RecordLevel> levels;  // the last one is shown; empty: closed
    bool open() const { return !levels.empty(); }
};

// Messages of one record that are shown; the rest of a longer one is left out.
constexpr std::size_t kMostRecordItems = 1000;

// `outer`: role of the item that is the record ("item.2"); empty: the message itself.
RecordLevel record_level(const Screen& screen, const MergedBody& body, std::string_view outer);

// What was pressed inside, with the item it was pressed in.
struct RecordPress {
    BodyPress press;
    std::size_t item = 0;
};
RecordPress draw_record_dialog(const Screen& screen, std::span<const Media> media, const VoicePlayer& voices,
                               RecordMemory& memory);

}  // namespace kf::web
