// Everything a customer can send, ready to be sent: each msgtype, each known variant of it (reference 6.4,
// 17), and files that are hostile or hard to fetch.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backend/sandbox/world.h"
#include "shared/base/result.h"

namespace kf::sim {

// A message before it is sent: what stands in the member named like its msgtype. A null body: no member.
struct Draft {
    std::string msgtype;
    Json body;
};

struct Sample {
    std::string_view name;
    std::string_view
        group;  // "text", "media", "card", "bare", "variant", "oversize", "name", "hostile", "delivery"
    std::string_view title;       // for the phone page
    Draft (*make)(World& world);  // stores the media that the message names
};

// In the order in which the phone page lists them.
[[nodiscard]] const std::vector<Sample>& samples();
[[nodiscard]] const Sample* find_sample(std::string_view name);

// The message that a control body asks for: {"sample": name, "body": members to replace}, {"text": "…"} or
// {"msgtype": …, "<msgtype>": {…}}; image, voice, video and file without a media_id bring the sample of that
// name.
Result<Draft> draft_from(World& world, const Json& body);

// sample_texts.cpp, sample_cards.cpp, sample_media.cpp, sample_hostile.cpp: the parts of samples().
void add_text_samples(std::vector<Sample>& list);
void add_card_samples(std::vector<Sample>& list);
void add_media_samples(std::vector<Sample>& list);
void add_hostile_samples(std::vector<Sample>& list);

}  // namespace kf::sim
