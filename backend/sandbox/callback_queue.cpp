#include "backend/sandbox/callback_queue.h"

#include <algorithm>
#include <utility>

namespace kf::sim {
namespace {

constexpr std::size_t kMaxRecords = 200;  // older ones are forgotten: the log is for the panel
constexpr UnixMs kReorderWaitMs = 2000;  // how long a reordered callback waits for another one to overtake it

}  // namespace

std::string_view callback_fate_name(CallbackFate fate) {
    switch (fate) {
        case CallbackFate::Delivered:
            return "delivered";
        case CallbackFate::Retried:
            return "retried";
        case CallbackFate::GivenUp:
            return "given_up";
        case CallbackFate::Dropped:
            return "dropped";
    }
    return "unknown";
}

void CallbackQueue::note(const std::string& open_kfid, UnixMs now, UnixMs coalesce_ms) {
    news_.emplace(open_kfid, now + coalesce_ms);  // keeps the earlier time when there is one
}

void CallbackQueue::note_event(std::string inner_xml, UnixMs now) {
    CallbackJob job;
    job.number = next_number_++;
    job.inner_xml = std::move(inner_xml);
    events_.push_back({now, std::move(job)});
}

void CallbackQueue::forget_news(const std::string& open_kfid) {
    news_.erase(open_kfid);
}

void CallbackQueue::discard(const std::vector<CallbackJob>& jobs) {
    for (const auto& job : jobs) in_flight_.erase(job.number);
}

void CallbackQueue::begin_anew_after(const CallbackQueue& other) {
    *this = {};
    next_number_ = other.next_number_;
}

void CallbackQueue::remember(CallbackRecord record) {
    records_.push_back(std::move(record));
    if (records_.size() > kMaxRecords) records_.pop_front();
}

void CallbackQueue::enter(CallbackJob job, UnixMs now, Faults& faults, std::mt19937_64& random) {
    if (faults.strike(FaultKind::CallbackDropped, kCallbackPath, random)) {
        ++dropped_;
        remember({now, job.number, job.open_kfid, job.attempt, CallbackFate::Dropped, "fault", 0});
        return;
    }
    if (faults.strike(FaultKind::CallbackDoubled, kCallbackPath, random)) {
        CallbackJob twin = job;
        twin.number = next_number_++;
        waiting_.push_back({now, std::move(twin)});
    }
    if (const auto fault = faults.strike(FaultKind::CallbackDelayed, kCallbackPath, random)) {
        waiting_.push_back({now + fault->ms, std::move(job)});
    } else if (const auto reordered = faults.strike(FaultKind::CallbackReordered, kCallbackPath, random)) {
        held_.push_back({now + (reordered->ms > 0 ? reordered->ms : kReorderWaitMs), std::move(job)});
    } else {
        waiting_.push_back({now, std::move(job)});
    }
}

std::vector<CallbackJob> CallbackQueue::take_due(UnixMs now, Faults& faults, std::mt19937_64& random) {
    for (auto it = news_.begin(); it != news_.end();) {
        if (it->second > now) {
            ++it;
            continue;
        }
        CallbackJob job;
        job.number = next_number_++;
        job.open_kfid = it->first;
        it = news_.erase(it);
        enter(std::move(job), now, faults, random);
    }
    for (auto& event : std::exchange(events_, {})) enter(std::move(event.job), now, faults, random);
    std::vector<CallbackJob> due;
    const auto take = [&](std::vector<Waiting>& from, bool all) {
        for (auto& entry : from) {
            if (all || entry.due <= now) due.push_back(std::move(entry.job));
        }
        std::erase_if(from, [&](const Waiting& entry) { return all || entry.due <= now; });
    };
    take(waiting_, false);
    // What was held back goes out behind the first one that overtakes it.
    take(held_, !due.empty());
    for (const auto& job : due) in_flight_.insert(job.number);
    return due;
}

void CallbackQueue::report(const CallbackJob& job, bool delivered, const std::string& note, UnixMs took_ms,
                           UnixMs now, UnixMs retry_ms, int tries) {
    if (in_flight_.erase(job.number) == 0) return;  // of a world that has been reset since
    CallbackFate fate = CallbackFate::Delivered;
    if (delivered) {
        ++delivered_;
    } else if (job.attempt < tries) {
        fate = CallbackFate::Retried;
        CallbackJob again = job;
        ++again.attempt;
        waiting_.push_back({now + retry_ms, std::move(again)});
    } else {
        fate = CallbackFate::GivenUp;
        ++failed_;
    }
    remember({now, job.number, job.open_kfid, job.attempt, fate, note, took_ms});
}

}  // namespace kf::sim
