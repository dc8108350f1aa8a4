#include "backend/sandbox/samples.h"

#include "backend/sandbox/control_routes.h"

namespace kf::sim {

const std::vector<Sample>& samples() {
    static const std::vector<Sample> all = [] {
        std::vector<Sample> list;
        add_text_samples(list);
        add_media_samples(list);
        add_card_samples(list);
        add_hostile_samples(list);
        return list;
    }();
    return all;
}

const Sample* find_sample(std::string_view name) {
    for (const auto& sample : samples()) {
        if (sample.name == name) return &sample;
    }
    return nullptr;
}

Result<Draft> draft_from(World& world, const Json& body) {
    const auto name = text_of(body, "sample");
    if (!name.empty()) {
        const Sample* sample = find_sample(name);
        if (!sample) return Error{ErrorCode::UnknownSample, "there is no sample with this name", 0};
        Draft draft = sample->make(world);
        const auto members = body.find("body");
        if (members != body.end() && members->is_object() && draft.body.is_object()) {
            for (const auto& [key, value] : members->items()) draft.body[key] = value;
        }
        return draft;
    }
    if (body.contains("text") && body["text"].is_string()) {
        return Draft{"text", {{"content", body["text"]}}};  // the short form
    }
    Draft draft{text_of(body, "msgtype"), {}};
    if (!draft.msgtype.empty() && body.contains(draft.msgtype)) draft.body = body[draft.msgtype];
    const auto& type = draft.msgtype;
    const bool media = type == "image" || type == "voice" || type == "video" || type == "file";
    if (media && !body.contains(type)) return find_sample(type)->make(world);
    if (media && (!draft.body.is_object() || !draft.body.contains("media_id")))
        return Error{ErrorCode::NoMedia,
                     type + " must be an object with a media_id; left out, it is a sample", 0};
    return draft;
}

}  // namespace kf::sim
