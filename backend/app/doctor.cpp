#include "backend/app/doctor.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

#include "backend/app/config.h"
#include "backend/app/doctor_checks.h"

namespace kf {
namespace {

struct CheckName {
    const char* check;
    const char* zh;
    const char* en;
};
constexpr CheckName kNames[] = {
    {"config", "配置文件", "configuration"},
    {"public_url", "对外地址", "public address"},
    {"secrets", "密钥", "secrets"},
    {"storage", "数据目录", "data folder"},
    {"rights", "文件权限", "file rights"},
    {"console", "控制台文件", "console files"},
    {"certificate", "TLS 证书", "TLS certificate"},
    {"callback_keys", "回调密钥", "callback keys"},
    {"wecom_connection", "连接企业微信", "connection to WeCom"},
    {"clock", "系统时间", "clock"},
    {"token", "接口凭证", "access token"},
    {"trusted_ip", "可信 IP 与接口权限", "trusted IP and API permission"},
    {"accounts", "客服账号", "kf accounts"},
    {"servicers", "接待人员可见范围", "visibility of servicers"},
    {"callback", "回调地址", "callback address"},
};

const CheckName* name_of(const std::string& check) {
    const auto* found = std::find_if(std::begin(kNames), std::end(kNames),
                                     [&](const auto& name) { return check == name.check; });
    return found == std::end(kNames) ? nullptr : found;
}

const char* word(Finding finding, bool english) {
    switch (finding) {
        case Finding::Ok:
            return english ? "ok     " : "正常";
        case Finding::Warning:
            return english ? "warning" : "注意";
        case Finding::Wrong:
            return english ? "WRONG  " : "错误";
        case Finding::Skipped:
            return english ? "skipped" : "跳过";
    }
    return "";
}

const char* json_word(Finding finding) {
    switch (finding) {
        case Finding::Ok:
            return "ok";
        case Finding::Warning:
            return "warning";
        case Finding::Wrong:
            return "wrong";
        case Finding::Skipped:
            return "skipped";
    }
    return "";
}

void print_text(const std::vector<DoctorLine>& lines, const DoctorOptions& options, std::ostream& out) {
    for (const auto& line : lines) {
        const auto* name = name_of(line.check);
        out << "[" << word(line.finding, options.english) << "] ";
        out << (name ? (options.english ? name->en : name->zh) : line.check.c_str());
        if (!line.corp.empty()) out << " (" << line.corp << ")";
        out << (options.english ? ": " : "：") << (options.english ? line.en : line.zh) << "\n";
        const auto& todo = options.english ? line.todo_en : line.todo_zh;
        if (!todo.empty()) out << "       " << (options.english ? "to do: " : "怎么办：") << todo << "\n";
    }
    const auto count = [&lines](Finding finding) {
        return std::count_if(lines.begin(), lines.end(),
                             [finding](const auto& line) { return line.finding == finding; });
    };
    const auto wrong = count(Finding::Wrong);
    const auto warnings = count(Finding::Warning);
    if (options.english) {
        out << (wrong == 0 ? "Nothing is wrong" : std::to_string(wrong) + " wrong") << ", " << warnings
            << " to look at.\n";
    } else {
        out << (wrong == 0 ? "没有发现错误" : "发现 " + std::to_string(wrong) + " 项错误") << "，" << warnings
            << " 项需要注意。\n";
    }
}

void print_json(const std::vector<DoctorLine>& lines, bool good, std::ostream& out) {
    auto list = nlohmann::json::array();
    for (const auto& line : lines) {
        list.push_back({{"check", line.check},
                        {"corp", line.corp},
                        {"finding", json_word(line.finding)},
                        {"zh", line.zh},
                        {"en", line.en},
                        {"todo_zh", line.todo_zh},
                        {"todo_en", line.todo_en}});
    }
    const nlohmann::json all = {{"ok", good}, {"lines", std::move(list)}};
    out << all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
}

}  // namespace

std::vector<DoctorLine> examine(const Config& config, const DoctorOptions& options) {
    auto lines = check_installation(config, options);
    const auto append = [&lines](std::vector<DoctorLine> more) {
        std::move(more.begin(), more.end(), std::back_inserter(lines));
    };
    for (const auto& corp : config.corps) {
        append(check_wecom(corp, options));
        append(check_callback(config, corp, options));
    }
    return lines;
}

int run_doctor(const Result<Config>& config, const DoctorOptions& options, std::ostream& out) {
    std::vector<DoctorLine> lines;
    if (config.ok()) {
        lines = examine(config.value(), options);
    } else {
        Findings findings;
        findings.wrong("config", {config.error().message, config.error().message},
                       {"改正配置文件后再运行一次。", "Correct the file and run this again."});
        lines = findings.take();
    }
    const bool good = std::none_of(lines.begin(), lines.end(),
                                   [](const auto& line) { return line.finding == Finding::Wrong; });
    if (options.json) {
        print_json(lines, good, out);
    } else {
        print_text(lines, options, out);
    }
    if (!config.ok()) return 2;
    return good ? 0 : 1;
}

}  // namespace kf
