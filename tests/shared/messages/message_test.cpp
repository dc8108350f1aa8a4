#include "shared/messages/message.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <set>

using namespace kf;

TEST_CASE("every sender kind and delivery has a word of its own that reads back as itself") {
    std::set<std::string_view> words;
    for (int i = 0; i <= static_cast<int>(SenderKind::System); ++i) {
        const auto kind = static_cast<SenderKind>(i);
        CHECK_FALSE(to_word(kind).empty());
        words.insert(to_word(kind));
        CHECK(sender_kind_from_word(to_word(kind)) == kind);
    }
    CHECK(words.size() == 5);
    words.clear();
    for (int i = 0; i <= static_cast<int>(Delivery::Cancelled); ++i) {
        const auto delivery = static_cast<Delivery>(i);
        CHECK_FALSE(to_word(delivery).empty());
        words.insert(to_word(delivery));
        CHECK(delivery_from_word(to_word(delivery)) == delivery);
    }
    CHECK(words.size() == 7);
}

TEST_CASE("words that nobody wrote are no sender kind and no delivery") {
    for (const char* word : {"", "Customer", "customer ", "robot", "0"}) {
        CHECK_FALSE(sender_kind_from_word(word).has_value());
        CHECK_FALSE(delivery_from_word(word).has_value());
    }
    CHECK(to_word(static_cast<Delivery>(99)).empty());
}
