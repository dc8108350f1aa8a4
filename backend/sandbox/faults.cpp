#include "backend/sandbox/faults.h"

#include <algorithm>
#include <utility>

namespace kf::sim {
namespace {

struct NamedKind {
    FaultKind kind;
    std::string_view name;
};

constexpr NamedKind kNames[] = {
    {FaultKind::Latency, "latency"},
    {FaultKind::Busy, "busy"},
    {FaultKind::Errcode, "errcode"},
    {FaultKind::RateLimited, "rate_limited"},
    {FaultKind::TokenInvalid, "token_invalid"},
    {FaultKind::LostAnswer, "lost_answer"},
    {FaultKind::ServerError, "server_error"},
    {FaultKind::Garbage, "garbage"},
    {FaultKind::EmptyPage, "empty_page"},
    {FaultKind::RepeatedPage, "repeated_page"},
    {FaultKind::SendFail, "send_fail"},
    {FaultKind::CallbackDropped, "callback_dropped"},
    {FaultKind::CallbackDoubled, "callback_doubled"},
    {FaultKind::CallbackDelayed, "callback_delayed"},
    {FaultKind::CallbackReordered, "callback_reordered"},
};

}  // namespace

bool fault_applies_to(const Fault& fault, std::string_view path) {
    if (fault.endpoint.empty() || fault.endpoint == "*" || fault.endpoint == path) return true;
    return path.size() > fault.endpoint.size() && path.ends_with(fault.endpoint) &&
           path[path.size() - fault.endpoint.size() - 1] == '/';
}

std::string_view fault_name(FaultKind kind) {
    for (const auto& entry : kNames) {
        if (entry.kind == kind) return entry.name;
    }
    return "unknown";
}

std::optional<FaultKind> fault_kind(std::string_view name) {
    for (const auto& entry : kNames) {
        if (entry.name == name) return entry.kind;
    }
    return std::nullopt;
}

const std::vector<FaultKind>& all_fault_kinds() {
    static const std::vector<FaultKind> kinds = [] {
        std::vector<FaultKind> all;
        for (const auto& entry : kNames) all.push_back(entry.kind);
        return all;
    }();
    return kinds;
}

std::int64_t Faults::add(Fault fault) {
    fault.id = next_id_++;
    faults_.push_back(std::move(fault));
    return faults_.back().id;
}

bool Faults::remove(std::int64_t id) {
    return std::erase_if(faults_, [&](const Fault& fault) { return fault.id == id; }) > 0;
}

void Faults::clear() {
    faults_.clear();
}

std::optional<Fault> Faults::strike(FaultKind kind, std::string_view path, std::mt19937_64& random) {
    for (auto it = faults_.begin(); it != faults_.end(); ++it) {
        if (it->kind != kind || it->count == 0 || !fault_applies_to(*it, path)) continue;
        if (it->probability < 1.0 &&
            std::uniform_real_distribution<double>(0.0, 1.0)(random) >= it->probability) {
            continue;
        }
        const Fault struck = *it;
        if (it->count > 0 && --it->count == 0) faults_.erase(it);
        return struck;
    }
    return std::nullopt;
}

}  // namespace kf::sim
