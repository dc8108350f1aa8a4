#include "shared/kf/oversized_answer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "shared/kf/tolerant_json.h"

namespace kf {
namespace {

constexpr std::string_view kList = "\"msg_list\"";
// Keeps the list's beginning apart from its end, which is looked for in the last bytes only.
constexpr std::size_t kListBeginsWithin = OversizedAnswer::kBeginning - OversizedAnswer::kEnd;

}  // namespace

void OversizedAnswer::take(std::string_view piece) {
    bytes_ += piece.size();
    beginning_ += piece.substr(0, kBeginning - beginning_.size());
    end_ += piece.substr(piece.size() - std::min(piece.size(), kEnd));
    if (end_.size() > 4 * kEnd) end_.erase(0, end_.size() - kEnd);
}

Result<std::string> OversizedAnswer::shortened() const {
    if (bytes_ <= kBeginning) return beginning_;
    const std::string_view beginning = beginning_;
    const auto name = beginning.substr(0, kListBeginsWithin).find(kList);
    if (name == std::string_view::npos)
        return Error{ErrorCode::NotJson, "an oversized answer without a msg_list at its beginning", 0};
    TolerantJson list(beginning, name + kList.size());
    if (!list.take(':') || !list.take('['))
        return Error{ErrorCode::NotJson, "an oversized answer whose msg_list is no list", 0};

    const std::string_view end = std::string_view(end_).substr(end_.size() - std::min(end_.size(), kEnd));
    for (auto at = end.find(']'); at != std::string_view::npos; at = end.find(']', at + 1)) {
        if (!TolerantJson(end, at + 1).rest_of_answer()) continue;
        const auto kept = readable_bytes(beginning.substr(list.at())) + "…";
        return std::string{beginning.substr(0, list.at())} +
               nlohmann::json(kept).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) +
               std::string{end.substr(at)};
    }
    return Error{ErrorCode::NotJson, "an oversized answer whose msg_list does not end", 0};
}

}  // namespace kf
