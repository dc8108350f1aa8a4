#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include "shared/base/json_reader.h"
#include "shared/base/json_writer.h"

using namespace kf;

TEST_CASE("the writer nests, separates and escapes, and leaves out what a reader assumes anyway") {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    json.text("empty", "");
    json.number("zero", 0);
    json.flag("no", false);
    json.put_text("kept", "");
    json.put_number("least", std::numeric_limits<std::int64_t>::min());
    json.flag("yes", true);
    json.begin_array("list");
    json.element("a\"b");
    json.element("c\n\x01");
    json.begin_object();
    json.end_object();
    json.end_array();
    json.begin_object("inner");
    json.number("n", -7);
    json.end_object();
    json.json("raw", "[1]");
    json.end_object();
    CHECK(
        out ==
        R"({"kept":"","least":-9223372036854775808,"yes":true,"list":["a\"b","c\n\u0001",{}],"inner":{"n":-7},"raw":[1]})");
    CHECK(parse_json(out, 1000, "text").ok());
}

TEST_CASE("malformed text is repaired by the writer, so that what it wrote can always be read") {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    json.text("a", "x\xFFy");
    json.end_object();
    CHECK(out == "{\"a\":\"x\uFFFDy\"}");
}

TEST_CASE("the parser's bounds: size, depth, and JSON that is no JSON") {
    CHECK(parse_json("{}", 2, "text").ok());
    CHECK(parse_json("{ }", 2, "text").error().code == ErrorCode::TooLarge);
    const auto nested = [](int levels) {
        return std::string(static_cast<std::size_t>(levels), '[') +
               std::string(static_cast<std::size_t>(levels), ']');
    };
    CHECK(parse_json(nested(kMaxJsonDepth), 1000, "text").ok());
    CHECK(parse_json(nested(kMaxJsonDepth + 1), 1000, "text").error().code == ErrorCode::TooDeep);
    CHECK(parse_json("\"" + std::string(500, '[') + "\"", 1000, "text").ok());
    CHECK(parse_json(R"("\"[[[[")", 1000, "text").ok());
    for (const char* text : {"", "{", "}", "[1,]", "{\"a\" 1}", "'a'", "NaN", "01", "\"\t\"", "[1] 2"}) {
        CAPTURE(text);
        CHECK(parse_json(text, 1000, "text").error().code == ErrorCode::NotJson);
    }
}

TEST_CASE("a reader keeps the first problem with the path to it, and reads defaults for what is missing") {
    const auto json = parse_json(
        R"({"a":{"list":[{"n":1},{"n":"x"},{"n":[]}]},"null":null,"t":"text","f":true,"words":["a",5]})",
        1000, "t");
    REQUIRE(json.ok());
    std::optional<Error> problem;
    JsonReader in{*json, "root", problem};
    CHECK(in.text("missing").empty());
    CHECK(in.text("null").empty());
    CHECK(in.integer("missing", 5, 9) == 0);
    CHECK_FALSE(in.flag("missing"));
    CHECK(in.flag("f"));
    CHECK(in.text("t") == "text");
    int optional_objects = 0;
    in.object("missing", JsonReader::Need::Optional, [&](JsonReader&) { ++optional_objects; });
    CHECK(optional_objects == 0);
    CHECK(in.ok());
    in.object("a", JsonReader::Need::Needed, [](JsonReader& a) {
        a.objects("list", [](JsonReader& element) { (void)element.integer("n", 0, 10); });
    });
    REQUIRE_FALSE(in.ok());
    CHECK(problem->message.starts_with("root.a.list.n"));
    (void)in.text("f");
    CHECK(problem->message.starts_with("root.a.list.n"));
}

TEST_CASE("lengths, ranges and elements are checked where they are read") {
    const auto json = parse_json(R"({"t":"text","n":11,"words":["a",5],"o":[]})", 1000, "t");
    const auto problem_of = [&](const auto& read) {
        std::optional<Error> problem;
        JsonReader in{*json, "root", problem};
        read(in);
        return problem ? problem->message : std::string{};
    };
    CHECK(problem_of([](JsonReader& in) { (void)in.text("t", 4); }).empty());
    CHECK(problem_of([](JsonReader& in) { (void)in.text("t", 3); }).starts_with("root.t"));
    CHECK(problem_of([](JsonReader& in) { (void)in.integer("n", 0, 11); }).empty());
    CHECK(problem_of([](JsonReader& in) { (void)in.integer("n", 0, 10); }).starts_with("root.n"));
    CHECK(problem_of([](JsonReader& in) { (void)in.integer("t", 0, 10); }).starts_with("root.t"));
    CHECK(problem_of([](JsonReader& in) { (void)in.needed_text("missing", 5); }).starts_with("root.missing"));
    CHECK(problem_of([](JsonReader& in) {
              in.texts("words", 9, [](const std::string&) {});
          }).starts_with("root.words"));
    CHECK(problem_of([](JsonReader& in) { in.objects("t", [](JsonReader&) {}); }).starts_with("root.t"));
    CHECK(problem_of([](JsonReader& in) {
              in.object("o", JsonReader::Need::Needed, [](JsonReader&) {});
          }).starts_with("root.o"));
}
