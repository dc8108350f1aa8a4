#include "backend/chat_export/chat_export.h"

#include "shared/desk/recalled.h"

namespace kf {

ChatExport::ChatExport(const ExportStore& store, Agent by, ExportOptions options, UnixMs now,
                       std::function<bool()> allowed, std::function<void(std::int64_t, bool)> ended)
    : store_(store),
      by_(std::move(by)),
      options_(std::move(options)),
      last_(store.newest_message()),
      begun_at_(now),
      allowed_(std::move(allowed)),
      ended_(std::move(ended)) {}

ChatExport::~ChatExport() {
    if (ended_) ended_(written_, whole_);
}

BodySource::Next ChatExport::read(std::string& out) {
    if (!allowed_()) return Next::Failed;
    if (!begun_) {
        begun_ = true;
        append_export_head(out, options_.format, options_.look, by_, options_.scope, begun_at_);
    }
    if (events_) {
        for (const ExportedEvent& event : store_.export_events(options_.scope, place_))
            if (may_see(by_, event.corp, event.account)) append_event_line(out, event);
        whole_ = place_.end;
        return whole_ ? Next::End : Next::More;
    }
    for (ExportedMessage& exported : store_.export_messages(options_.scope, last_, place_)) {
        if (!may_see(by_, exported.corp, exported.account)) continue;
        if (!options_.recalled) blank_recalled(exported.message);
        append_message_line(out, options_.format, options_.look, exported);
        ++written_;
    }
    if (!place_.end) return Next::More;
    // What the events say of one conversation stands in its messages: failed, recalled.
    if (options_.format == ExportFormat::JsonLines && options_.scope.conversation.empty()) {
        events_ = true;
        return Next::More;
    }
    whole_ = true;
    return Next::End;
}

}  // namespace kf
