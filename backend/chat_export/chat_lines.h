// One message as a line of a file: JSON Lines, from which nothing is missing, or CSV, for reading.
#pragma once

#include <string>

#include "backend/storage/export_store.h"
#include "shared/agents/agent.h"

namespace kf {

enum class ExportFormat { JsonLines, Csv };

struct ExportLook {  // of a CSV
    bool english = false;
    int utc_offset_minutes = 480;  // in which times are written
};

// JSON Lines: {"type":"export","version":1,…}. CSV: byte order mark and names of the columns.
void append_export_head(std::string& out, ExportFormat format, const ExportLook& look, const Agent& by,
                        const ExportScope& scope, UnixMs now);
// JSON Lines: {"type":"message","corp","account","customer","message":{…},"raw":{…}}. "message" is as
// consoles get it (shared/protocol), "raw" the kf message as WeCom gave it or as it was sent, every member
// that nobody has documented with it; private notes have none, and what was recalled only for those who may
// read it.
void append_message_line(std::string& out, ExportFormat format, const ExportLook& look,
                         const ExportedMessage& exported);
// {"type":"event","corp","account","stored_at","raw":{…}}
void append_event_line(std::string& out, const ExportedEvent& event);

// The kf message that an exported one is or was; "" for private notes and what was blanked.
[[nodiscard]] std::string raw_of(const ExportedMessage& exported);

}  // namespace kf
