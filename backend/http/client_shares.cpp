#include "backend/http/client_shares.h"

#include <boost/asio/ip/address.hpp>
#include <utility>

namespace kf {

bool Shares::take(const std::string& holder, std::size_t amount) {
    if (amount == 0) return true;
    if (amount > together_ - taken_) return false;
    const auto found = of_.find(holder);
    const std::size_t has = found == of_.end() ? 0 : found->second;
    if (amount > each_ - has) return false;
    if (found == of_.end())
        of_.emplace(holder, amount);
    else
        found->second += amount;
    taken_ += amount;
    return true;
}

void Shares::give_back(const std::string& holder, std::size_t amount) {
    const auto found = of_.find(holder);
    if (found == of_.end()) return;
    taken_ -= amount;
    found->second -= amount;
    if (found->second == 0) of_.erase(found);
}

bool Shares::crowded(const std::string& holder) const {
    const auto found = of_.find(holder);
    return found != of_.end() && found->second > each_ / 2;
}

Share::Share(Share&& other) noexcept
    : shares_(std::exchange(other.shares_, nullptr)),
      holder_(std::move(other.holder_)),
      amount_(std::exchange(other.amount_, 0)) {}

Share& Share::operator=(Share&& other) noexcept {
    if (this == &other) return *this;
    release();
    shares_ = std::exchange(other.shares_, nullptr);
    holder_ = std::move(other.holder_);
    amount_ = std::exchange(other.amount_, 0);
    return *this;
}

bool Share::grow_to(std::size_t amount) {
    if (shares_ == nullptr || amount <= amount_) return true;
    if (!shares_->take(holder_, amount - amount_)) return false;
    amount_ = amount;
    return true;
}

void Share::release() {
    if (shares_ != nullptr && amount_ > 0) shares_->give_back(holder_, amount_);
    amount_ = 0;
}

std::string client_of(std::string_view text) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(std::string{text}, error);
    if (error || address.is_v4()) return std::string{text};
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
    auto bytes = v6.to_bytes();
    for (std::size_t i = 8; i < bytes.size(); ++i) bytes[i] = 0;
    return boost::asio::ip::make_address_v6(bytes).to_string() + "/64";
}

}  // namespace kf
