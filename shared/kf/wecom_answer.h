// Reads answers of the kf API that are not quite JSON: WeChat passes on what customers' phones write, so raw
// control characters, broken UTF-8 and halves of surrogate pairs arrive inside of texts. What one record
// holds must not keep the others of its answer away.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace kf {

struct WecomAnswer {
    nlohmann::json json;  // an object; strict JSON, valid UTF-8, no U+0000, at most kMaxJsonDepth deep
    // Records of the answer's list that were repaired, or that could not be read even so, each as it came
    // (readable_bytes()). Of a repaired one the same text stands in its member kReceivedBytes; in the place
    // of one that cannot be read stands its text, a string among objects.
    std::vector<std::string> repaired;
    std::vector<std::string> set_apart;
    // The bytes around the list (errcode, next_cursor …) were damaged too: members that could not be found
    // are missing.
    bool envelope_damaged = false;

    [[nodiscard]] bool damaged() const { return envelope_damaged || !repaired.empty() || !set_apart.empty(); }
};

inline constexpr const char* kReceivedBytes = "kfdesk_received_bytes";

// Strict where the answer is JSON. Otherwise texts are repaired (control characters are kept as escapes; what
// is no UTF-8, half a surrogate pair or U+0000 becomes U+FFFD; pairs that were encoded one by one are put
// together), and the records of a list are read one by one, from one that can be read to the next.
// Errors: "not_json": no object and no list of records; "too_deep"; "too_large" beyond 32 MB.
[[nodiscard]] Result<WecomAnswer> read_wecom_answer(std::string_view bytes);

// Bytes for people: valid UTF-8 stays, every other byte and control character is written as \xNN (so is the
// backslash where it could be taken for one of these). At most kMaxReceivedBytes of them, then "…".
[[nodiscard]] std::string readable_bytes(std::string_view bytes);
constexpr std::size_t kMaxReceivedBytes = std::size_t{64} * 1024;

}  // namespace kf
