// The parts of a query string, read one by one; remembers the first that is wrong.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "backend/http/http_message.h"

namespace kf {

class QueryForm {
  public:
    explicit QueryForm(std::string_view query);

    // "" where it is missing; at most 256 bytes.
    [[nodiscard]] std::string text(const char* name);
    // Of any length.
    [[nodiscard]] std::string_view raw(const char* name) const;
    // `fallback` where it is missing or empty.
    [[nodiscard]] std::int64_t number(const char* name, std::int64_t fallback, std::int64_t min,
                                      std::int64_t max);
    void refuse(const char* name) { wrong_ = wrong_ == nullptr ? name : wrong_; }
    [[nodiscard]] bool fine() const { return wrong_ == nullptr; }
    // When it is not: 400 bad_query, which names the part.
    [[nodiscard]] Response refusal() const;

  private:
    std::map<std::string, std::string> pairs_;
    const char* wrong_ = nullptr;
};

// A whole number in decimal digits, and nothing else.
[[nodiscard]] std::optional<std::int64_t> read_decimal(std::string_view text);

}  // namespace kf
