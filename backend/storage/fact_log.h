// What happened to the sessions of a store, in order: tests begin with an empty head, apply these facts
// again, and must come to the head that is stored. What was rolled back has not happened.
#pragma once

#include <utility>
#include <vector>

#include "shared/conversations/session.h"

namespace kf {

class FactLog {
  public:
    struct Entry {
        ConversationId conversation;
        SessionFact fact;
        SessionId begun;  // the number that the store gave to the session which the fact began; or empty
    };
    [[nodiscard]] const std::vector<Entry>& entries() const { return committed_; }

    void begin() { running_.clear(); }
    void add(Entry entry) { running_.push_back(std::move(entry)); }
    void commit() {
        for (Entry& entry : running_) committed_.push_back(std::move(entry));
        running_.clear();
    }

  private:
    std::vector<Entry> running_;  // of the transaction
    std::vector<Entry> committed_;
};

}  // namespace kf
