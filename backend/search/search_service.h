// Searches beside the loop: on threads and connections of its own, so that no message waits for a search.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "backend/runtime/worker_pool.h"
#include "backend/search/message_search.h"

namespace kf {

class DatabaseFile;
class Loop;

// Searches that wait for a thread. Of one agent the older ones give way: who types on has no use for them.
constexpr std::size_t kMaxWaitingSearches = 200;
constexpr std::size_t kMaxWaitingOfAgent = 3;

class SearchService {
  public:
    // Is told what was found on the search's own thread, so that writing an answer costs the loop nothing;
    // what it yields runs on the loop. Errors of its own, told on the loop: "search_busy" (too many wait),
    // "search_replaced" (the same agent has asked on).
    using Found = std::function<std::function<void()>(Result<SearchPage>)>;

    [[nodiscard]] static Result<std::unique_ptr<SearchService>> create(Loop& loop, DatabaseFile& file);
    ~SearchService();

    void find(SearchQuery query, Agent who, Found found);

  private:
    struct Waiting {
        SearchQuery query;
        Agent who;
        Found found;
    };
    SearchService(Loop& loop, std::vector<std::unique_ptr<DatabaseReader>> readers);
    void start_next();

    Loop& loop_;
    // A null pointer in `*alive_` stops answers that come after the end.
    std::shared_ptr<SearchService*> alive_;
    std::vector<std::shared_ptr<DatabaseReader>> idle_;
    std::deque<Waiting> waiting_;
    WorkerPool workers_;
};

}  // namespace kf
