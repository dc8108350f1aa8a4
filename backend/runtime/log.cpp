#include "backend/runtime/log.h"

#include <poll.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <mutex>

#include "backend/runtime/log_desk.h"
#include "backend/runtime/log_limits.h"
#include "shared/base/utf8.h"

namespace kf {
namespace {

constexpr std::size_t kMaxValueBytes = 500;

// Characters that may forge, hide or reorder what a terminal or a log reader shows: controls, line and
// paragraph separators, the marks that switch the writing direction, and what nobody sees.
bool is_dangerous(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0x180E ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool is_bare(std::string_view value) {
    if (value.empty()) return false;
    for (const char c : value) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           std::string_view("._:/@+-").find(c) != std::string_view::npos;
        if (!plain) return false;
    }
    return true;
}

void append_hex(std::string& out, char32_t c) {
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "\\u%04x", static_cast<unsigned>(c));
    out += buffer.data();
}

void append_value(std::string& out, std::string_view value) {
    const bool cut = value.size() > kMaxValueBytes;
    if (cut) value = utf8_prefix(value, kMaxValueBytes);
    if (!cut && is_bare(value)) {
        out += value;
        return;
    }
    out += '"';
    for (std::size_t at = 0; at < value.size();) {
        const char32_t c = next_code_point(value, at);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (is_dangerous(c)) {
            append_hex(out, c);
        } else {
            append_utf8(out, c);
        }
    }
    out += cut ? "…\"" : "\"";
}

void append_time(std::string& out, UnixMs at) {
    const std::time_t secs = static_cast<std::time_t>(at / 1000);
    std::tm utc{};
    gmtime_r(&secs, &utc);
    std::array<char, 32> buffer{};
    const auto size = std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    out.append(buffer.data(), size);
    std::snprintf(buffer.data(), buffer.size(), ".%03dZ", static_cast<int>(at % 1000));
    out += buffer.data();
}

const char* word(LogLevel level) {
    switch (level) {
        case LogLevel::Debug:
            return "debug";
        case LogLevel::Info:
            return "info";
        case LogLevel::Warn:
            return "warn";
        case LogLevel::Error:
            return "error";
    }
    return "error";
}

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
        case LogLevel::Debug:
            return spdlog::level::debug;
        case LogLevel::Info:
            return spdlog::level::info;
        case LogLevel::Warn:
            return spdlog::level::warn;
        case LogLevel::Error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

std::atomic<int> log_descriptor{STDERR_FILENO};

// A line in one piece, so that lines of other processes and libraries do not cut it.
class DescriptorSink final : public spdlog::sinks::base_sink<std::mutex> {
    void sink_it_(const spdlog::details::log_msg& message) override {
        line_ = cut_ ? "\n" : "";
        line_.append(message.payload.data(), message.payload.size()).append("\n");
        cut_ = false;
        for (std::string_view left = line_; !left.empty();) {
            const auto written = ::write(log_descriptor, left.data(), left.size());
            if (written < 0 && errno == EINTR) continue;
            // Whoever started us may have made it non-blocking. A reader that takes nothing for a second
            // loses it.
            pollfd waiting{log_descriptor, POLLOUT, 0};
            if (written < 0 && errno == EAGAIN && ::poll(&waiting, 1, 1000) == 1) continue;
            if (written <= 0) {
                cut_ = left.size() < line_.size();
                return;
            }
            left.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    void flush_() override {}

    std::string line_;
    bool cut_ = false;  // the last one has no line end
};

// The one place with process-wide state: the logger and its limits, because a log line may come from any
// thread and any depth, also while the application is being built or taken down.
std::shared_ptr<spdlog::logger> logger() {
    static const auto installed = [] {
        auto made = std::make_shared<spdlog::logger>("kfdesk", std::make_shared<DescriptorSink>());
        made->set_pattern("%v");
        made->set_level(spdlog::level::info);
        return made;
    }();
    return installed;
}

struct Limited {
    std::mutex mutex;
    LogLimits limits;
    UnixMs looked_at = 0;
    bool applied = true;
};
Limited& limited() {
    static Limited one;
    return one;
}

UnixMs steady_now() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

void write_line(LogLevel level, std::string_view event, const std::vector<LogField>& fields) {
    using namespace std::chrono;
    const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    logger()->log(spdlog_level(level), spdlog::string_view_t(log_line(now, level, event, fields)));
}

void write_left_out(const std::vector<LogLimits::LeftOut>& left_out) {
    for (const auto& one : left_out) {
        std::vector<LogField> fields{{"event", one.event}};
        if (!one.address.empty()) fields.emplace_back("address", one.address);
        fields.emplace_back("count", one.count);
        write_line(LogLevel::Warn, "log.left_out", fields);
    }
}

void write(LogLevel level, std::string_view event, std::vector<LogField> fields) {
    if (!logger()->should_log(spdlog_level(level))) return;
    const LogDesk& desk = log_desk();
    if (desk) fields.emplace_back("desk", *desk);
    // Who asks for everything gets everything.
    if (level == LogLevel::Debug) return write_line(level, event, fields);
    std::string address;
    for (const auto& field : fields)
        if (field.key == "address") address = field.value;
    // What one desk repeats leaves out nothing of another.
    if (desk) address.append(address.empty() ? "" : " ").append(*desk);
    LogLimits::Verdict verdict;
    std::vector<LogLimits::LeftOut> untold;
    {
        Limited& all = limited();
        const std::lock_guard lock(all.mutex);
        const UnixMs now = steady_now();
        if (all.applied) verdict = all.limits.admit(event, address, now);
        if (now - all.looked_at >= LogLimits::kToldAfterMs) {
            all.looked_at = now;
            untold = all.limits.untold(now);
        }
    }
    write_left_out(untold);
    if (!verdict.write) return;
    if (verdict.left_out > 0) fields.emplace_back("left_out", verdict.left_out);
    write_line(level, event, fields);
}

std::vector<LogField> with_error(const Error& error, LogFields fields) {
    std::vector<LogField> all(fields);
    all.emplace_back("code", to_word(error.code));
    if (error.number != 0) all.emplace_back("errcode", error.number);
    all.emplace_back("error", error.message);
    return all;
}

}  // namespace

std::string log_line(UnixMs at, LogLevel level, std::string_view event, const std::vector<LogField>& fields) {
    std::string line;
    append_time(line, at);
    line += ' ';
    line += word(level);
    line += ' ';
    line += event;
    for (const auto& field : fields) {
        line += ' ';
        line += field.key;
        line += '=';
        append_value(line, field.value);
    }
    return line;
}

void log_debug(std::string_view event, LogFields fields) {
    write(LogLevel::Debug, event, fields);
}
void log_info(std::string_view event, LogFields fields) {
    write(LogLevel::Info, event, fields);
}
void log_warn(std::string_view event, LogFields fields) {
    write(LogLevel::Warn, event, fields);
}
void log_error(std::string_view event, LogFields fields) {
    write(LogLevel::Error, event, fields);
}
void log_warn_of(std::string_view event, const Error& error, LogFields fields) {
    write(LogLevel::Warn, event, with_error(error, fields));
}
void log_error_of(std::string_view event, const Error& error, LogFields fields) {
    write(LogLevel::Error, event, with_error(error, fields));
}

void set_log_descriptor(int descriptor) {
    log_descriptor = descriptor;
}

void log_what_was_left_out() {
    std::vector<LogLimits::LeftOut> untold;
    {
        Limited& all = limited();
        const std::lock_guard lock(all.mutex);
        untold = all.limits.untold(steady_now(), 0);
    }
    write_left_out(untold);
}

void set_log_level(LogLevel least) {
    logger()->set_level(spdlog_level(least));
}

namespace {

// From the beginning: what other lines used up is forgotten.
void limit_lines(bool applied) {
    Limited& all = limited();
    const std::lock_guard lock(all.mutex);
    all.limits = {};
    all.applied = applied;
}

class KeepingSink final : public spdlog::sinks::base_sink<std::mutex> {
  public:
    std::vector<std::string> lines() {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

  private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        lines_.emplace_back(message.payload.data(), message.payload.size());
    }
    void flush_() override {}

    std::vector<std::string> lines_;
};

}  // namespace

struct LogCapture::Kept {
    std::shared_ptr<KeepingSink> sink = std::make_shared<KeepingSink>();
    std::vector<spdlog::sink_ptr> before;
    spdlog::level::level_enum level = spdlog::level::info;
};

LogCapture::LogCapture() : kept_(std::make_shared<Kept>()) {
    const auto out = logger();
    kept_->before = out->sinks();
    kept_->level = out->level();
    out->sinks() = {kept_->sink};
    out->set_level(spdlog::level::debug);
    limit_lines(false);
}

LogCapture::~LogCapture() {
    const auto out = logger();
    out->sinks() = kept_->before;
    out->set_level(kept_->level);
    limit_lines(true);
}

void apply_log_limits() {
    limit_lines(true);
}

std::vector<std::string> LogCapture::lines() const {
    return kept_->sink->lines();
}

std::string LogCapture::text() const {
    std::string all;
    for (const auto& line : lines()) all += line + "\n";
    return all;
}

}  // namespace kf
