// Searches beside the loop: on threads and connections of its own, so that no message waits for a search.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

#include "backend/search/message_search.h"
#include "backend/storage/reader_pool.h"

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
    SearchService(const SearchService&) = delete;

    void find(SearchQuery query, Agent who, Found found);

  private:
    struct Waiting {
        SearchQuery query;
        Agent who;
        Found found;
    };
    explicit SearchService(std::unique_ptr<ReaderPool> readers);
    void start_next();

    std::deque<Waiting> waiting_;
    std::unique_ptr<ReaderPool> readers_;  // the last one, so that it ends first
};

}  // namespace kf
