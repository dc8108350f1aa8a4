// The operator's log: one line per event, `time level event key=value …`, UTC, on standard error. Values are
// escaped, so that nothing that came from outside can forge a line. Lines of one event, from one address (the
// field "address"), are limited (log_limits.h): the next one that is written says left_out=<count>. Never log
// tokens, secrets, or what customers and agents wrote.
#pragma once

#include <concepts>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace kf {

enum class LogLevel { Debug, Info, Warn, Error };

// key: [a-z0-9_.], chosen by us; value: anything.
struct LogField {
    std::string_view key;
    std::string value;

    LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
    LogField(std::string_view k, const std::string& v) : key(k), value(v) {}
    LogField(std::string_view k, const char* v) : key(k), value(v) {}
    LogField(std::string_view k, bool v) : key(k), value(v ? "true" : "false") {}
    template <std::integral T>
    LogField(std::string_view k, T v) : key(k), value(std::to_string(v)) {}
    LogField(std::string_view k, double v) : key(k), value(std::to_string(v)) {}
    template <class Tag>
    LogField(std::string_view k, const StringId<Tag>& id) : key(k), value(id.value) {}
    template <class Tag>
    LogField(std::string_view k, NumberId<Tag> id) : key(k), value(std::to_string(id.value)) {}
};
using LogFields = std::initializer_list<LogField>;

// From any thread. `event` is a stable dotted word: "wecom.token_refused".
void log_debug(std::string_view event, LogFields fields = {});
void log_info(std::string_view event, LogFields fields = {});
void log_warn(std::string_view event, LogFields fields = {});
void log_error(std::string_view event, LogFields fields = {});

// The same with code=, errcode= and error= of an Error behind the fields.
void log_warn_of(std::string_view event, const Error& error, LogFields fields = {});
void log_error_of(std::string_view event, const Error& error, LogFields fields = {});

// Lines below `least` are dropped; Info until somebody says otherwise.
void set_log_level(LogLevel least);

// The line without its newline. Long values are cut at 500 bytes.
[[nodiscard]] std::string log_line(UnixMs at, LogLevel level, std::string_view event,
                                   const std::vector<LogField>& fields);

// While it lives, lines of every level are kept here instead of going to standard error. For tests; not
// nested.
class LogCapture {
  public:
    LogCapture();
    ~LogCapture();
    LogCapture(const LogCapture&) = delete;
    LogCapture& operator=(const LogCapture&) = delete;

    [[nodiscard]] std::vector<std::string> lines() const;
    [[nodiscard]] std::string text() const;  // all lines, each with a newline

  private:
    struct Kept;
    std::shared_ptr<Kept> kept_;
};

}  // namespace kf
