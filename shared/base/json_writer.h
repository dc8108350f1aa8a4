// Writes JSON straight into a string, without a tree in between: snapshots and events are written far more
// often than they are read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kf {

// Calls must nest properly; the writer adds commas and escapes. Members that hold what a reader assumes
// anyway (empty text, 0, false) are left out by text(), number() and flag(); put_*() writes them always.
class JsonWriter {
  public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    void begin_object();
    void begin_object(std::string_view name);
    void end_object() { close('}'); }
    void begin_array(std::string_view name);
    void end_array() { close(']'); }

    void text(std::string_view name, std::string_view value) {
        if (!value.empty()) put_text(name, value);
    }
    void number(std::string_view name, std::int64_t value) {
        if (value != 0) put_number(name, value);
    }
    void flag(std::string_view name, bool value);
    void put_text(std::string_view name, std::string_view value);
    void put_number(std::string_view name, std::int64_t value);
    // Elements of an array.
    void element(std::string_view value);
    // A member whose value is JSON text already; it is not checked.
    void json(std::string_view name, std::string_view value);

  private:
    void key(std::string_view name);
    void separate();
    void quote(std::string_view value);
    void digits(std::int64_t value);
    void close(char bracket);

    std::string& out_;
    bool first_ = true;  // nothing stands yet between the innermost brackets
};

}  // namespace kf
