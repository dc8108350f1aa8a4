#include <doctest/doctest.h>

#include <string>
#include <type_traits>
#include <unordered_set>
#include <variant>

#include "shared/base/ids.h"
#include "shared/base/overloaded.h"
#include "shared/base/result.h"
#include "shared/base/words.h"

using namespace kf;

namespace {

enum class Fruit { Apple, Pear };
constexpr std::array<std::string_view, 2> kFruits{"apple", "pear"};

Result<int> half(int n) {
    if (n % 2 != 0) return Error{ErrorCode::BadField, "halving an odd number", n};
    return n / 2;
}
Result<void> check_half(int n) {
    TRY(half(n));
    return {};
}
Result<std::string> quarter(int n) {
    TRY_ASSIGN(const int once, half(n));
    TRY_ASSIGN(const int twice, half(once));
    return std::to_string(twice);
}

}  // namespace

TEST_CASE("ids of different kinds cannot be swapped, ids of one kind compare and hash by value") {
    static_assert(!std::is_convertible_v<AgentId, CustomerId>);
    static_assert(!std::is_convertible_v<std::int64_t, MessageId>);
    static_assert(!std::is_convertible_v<MessageId, ConversationId>);
    CHECK(AgentId{"lin"} == AgentId{std::string{"lin"}});
    CHECK(AgentId{"Lin"} != AgentId{"lin"});  // opaque and case-sensitive
    CHECK(AgentId{"a"} < AgentId{"b"});
    CHECK(AgentId{}.empty());
    CHECK(MessageId{}.empty());
    CHECK(MessageId{1} < MessageId{2});
    const std::unordered_set<MessageId> ids{MessageId{1}, MessageId{1}, MessageId{2}};
    CHECK(ids.size() == 2);
}

TEST_CASE("a result is a value or the error, and errors are passed up") {
    CHECK(*half(8) == 4);
    CHECK(half(7).error().code == ErrorCode::BadField);
    CHECK(half(7).error().number == 7);
    CHECK(check_half(8).ok());
    CHECK(check_half(7).error().message == "halving an odd number");
    CHECK(*quarter(8) == "2");
    CHECK(quarter(6).error().number == 3);
    CHECK(quarter(5).error().number == 5);
}

TEST_CASE("words of enums go both ways") {
    CHECK(word_of(kFruits, Fruit::Pear) == "pear");
    CHECK(word_of(kFruits, static_cast<Fruit>(9)).empty());
    CHECK(value_of<Fruit>(kFruits, "apple") == Fruit::Apple);
    CHECK_FALSE(value_of<Fruit>(kFruits, "plum").has_value());
}

TEST_CASE("lambdas together visit a variant") {
    const std::variant<int, std::string> value = std::string{"x"};
    CHECK(std::visit(Overloaded{[](int) { return 1; }, [](const std::string&) { return 2; }}, value) == 2);
}
