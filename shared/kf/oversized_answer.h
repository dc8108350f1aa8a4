// What is kept of an answer that is larger than anything that is read: its beginning and its end. The members
// around the list stand there (errcode, next_cursor, has_more), so that reading can go on behind it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/kf/wecom_answer.h"

namespace kf {

class OversizedAnswer {
  public:
    // The bytes of the answer, piece by piece. What lies between the beginning and the end is not kept.
    void take(std::string_view piece);
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

    // The whole answer where it was small after all. Otherwise the answer with one text in its list: how the
    // list begins, in readable_bytes(), which is how read_wecom_answer() gives what cannot be read.
    // Error "not_json": no msg_list begins within what was kept, or the answer does not end behind it.
    [[nodiscard]] Result<std::string> shortened() const;

    static constexpr std::size_t kBeginning = kMaxReceivedBytes;
    static constexpr std::size_t kEnd = std::size_t{16} * 1024;  // a cursor has some hundred bytes

  private:
    std::string beginning_;
    std::string end_;  // the last bytes, kEnd of them or somewhat more
    std::size_t bytes_ = 0;
};

}  // namespace kf
