// A file of chats, made while it is taken: pages from the store, one line for each message.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "backend/chat_export/chat_lines.h"
#include "backend/http/http_message.h"
#include "backend/storage/export_store.h"
#include "shared/agents/agent.h"

namespace kf {

struct ExportOptions {
    ExportScope scope;
    ExportFormat format = ExportFormat::JsonLines;
    ExportLook look;
    bool recalled = false;  // the words of what was recalled may be read
};

class ChatExport final : public BodySource {
  public:
    // `store` outlives it. `by` decides which accounts are in it. `allowed` is asked before each piece: once
    // `by` may not have it any more, it breaks off. `ended` is called once with the number of messages, also
    // when the client goes before the end.
    ChatExport(const ExportStore& store, Agent by, ExportOptions options, UnixMs now,
               std::function<bool()> allowed, std::function<void(std::int64_t messages, bool whole)> ended);
    ~ChatExport() override;
    ChatExport(const ChatExport&) = delete;

    Next read(std::string& out) override;

  private:
    const ExportStore& store_;
    Agent by_;
    ExportOptions options_;
    MessageId last_;
    ExportPlace place_;
    UnixMs begun_at_;
    std::function<bool()> allowed_;
    std::function<void(std::int64_t, bool)> ended_;
    std::int64_t written_ = 0;
    bool begun_ = false;
    bool events_ = false;  // the messages are through
    bool whole_ = false;
};

}  // namespace kf
