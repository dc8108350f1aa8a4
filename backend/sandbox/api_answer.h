// Answers of the kf API: the envelope with errcode and errmsg, and the errmsg that belongs to each errcode.
#pragma once

#include <string>
#include <string_view>

#include "backend/sandbox/world.h"

namespace kf::sim {

[[nodiscard]] Json api_ok();
// `detail` names the field or the limit, where that helps whoever reads the log.
[[nodiscard]] Json api_error(int errcode, std::string_view detail = {});
[[nodiscard]] bool is_ok(const Json& answer);

// Reads typed fields of a request. The first thing that is wrong is kept as the answer; later reads return
// empty values.
class Fields {
  public:
    explicit Fields(const Json& body);

    // Required: missing or empty → 40063, not a string → 40058, more than max_bytes → `too_long`.
    std::string text(const char* name, std::size_t max_bytes, int too_long = 40058);
    std::string optional_text(const char* name, std::size_t max_bytes, int too_long = 40058);
    std::int64_t integer(const char* name);
    std::int64_t optional_integer(const char* name, std::int64_t fallback);
    double number(const char* name, double lowest, double highest);
    // Missing = empty. More than max_items → 40058.
    std::vector<std::string> texts(const char* name, std::size_t max_items);
    std::vector<int> integers(const char* name, std::size_t max_items);
    // Required member object; {} after a failure.
    const Json& object(const char* name);
    [[nodiscard]] bool has(const char* name) const;

    void fail(int errcode, std::string_view detail);
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] const Json& answer() const { return answer_; }

  private:
    const Json* find(const char* name) const;
    const Json& body_;
    bool failed_ = false;
    Json answer_;
};

}  // namespace kf::sim
