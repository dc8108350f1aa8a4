#include "shared/quick_replies/variables.h"

#include <doctest/doctest.h>

namespace kf {
namespace {

const Variable kValues[] = {{"customer.name", "陈小满"}, {"agent.name", "林晓"}, {"date", ""}};

TEST_CASE("variables are filled in wherever they stand") {
    CHECK(fill_variables("{{customer.name}}您好，我是{{ agent.name }}。", kValues).text ==
          "陈小满您好，我是林晓。");
}

TEST_CASE("what nobody knows stays as it is and is told by its place") {
    const FilledText filled = fill_variables("您好{{customer.name}}，单号{{order}}，{{date}}", kValues);
    CHECK(filled.text == "您好陈小满，单号{{order}}，{{date}}");
    REQUIRE(filled.left_over.size() == 2);
    const auto [begin, end] = filled.left_over[0];
    CHECK(filled.text.substr(begin, end - begin) == "{{order}}");
    CHECK(find_variables(filled.text).size() == 2);
}

TEST_CASE("braces that are no variable are left alone") {
    for (const char* text : {"{{", "}}", "{{}}", "{{ }}", "{a}", "{{名字}}", "{{a b}}", "{{a}", "{{{"}) {
        CAPTURE(text);
        CHECK(fill_variables(text, kValues).text == text);
        CHECK(find_variables(text).empty());
    }
    CHECK(find_variables("{{" + std::string(41, 'a') + "}}").empty());
    CHECK(find_variables("{{{a}}}").size() == 1);
}

TEST_CASE("what is put in is not looked at again") {
    const Variable tricky[] = {{"customer.name", "{{agent.name}}"}, {"agent.name", "林晓"}};
    const FilledText filled = fill_variables("{{customer.name}}", tricky);
    CHECK(filled.text == "{{agent.name}}");
    CHECK(filled.left_over.empty());
}

}  // namespace
}  // namespace kf
