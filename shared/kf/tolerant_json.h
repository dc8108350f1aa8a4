// Reads one JSON value out of bytes that are not quite JSON and writes it again as JSON. Internal to
// wecom_answer.cpp and oversized_answer.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kf {

class TolerantJson {
  public:
    TolerantJson(std::string_view bytes, std::size_t at) : bytes_(bytes), at_(at) {}

    // Appends the value that begins here to text(). False: it cannot be read; then text() is worthless.
    bool value(int depth = 0);
    // The name of a member: unlike in a text, the first quotation mark ends it. A name that ran on would take
    // the next record into this one.
    bool name();
    // Also steps over bytes that are no JSON and no text: control characters, a byte order mark.
    void space();
    bool take(char c);          // one character that has to stand here, behind spaces
    [[nodiscard]] char next();  // behind spaces; '\0' at the end
    // What stands here is the rest of an answer behind its list, up to the end of the bytes.
    bool rest_of_answer();

    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] bool at_end() const { return at_ >= bytes_.size(); }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] bool repaired() const { return repaired_; }

  private:
    bool object(int depth);
    bool array(int depth);
    enum class Marks { EndAlways, EndBeforeSyntax };
    bool string(Marks marks);
    bool word();  // number, true, false, null
    void escape();
    void raw_character();
    void replacement(std::size_t bytes);
    [[nodiscard]] bool ends_string(std::size_t at) const;
    // The value of \uXXXX at `at`, or -1.
    [[nodiscard]] int unicode_escape(std::size_t at) const;

    std::string_view bytes_;
    std::size_t at_;
    std::string text_;
    bool repaired_ = false;
};

}  // namespace kf
