#include "backend/relay/recent_frames.h"

#include "shared/protocol/protocol_codec.h"

namespace kf {

namespace {

SharedText make_frame(const StoredEvent& event, FrameForm form, UnixMs now) {
    if (form == FrameForm::Skipped) return shared_text(write_server_frame(Skip{event.seq}));
    return shared_text(
        event_frame_from_stored(event.seq, now, form == FrameForm::Whole ? event.json : event.blanked));
}

}  // namespace

void RecentFrames::add(EventSeq seq, UnixMs now) {
    const auto old = [&](const Kept& kept) { return now - kept.at > kFreshMs || now < kept.at; };
    while (!kept_.empty() &&
           (kept_.size() >= kMaxEvents || old(kept_.front()) || kept_.back().seq + 1 != seq))
        forget_first();
    kept_.push_back({seq, now, {}});
}

SharedText RecentFrames::frame(const StoredEvent& event, FrameForm form, UnixMs now) {
    Kept* const kept = find(event.seq);
    if (kept == nullptr || now - kept->at > kFreshMs || now < kept->at) return make_frame(event, form, now);
    SharedText& text = kept->forms[static_cast<std::size_t>(form)];
    if (text) return text;
    auto made = make_frame(event, form, now);
    if (bytes_ + made->size() > kMaxBytes) return made;
    bytes_ += made->size();
    return text = made;
}

RecentFrames::Kept* RecentFrames::find(EventSeq seq) {
    if (kept_.empty() || seq < kept_.front().seq || seq > kept_.back().seq) return nullptr;
    return &kept_[static_cast<std::size_t>(seq - kept_.front().seq)];
}

void RecentFrames::forget_first() {
    for (const auto& text : kept_.front().forms)
        if (text) bytes_ -= text->size();
    kept_.pop_front();
}

}  // namespace kf
