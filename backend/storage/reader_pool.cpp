#include "backend/storage/reader_pool.h"

#include <iterator>
#include <utility>

#include "backend/runtime/loop.h"
#include "backend/storage/database_reader.h"

namespace kf {

Result<std::unique_ptr<ReaderPool>> ReaderPool::create(Loop& loop, DatabaseFile& file, std::size_t threads) {
    std::vector<std::unique_ptr<DatabaseReader>> readers;
    for (std::size_t i = 0; i < threads; ++i) {
        TRY_ASSIGN(auto reader, DatabaseReader::open(file));
        readers.push_back(std::move(reader));
    }
    return std::unique_ptr<ReaderPool>(new ReaderPool(loop, std::move(readers)));
}

ReaderPool::ReaderPool(Loop& loop, std::vector<std::unique_ptr<DatabaseReader>> readers)
    : loop_(loop),
      idle_(std::make_move_iterator(readers.begin()), std::make_move_iterator(readers.end())),
      workers_(readers.size()) {}

ReaderPool::~ReaderPool() {
    workers_.finish();
}

bool ReaderPool::run(Read read) {
    if (waiting_.size() >= kMaxWaitingReads) return false;
    waiting_.push_back(std::move(read));
    start_next();
    return true;
}

void ReaderPool::start_next() {
    if (waiting_.empty() || idle_.empty()) return;
    std::shared_ptr<DatabaseReader> reader = std::move(idle_.back());
    idle_.pop_back();
    auto read = std::make_shared<Read>(std::move(waiting_.front()));
    waiting_.pop_front();
    auto done = alive_.bound([this](std::shared_ptr<DatabaseReader> free, const Finish& finish) {
        idle_.push_back(std::move(free));
        start_next();
        finish();
    });
    workers_.run([&loop = loop_, reader, read, done = std::move(done)] {
        Finish finish = (*read)(*reader);
        loop.post([reader, done, finish = std::move(finish)] { done(reader, finish); });
    });
}

}  // namespace kf
