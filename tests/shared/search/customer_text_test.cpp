#include "shared/search/customer_text.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "shared/search/search_terms.h"
#include "shared/search/search_words.h"

using namespace kf;

namespace {

bool finds(const Customer& customer, std::string_view typed) {
    return is_meant(customer, search_terms(typed), typed);
}

}  // namespace

TEST_CASE("a customer is found by name, note, the end of the id, and the whole id") {
    Customer customer;
    customer.id = CustomerId{"wmQx3K8f2c"};
    customer.name = "陈小满 Anna";
    customer.note = "偏好顺丰";
    for (const char* typed : {"小满", "anna", "ＡＮＮＡ", "陈 顺丰", "8f2c", " wmQx3K8f2c "}) {
        CAPTURE(typed);
        CHECK(finds(customer, typed));
    }
    for (const char* typed : {"", "?", "满小", "nna", "小满 京东", "wmQx3K8f2", "Qx3K"}) {
        CAPTURE(typed);
        CHECK_FALSE(finds(customer, typed));
    }
}

TEST_CASE("the end of an id is what stands for a name, and never half a character") {
    CHECK(end_of_id(CustomerId{"wmQx3K8f2c"}) == "8f2c");
    CHECK(end_of_id(CustomerId{"wm1"}) == "wm1");
    CHECK(end_of_id(CustomerId{""}).empty());
    CHECK(end_of_id(CustomerId{"客户甲"}).find('\xB7') == std::string::npos);
}

TEST_CASE("whoever is found has all words under which the index looks") {
    Customer customer;
    customer.id = CustomerId{"wm00017f3a"};
    customer.name = "Zoë 张三";
    customer.note = "VIP2 客户";
    const auto kept = index_words(searched_text(customer));
    for (const char* typed : {"zoë", "张三", "vip2", "7f3a", "客"}) {
        for (const std::string& term : search_terms(typed)) {
            for (const std::string& word : words_to_look_up(term)) {
                CAPTURE(word);
                CHECK(std::find(kept.begin(), kept.end(), word) != kept.end());
            }
        }
    }
}
