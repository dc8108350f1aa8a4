// A DueStore in memory that outlives the process which uses it; it refuses to write while the test says so.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/runtime/due_store.h"

namespace kf::test {

class FakeDueStore final : public DueStore {
  public:
    bool full = false;
    int writes = 0;
    std::map<std::pair<std::string, std::string>, DueItem> items;  // by kind and subject

    // Of the process that runs now: the ones before it are gone.
    void on_due(std::function<void()> listener) override { listener_ = std::move(listener); }

    Result<void> put_due(const DueItem& item) override {
        TRY(write());
        DueItem& kept = items[{item.kind, item.subject}];
        kept = item;
        kept.id = ++last_id_;
        kept.tries = 0;
        if (listener_) listener_();
        return {};
    }
    Result<void> drop_due(std::string_view kind, std::string_view subject) override {
        TRY(write());
        items.erase({std::string(kind), std::string(subject)});
        return {};
    }
    std::vector<DueItem> due_items(std::string_view kind, UnixMs now, DueOrder order,
                                   std::size_t limit) const override {
        std::vector<DueItem> due;
        for (const auto& [key, item] : items)
            if (item.kind == kind && item.at <= now) due.push_back(item);
        std::sort(due.begin(), due.end(), [order](const DueItem& a, const DueItem& b) {
            const auto place_a = std::pair(a.at, a.id), place_b = std::pair(b.at, b.id);
            return order == DueOrder::OldestFirst ? place_a < place_b : place_b < place_a;
        });
        if (due.size() > limit) due.resize(limit);
        return due;
    }
    std::optional<UnixMs> next_due_time(std::string_view kind, UnixMs after) const override {
        std::optional<UnixMs> next;
        for (const auto& [key, item] : items)
            if (item.kind == kind && item.at > after) next = std::min(next.value_or(item.at), item.at);
        return next;
    }
    std::vector<DueCount> count_due(UnixMs now, UnixMs late_before) const override {
        std::map<std::string, DueCount> counts;
        for (const auto& [key, item] : items) {
            DueCount& count = counts[item.kind];
            count.kind = item.kind;
            ++count.kept;
            if (item.at <= now) ++count.due;
            if (item.at < late_before) ++count.late;
        }
        std::vector<DueCount> all;
        for (auto& [kind, count] : counts) all.push_back(count);
        return all;
    }
    Result<void> due_done(std::int64_t id) override {
        TRY(write());
        std::erase_if(items, [id](const auto& entry) { return entry.second.id == id; });
        return {};
    }
    Result<void> due_again(std::int64_t id, UnixMs at, int tries) override {
        TRY(write());
        for (auto& [key, item] : items) {
            if (item.id != id) continue;
            item.at = at;
            item.tries = tries;
        }
        return {};
    }
    Result<bool> hasten_due(std::string_view kind, UnixMs at) override {
        if (!next_due_time(kind, at)) return false;
        TRY(write());
        for (auto& [key, item] : items)
            if (item.kind == kind && item.at > at) item.at = at;
        if (listener_) listener_();
        return true;
    }

  private:
    Result<void> write() {
        if (full) return Error{ErrorCode::DiskFull, "the disk is full"};
        ++writes;
        return {};
    }

    std::function<void()> listener_;
    std::int64_t last_id_ = 0;
};

}  // namespace kf::test
