// Reads JSON that strangers wrote: parsing that never throws and never goes deep, and members with types and
// ranges checked. Internal to the codecs' .cpp files, because it brings in the whole JSON library.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace kf {

// Deeper JSON than this is refused before it is parsed: writing a value recurses once per level, and the
// browser's stack is 1 MB.
constexpr int kMaxJsonDepth = 64;

// "too_large" | "too_deep" | "not_json" (also malformed UTF-8). `what` names the text in the error's message.
[[nodiscard]] Result<nlohmann::json> parse_json(std::string_view text, std::size_t max_bytes,
                                                std::string_view what);

// Times beyond the year 9999 are no times; the bound keeps sums of times from overflowing.
constexpr std::int64_t kMaxUnixMs = 253'402'300'799'999;

// Reads the members of one object. A missing member or null yields the default; a wrong type or range is
// remembered as the first problem, with the path to it, and yields the default too, so that a reader checks
// once at the end.
class JsonReader {
  public:
    // `name` says in errors what is read. `problem` is shared by the readers of one document and outlives
    // them, as does `parent`.
    JsonReader(const nlohmann::json& json, std::string_view name, std::optional<Error>& problem,
               const JsonReader* parent = nullptr);

    [[nodiscard]] std::string text(const char* name,
                                   std::size_t max_bytes = std::numeric_limits<std::size_t>::max());
    [[nodiscard]] std::string needed_text(const char* name, std::size_t max_bytes);
    [[nodiscard]] std::int64_t integer(const char* name, std::int64_t min, std::int64_t max);
    [[nodiscard]] int small(const char* name) {
        return static_cast<int>(
            integer(name, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
    }
    [[nodiscard]] UnixMs time(const char* name) { return integer(name, -kMaxUnixMs, kMaxUnixMs); }
    [[nodiscard]] bool flag(const char* name);

    // An enum by its word; missing yields `fallback`. `from_word` takes a string_view and yields an optional.
    template <class Enum, class FromWord>
    [[nodiscard]] Enum word(const char* name, FromWord from_word, Enum fallback) {
        const nlohmann::json* member = find(name);
        if (member == nullptr) return fallback;
        if (member->is_string()) {
            if (const auto value = from_word(member->template get_ref<const std::string&>())) return *value;
        }
        refuse(name, "an unknown word");
        return fallback;
    }
    // A number id; `needed` = must not be missing or 0.
    enum class Need { Optional, Needed };
    template <class Id>
    [[nodiscard]] Id id(const char* name, Need need = Need::Optional) {
        const std::int64_t value = integer(name, 0, std::numeric_limits<std::int64_t>::max());
        if (value == 0 && need == Need::Needed) refuse(name, "missing");
        return Id{value};
    }
    template <class Id>
    [[nodiscard]] Id string_id(const char* name, Need need = Need::Optional) {
        constexpr std::size_t kMaxIdBytes = 256;
        return Id{need == Need::Needed ? needed_text(name, kMaxIdBytes) : text(name, kMaxIdBytes)};
    }

    // Calls `read(JsonReader&)` for an object member; `read_each(JsonReader&)` for each object of an array.
    template <class Read>
    void object(const char* name, Need need, Read read) {
        const nlohmann::json* member = find(name);
        if (member == nullptr) {
            if (need == Need::Needed) refuse(name, "missing");
            return;
        }
        JsonReader inner{*member, name, problem_, this};
        read(inner);
    }
    template <class Read>
    void objects(const char* name, Read read_each) {
        const nlohmann::json* member = find(name);
        if (member == nullptr) return;
        if (!member->is_array()) return refuse(name, "no array");
        for (const nlohmann::json& element : *member) {
            JsonReader inner{element, name, problem_, this};
            read_each(inner);
            if (problem_) return;
        }
    }
    template <class Read>
    void texts(const char* name, std::size_t max_bytes, Read read_each) {
        const nlohmann::json* member = find(name);
        if (member == nullptr) return;
        if (!member->is_array()) return refuse(name, "no array");
        for (const nlohmann::json& element : *member) {
            if (!element.is_string() || element.get_ref<const std::string&>().size() > max_bytes) {
                return refuse(name, "an element that is no short text");
            }
            read_each(element.get_ref<const std::string&>());
        }
    }

    // A member as it stands, for codecs of their own; nullptr: missing or null.
    [[nodiscard]] const nlohmann::json* any(const char* name) const { return find(name); }

    void refuse(const char* name, std::string_view why);
    void refuse_as(ErrorCode code, std::string message);
    [[nodiscard]] bool ok() const { return !problem_.has_value(); }

  private:
    [[nodiscard]] const nlohmann::json* find(const char* name) const;  // nullptr: missing or null

    [[nodiscard]] std::string path() const;

    const nlohmann::json* json_;  // nullptr: was no object
    std::string_view name_;
    const JsonReader* parent_;
    std::optional<Error>& problem_;
};

// Reads a document that is one object: what `read(JsonReader&)` yields, or the first problem it met. `what`
// names the document in errors.
template <class Read>
[[nodiscard]] auto read_object(std::string_view text, std::size_t max_bytes, std::string_view what, Read read)
    -> Result<std::invoke_result_t<Read&, JsonReader&>> {
    TRY_ASSIGN(const nlohmann::json json, parse_json(text, max_bytes, what));
    std::optional<Error> problem;
    JsonReader in{json, what, problem};
    auto value = read(in);
    if (problem) return *std::move(problem);
    return value;
}

}  // namespace kf
