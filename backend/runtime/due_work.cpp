#include "backend/runtime/due_work.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <system_error>
#include <utility>

#include "backend/runtime/log.h"

namespace kf {
namespace {

constexpr UnixMs kStoreRetryMs = 1000;
constexpr unsigned kOldestEvery = 4;

}  // namespace

std::int64_t due_number(std::string_view word) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    return error == std::errc{} && end == word.data() + word.size() ? number : 0;
}

DueWork::DueWork(Loop& loop, DueStore& store, Clock clock, Jitter jitter, std::size_t at_once)
    : loop_(loop), store_(store), clock_(std::move(clock)), jitter_(std::move(jitter)), at_once_(at_once) {
    assert(at_once_ > 0);
}

DueWork::~DueWork() = default;

void DueWork::on(std::string_view kind, DueRules rules, DueHandler handler) {
    assert(!running_ && rules.at_once > 0 && rules.backoff.cap <= rules.longest_wait);
    auto added = std::make_unique<Kind>();
    added->name = kind;
    added->rules = rules;
    added->handler = std::move(handler);
    kinds_.push_back(std::move(added));
}

void DueWork::start() {
    running_ = true;
    store_.on_due(alive_.bound([this] { wake(); }));
    wake();
}

void DueWork::stop() {
    running_ = false;
    timer_.cancel();
}

void DueWork::wake() {
    if (!running_ || look_posted_) return;
    look_posted_ = true;
    loop_.post(alive_.bound([this] {
        look_posted_ = false;
        look();
    }));
}

void DueWork::hasten(std::string_view kind) {
    const auto hastened = store_.hasten_due(kind, clock_());
    if (!hastened.ok()) stored(hastened.error(), kind);
    wake();
}

void DueWork::look() {
    if (!running_) return;
    // First what is known already: work whose outcome is not noted down would be done again.
    store_failing_ = false;
    for (const auto& settle_again : std::exchange(unwritten_, {})) settle_again();
    const UnixMs now = clock_();
    UnixMs next = now + kDueLookMs;
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
        Kind& kind = *kinds_[(first_ + i) % kinds_.size()];
        bring_back(kind, now);
        begin_due(kind, now);
        next = std::min(next, next_look(kind, now));
    }
    ++first_;
    if (store_failing_) next = std::min(next, now + kStoreRetryMs);
    timer_ = loop_.after(std::chrono::milliseconds{std::max<UnixMs>(next - now, 1)}, [this] { look(); });
}

void DueWork::bring_back(const Kind& kind, UnixMs now) {
    const auto brought = store_.hasten_due(kind.name, now + kind.rules.longest_wait.count());
    if (!brought.ok()) {
        stored(brought.error(), kind.name);
    } else if (*brought) {
        log_info("due.clock_was_ahead", {{"kind", kind.name}});
    }
}

std::size_t DueWork::room(const Kind& kind) const {
    return std::min(kind.rules.at_once - kind.under_way.size(), at_once_ - under_way_);
}

void DueWork::begin_due(Kind& kind, UnixMs now) {
    if (now >= kind.held_from && now < kind.held_until) return;
    const std::size_t most = room(kind);
    if (most == 0) return;
    const bool newest = kind.rules.order == DueOrder::NewestFirst && ++kind.looks % kOldestEvery != 0;
    // What is under way is due as well.
    const auto due = store_.due_items(kind.name, now, newest ? DueOrder::NewestFirst : DueOrder::OldestFirst,
                                      most + kind.under_way.size());
    std::size_t begun = 0;
    for (const DueItem& item : due) {
        if (begun == most) break;
        if (kind.under_way.count(item.subject) > 0) continue;
        ++begun;
        begin(kind, item);
    }
}

void DueWork::begin(Kind& kind, const DueItem& item) {
    kind.under_way.emplace(item.subject, item.id);
    ++under_way_;
    kind.handler(item, alive_.bound([this, &kind, item](const DueOutcome& outcome) {
        const auto found = kind.under_way.find(item.subject);
        const bool waited_for = found != kind.under_way.end() && found->second == item.id;
        assert(waited_for);
        if (waited_for) settle(kind, item, outcome);
    }));
}

// When there is something to begin; what is due already and not begun waits for a place, and an end looks
// again.
UnixMs DueWork::next_look(const Kind& kind, UnixMs now) const {
    if (now >= kind.held_from && now < kind.held_until) return kind.held_until;
    if (room(kind) == 0) return now + kDueLookMs;
    return store_.next_due_time(kind.name, now).value_or(now + kDueLookMs);
}

void DueWork::settle(Kind& kind, const DueItem& item, const DueOutcome& outcome) {
    if (!stored(write(kind, item, outcome), kind.name)) {
        unwritten_.push_back([this, &kind, item, outcome] { settle(kind, item, outcome); });
        if (running_) timer_ = loop_.after(std::chrono::milliseconds{kStoreRetryMs}, [this] { look(); });
        return;
    }
    switch (outcome.what) {
        case DueOutcome::What::Done:
            ++kind.done;
            break;
        case DueOutcome::What::Again:
            ++kind.failed_tries;
            break;
        case DueOutcome::What::GiveUp:
            ++kind.given_up;
            log_info("due.given_up", {{"kind", kind.name},
                                      {"subject", item.subject},
                                      {"tries", item.tries + 1},
                                      {"why", outcome.why}});
            break;
        case DueOutcome::What::Later:
        case DueOutcome::What::Hold:
            break;
    }
    kind.under_way.erase(item.subject);
    --under_way_;
    wake();
}

Result<void> DueWork::write(Kind& kind, const DueItem& item, const DueOutcome& outcome) {
    const UnixMs now = clock_();
    const auto in = [&](std::chrono::milliseconds wait) {
        return now + std::min(wait, kind.rules.longest_wait).count();
    };
    switch (outcome.what) {
        case DueOutcome::What::Done:
        case DueOutcome::What::GiveUp:
            return store_.due_done(item.id);
        case DueOutcome::What::Again:
            // While everything ends, tries fail for reasons of their own.
            if (!running_) return {};
            return store_.due_again(item.id, in(kind.rules.backoff.delay(item.tries + 1, jitter_)),
                                    item.tries + 1);
        case DueOutcome::What::Later:
            if (!running_) return {};
            return store_.due_again(item.id, in(outcome.after), item.tries);
        case DueOutcome::What::Hold:
            kind.held_from = now;
            kind.held_until = now + outcome.after.count();
            return {};
    }
    return {};
}

bool DueWork::stored(const Result<void>& result, std::string_view kind) {
    if (result.ok()) return true;
    if (!std::exchange(store_failing_, true)) log_error_of("due.not_saved", result.error(), {{"kind", kind}});
    return false;
}

std::size_t DueWork::under_way(std::string_view kind) const {
    for (const auto& known : kinds_)
        if (known->name == kind) return known->under_way.size();
    return 0;
}

std::vector<DueFigures> DueWork::figures() const {
    std::vector<DueFigures> all;
    for (const auto& kind : kinds_) {
        DueFigures figures;
        figures.kind = kind->name;
        figures.handled = true;
        figures.under_way = kind->under_way.size();
        figures.done = kind->done;
        figures.failed_tries = kind->failed_tries;
        figures.given_up = kind->given_up;
        all.push_back(std::move(figures));
    }
    const UnixMs now = clock_();
    for (const DueCount& count : store_.count_due(now, now - kDueLateMs)) {
        auto found = std::find_if(all.begin(), all.end(),
                                  [&](const DueFigures& figures) { return figures.kind == count.kind; });
        if (found == all.end()) {
            found = all.emplace(all.end());
            found->kind = count.kind;
        }
        found->kept = count.kept;
        found->due = count.due;
        found->late = count.late;
    }
    return all;
}

}  // namespace kf
