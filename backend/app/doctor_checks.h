// The checks behind `kfdesk doctor`, in the order in which a message travels. Each adds its lines.
#pragma once

#include <string>
#include <vector>

#include "backend/app/doctor.h"

namespace kf {

struct CorpConfig;
struct ServerConfig;

class Findings {
  public:
    explicit Findings(std::string corp = {}) : corp_(std::move(corp)) {}

    struct Words {
        std::string zh, en;
    };
    void ok(std::string check, Words found) { add(std::move(check), Finding::Ok, std::move(found), {}); }
    void warn(std::string check, Words found, Words todo) {
        add(std::move(check), Finding::Warning, std::move(found), std::move(todo));
    }
    void wrong(std::string check, Words found, Words todo) {
        add(std::move(check), Finding::Wrong, std::move(found), std::move(todo));
    }
    void skipped(std::string check) {
        add(std::move(check), Finding::Skipped,
            {"前面的检查未通过，这一项没有检查。", "Not checked, because a check before it failed."}, {});
    }

    [[nodiscard]] std::vector<DoctorLine> take() { return std::move(lines_); }

  private:
    void add(std::string check, Finding finding, Words found, Words todo) {
        lines_.push_back({std::move(check), corp_, finding, std::move(found.zh), std::move(found.en),
                          std::move(todo.zh), std::move(todo.en)});
    }

    std::string corp_;
    std::vector<DoctorLine> lines_;
};

// public_url, or where it is not set and the server listens on this machine only, that address; else empty.
[[nodiscard]] std::string own_address(const ServerConfig& server);

// Addresses, data folder, console files, own certificate.
[[nodiscard]] std::vector<DoctorLine> check_installation(const Config& config, const DoctorOptions& options);
// Keys, connection, clock, token, trusted IP, accounts, servicers.
[[nodiscard]] std::vector<DoctorLine> check_wecom(const CorpConfig& corp, const DoctorOptions& options);
// Fetches our own callback address from outside, as WeCom does when the settings are saved.
[[nodiscard]] std::vector<DoctorLine> check_callback(const Config& config, const CorpConfig& corp,
                                                     const DoctorOptions& options);

}  // namespace kf
