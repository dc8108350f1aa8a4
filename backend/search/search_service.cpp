#include "backend/search/search_service.h"

#include <algorithm>

#include "backend/runtime/loop.h"
#include "backend/storage/database_reader.h"

namespace kf {
namespace {

constexpr std::size_t kThreads = 2;
constexpr std::chrono::seconds kLongest{3};

}  // namespace

Result<std::unique_ptr<SearchService>> SearchService::create(Loop& loop, DatabaseFile& file) {
    std::vector<std::unique_ptr<DatabaseReader>> readers;
    for (std::size_t i = 0; i < kThreads; ++i) {
        TRY_ASSIGN(auto reader, DatabaseReader::open(file));
        readers.push_back(std::move(reader));
    }
    return std::unique_ptr<SearchService>(new SearchService(loop, std::move(readers)));
}

SearchService::SearchService(Loop& loop, std::vector<std::unique_ptr<DatabaseReader>> readers)
    : loop_(loop),
      alive_(std::make_shared<SearchService*>(this)),
      idle_(std::make_move_iterator(readers.begin()), std::make_move_iterator(readers.end())),
      workers_(kThreads) {}

SearchService::~SearchService() {
    *alive_ = nullptr;
    workers_.finish();
}

void SearchService::find(SearchQuery query, Agent who, Found found) {
    const auto of_agent = [&](const Waiting& w) { return w.who.id == who.id; };
    if (static_cast<std::size_t>(std::count_if(waiting_.begin(), waiting_.end(), of_agent)) >=
        kMaxWaitingOfAgent) {
        const auto oldest = std::find_if(waiting_.begin(), waiting_.end(), of_agent);
        const Found replaced = std::move(oldest->found);
        waiting_.erase(oldest);
        replaced(Error{"search_replaced", "the same agent has asked for something else since"})();
    }
    if (waiting_.size() >= kMaxWaitingSearches) {
        return found(Error{"search_busy", "too many searches wait for their turn"})();
    }
    waiting_.push_back({std::move(query), std::move(who), std::move(found)});
    start_next();
}

void SearchService::start_next() {
    if (waiting_.empty() || idle_.empty()) return;
    std::shared_ptr<DatabaseReader> reader = std::move(idle_.back());
    idle_.pop_back();
    auto task = std::make_shared<Waiting>(std::move(waiting_.front()));
    waiting_.pop_front();
    workers_.run([&loop = loop_, alive = alive_, reader, task] {
        auto finish = task->found(
            find_messages(*reader, task->query, task->who, std::chrono::steady_clock::now() + kLongest));
        loop.post([alive, reader, finish = std::move(finish)]() mutable {
            if (*alive == nullptr) return;
            SearchService& self = **alive;
            self.idle_.push_back(std::move(reader));
            self.start_next();
            finish();
        });
    });
}

}  // namespace kf
