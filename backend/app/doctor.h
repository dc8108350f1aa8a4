// `kfdesk doctor`: proves each hop between WeCom and this installation, and says what to do where one fails.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "backend/runtime/clock.h"
#include "shared/base/result.h"

namespace kf {

struct Config;

enum class Finding { Ok, Warning, Wrong, Skipped };

struct DoctorLine {
    std::string check;  // stable word: "config", "token", "trusted_ip", …
    std::string corp;   // corp id; empty for checks of the whole installation
    Finding finding = Finding::Ok;
    std::string zh, en;            // what was found
    std::string todo_zh, todo_en;  // what to do; empty when ok
};

struct DoctorOptions {
    bool json = false;
    bool english = false;
    std::string ca_file;  // besides the system's, for a private test server
    Clock clock;
};

// Blocking; at most a few seconds per hop. Nothing is changed anywhere.
[[nodiscard]] std::vector<DoctorLine> examine(const Config& config, const DoctorOptions& options);

// Prints the findings. Exit code: 0 nothing wrong, 1 something is, 2 the configuration cannot be read.
int run_doctor(const Result<Config>& config, const DoctorOptions& options, std::ostream& out);

}  // namespace kf
