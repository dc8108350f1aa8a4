#include "backend/search/search_service.h"

#include <algorithm>

#include "backend/storage/database_reader.h"

namespace kf {
namespace {

constexpr std::size_t kThreads = 2;
constexpr std::chrono::seconds kLongest{3};

}  // namespace

Result<std::unique_ptr<SearchService>> SearchService::create(Loop& loop, DatabaseFile& file) {
    TRY_ASSIGN(auto readers, ReaderPool::create(loop, file, kThreads));
    return std::unique_ptr<SearchService>(new SearchService(std::move(readers)));
}

SearchService::SearchService(std::unique_ptr<ReaderPool> readers) : readers_(std::move(readers)) {}

SearchService::~SearchService() = default;

void SearchService::find(SearchQuery query, Agent who, Found found) {
    const auto of_agent = [&](const Waiting& w) { return w.who.id == who.id; };
    if (static_cast<std::size_t>(std::count_if(waiting_.begin(), waiting_.end(), of_agent)) >=
        kMaxWaitingOfAgent) {
        const auto oldest = std::find_if(waiting_.begin(), waiting_.end(), of_agent);
        const Found replaced = std::move(oldest->found);
        waiting_.erase(oldest);
        replaced(Error{ErrorCode::SearchReplaced, "the same agent has asked for something else since"})();
    }
    if (waiting_.size() >= kMaxWaitingSearches) {
        return found(Error{ErrorCode::SearchBusy, "too many searches wait for their turn"})();
    }
    waiting_.push_back({std::move(query), std::move(who), std::move(found)});
    start_next();
}

void SearchService::start_next() {
    if (waiting_.empty() || !readers_->idle()) return;
    auto task = std::make_shared<Waiting>(std::move(waiting_.front()));
    waiting_.pop_front();
    // It never waits there: a thread is idle.
    static_cast<void>(readers_->run([this, task](DatabaseReader& reader) -> ReaderPool::Finish {
        auto finish = task->found(
            find_messages(reader, task->query, task->who, std::chrono::steady_clock::now() + kLongest));
        return [this, finish = std::move(finish)] {
            start_next();
            finish();
        };
    }));
}

}  // namespace kf
