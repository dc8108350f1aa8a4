#include "backend/quick_replies/quick_reply_csv.h"

#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "backend/quick_replies/csv.h"
#include "backend/quick_replies/quick_reply_rules.h"
#include "shared/base/lower_case.h"
#include "shared/base/utf8.h"

namespace kf {
namespace {

constexpr std::size_t kMaxRows = 2 * kMaxQuickReplies;  // personal and shared

enum Column { kScope, kCategory, kTitle, kText, kAttachments, kColumns };
constexpr std::array<std::string_view, kColumns> kEnglish{"scope", "category", "title", "text",
                                                          "attachments"};
constexpr std::array<std::string_view, kColumns> kChinese{"范围", "分类", "标题", "内容", "附件"};

std::string unguarded(std::string cell) {
    if (cell.size() > 1 && cell.front() == '\'' && looks_like_formula(std::string_view{cell}.substr(1))) {
        cell.erase(0, 1);
    }
    return cell;
}

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// Where each column stands; title and text must be there.
std::optional<std::array<std::size_t, kColumns>> read_header(const CsvRow& header) {
    constexpr auto kNone = static_cast<std::size_t>(-1);
    std::array<std::size_t, kColumns> places;
    places.fill(kNone);
    for (std::size_t i = 0; i < header.cells.size(); ++i) {
        const std::string name = lower_case(trimmed(header.cells[i]));
        for (std::size_t column = 0; column < kColumns; ++column) {
            if (name == kEnglish[column] || name == kChinese[column]) places[column] = i;
        }
    }
    if (places[kTitle] == kNone || places[kText] == kNone) return std::nullopt;
    return places;
}

std::optional<AgentId> owner_of(const std::string& scope, const Agent& by) {
    const std::string word = lower_case(trimmed(scope));
    if (word.empty() || word == "personal" || word == "个人") return by.id;
    if (word == "shared" || word == "共享") return AgentId{};
    return std::nullopt;
}

}  // namespace

std::string quick_replies_to_csv(const std::vector<QuickReply>& replies) {
    std::string out{kByteOrderMark};
    out += "scope,category,title,text,attachments\r\n";
    for (const QuickReply& reply : replies) {
        out += reply.owner.empty() ? "shared," : "personal,";
        append_guarded_csv_cell(out, reply.category);
        out.push_back(',');
        append_guarded_csv_cell(out, reply.title);
        out.push_back(',');
        append_guarded_csv_cell(out, reply.text);
        out.push_back(',');
        if (!reply.attachments.empty()) out += std::to_string(reply.attachments.size());
        out += "\r\n";
    }
    return out;
}

Result<ReadRows> quick_replies_from_csv(std::string_view text, const Agent& by) {
    const auto wrong = [](ErrorCode code) { return Error{code, std::string(csv_error_words(code).en)}; };
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    // GBK, or Excel's "Unicode text".
    if (!is_valid_utf8(text) || text.find('\0') != std::string_view::npos)
        return wrong(ErrorCode::CsvNotUtf8);
    const auto table = read_csv(text, csv_separator(text), kMaxRows + 1);
    if (table.empty()) return wrong(ErrorCode::CsvEmpty);
    const auto places = read_header(table.front());
    if (!places) return wrong(ErrorCode::CsvHeaderWrong);
    if (table.size() == 1) return wrong(ErrorCode::CsvEmpty);
    if (table.size() - 1 > kMaxRows) return wrong(ErrorCode::CsvTooManyRows);

    ReadRows read;
    std::map<std::tuple<AgentId, std::string, std::string>, std::size_t> known;
    for (std::size_t i = 1; i < table.size(); ++i) {
        const CsvRow& row = table[i];
        const auto cell = [&](Column column) {
            const std::size_t at = (*places)[column];
            return at < row.cells.size() ? unguarded(row.cells[at]) : std::string{};
        };
        const auto refuse = [&](ErrorCode code, std::string zh, std::string en) {
            ++read.refused_count;
            if (read.refused.size() < kMaxRefusedRows) {
                read.refused.push_back({row.line, code, std::move(zh), std::move(en)});
            }
        };
        if (row.unfinished) {
            refuse(ErrorCode::CsvQuoteOpen, "引号没有闭合。", "A quotation mark is not closed.");
            continue;
        }
        const auto owner = owner_of(cell(kScope), by);
        if (!owner) {
            refuse(ErrorCode::CsvScopeWrong, "范围只能是 personal（个人）或 shared（共享）。",
                   "The scope must be personal or shared.");
            continue;
        }
        if (owner->empty() && by.role == Role::Agent) {
            refuse(ErrorCode::QuickReplyNotYours, "共享的快捷回复由主管和管理员维护。",
                   "Shared quick replies are kept by supervisors and administrators.");
            continue;
        }
        QuickReply reply;
        reply.owner = *owner;
        reply.category = cell(kCategory);
        reply.title = cell(kTitle);
        reply.text = cell(kText);  // Excel writes CRLF inside of cells too
        tidy(reply);
        if (reply.text.empty() && !trimmed(cell(kAttachments)).empty()) {
            ++read.skipped_count;
            continue;
        }
        if (auto problem = quick_reply_problem(reply)) {
            refuse(problem->code, std::move(problem->zh), std::move(problem->en));
            continue;
        }
        reply.initials = pinyin_initials(reply.title);
        const auto [place, fresh] =
            known.try_emplace({reply.owner, reply.category, reply.title}, read.rows.size());
        if (fresh) {
            read.rows.push_back(std::move(reply));
        } else {
            read.rows[place->second] = std::move(reply);
        }
    }
    return read;
}

CsvErrorWords csv_error_words(ErrorCode code) {
    switch (code) {
        case ErrorCode::CsvNotUtf8:
            return {
                "文件不是 UTF-8 编码。请在 Excel 或 WPS 中选“另存为”→“CSV "
                "UTF-8（逗号分隔）”，再导入这个文件。",
                "The file is not UTF-8. In Excel choose Save As, \"CSV UTF-8 (comma delimited)\", and import "
                "that file."};
        case ErrorCode::CsvEmpty:
            return {"文件里没有快捷回复。", "There are no quick replies in the file."};
        case ErrorCode::CsvHeaderWrong:
            return {
                "第一行要有列名：scope（范围）、category（分类）、title（标题）、text（内容）。先导出一次，照"
                "着填写最方便。",
                "The first line must name the columns: scope, category, title, text. Export once and fill in "
                "that file."};
        case ErrorCode::CsvTooManyRows:
            return {"文件超过 4000 行。请分成几个文件。",
                    "The file has more than 4000 rows. Split it into several files."};
        default:
            return {"文件无法导入。", "The file cannot be imported."};
    }
}

}  // namespace kf
