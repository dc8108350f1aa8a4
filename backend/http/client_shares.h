// What clients may have of the server at a time, each of them and all together: connections, and bytes of
// requests that are not answered yet. Only files of this folder include it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace kf {

// A sum with two bounds. Holders are named by us (client_of(), a login), so that there are no more of them
// than connections.
class Shares {
  public:
    Shares(std::size_t each, std::size_t together) : each_(each), together_(together) {}

    // False, and nothing is changed, where it would go beyond a bound.
    [[nodiscard]] bool take(const std::string& holder, std::size_t amount);
    void give_back(const std::string& holder, std::size_t amount);
    [[nodiscard]] std::size_t taken() const { return taken_; }
    // The holder has more than half of what it may have.
    [[nodiscard]] bool crowded(const std::string& holder) const;

  private:
    std::size_t each_, together_;
    std::size_t taken_ = 0;
    std::unordered_map<std::string, std::size_t> of_;  // none with 0
};

// What one request or connection has of it; given back at its end. The Shares outlive it.
class Share {
  public:
    Share() = default;
    Share(Shares& shares, std::string holder) : shares_(&shares), holder_(std::move(holder)) {}
    Share(Share&& other) noexcept;
    Share& operator=(Share&& other) noexcept;
    ~Share() { release(); }

    // False where a bound is in the way; what it had it keeps. Never less than before.
    [[nodiscard]] bool grow_to(std::size_t amount);
    void release();
    [[nodiscard]] explicit operator bool() const { return amount_ > 0; }
    [[nodiscard]] bool crowded() const { return shares_ != nullptr && shares_->crowded(holder_); }

  private:
    Shares* shares_ = nullptr;
    std::string holder_;
    std::size_t amount_ = 0;
};

// Whom an address stands for: itself, or for IPv6 its /64, as whoever has one address there has all of them.
// What is no address is returned as it is.
[[nodiscard]] std::string client_of(std::string_view address);

}  // namespace kf
