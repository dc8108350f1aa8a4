// Quick replies as a table that Excel and WPS open and write (RFC 4180, UTF-8), both ways. Columns: scope
// ("personal" or "shared"), category, title, text, attachments (how many, for the reader: they are not in
// it).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/agents/agent.h"
#include "shared/base/result.h"
#include "shared/quick_replies/quick_reply.h"

namespace kf {

// With a byte order mark, without which Excel takes UTF-8 for GBK. What a spreadsheet would take for a
// formula
// (= + - @, tab) gets an apostrophe in front; so does what begins with an apostrophe, so that reading takes
// off exactly what was put on.
[[nodiscard]] std::string quick_replies_to_csv(const std::vector<QuickReply>& replies);

struct RefusedRow {
    int line = 0;  // of the file, from 1, where the row begins
    ErrorCode code = ErrorCode::None;
    std::string zh, en;
};
struct ReadRows {
    std::vector<QuickReply> rows;     // with initials; a later row of the same scope, category, title counts
    std::vector<RefusedRow> refused;  // at most kMaxRefusedRows are named
    int refused_count = 0;
    int skipped_count = 0;  // without words, as what they hold is attachments
};
constexpr std::size_t kMaxRefusedRows = 200;

// Comma, semicolon or tab between the columns (what Excel writes depends on the machine's language), LF or
// CRLF, with or without a byte order mark, columns in any order with a header line in Chinese or English.
// Errors of the whole file, with a sentence each (`error_words`): "csv_not_utf8", "csv_empty",
// "csv_header_wrong", "csv_too_many_rows".
[[nodiscard]] Result<ReadRows> quick_replies_from_csv(std::string_view text, const Agent& by);

struct CsvErrorWords {
    std::string_view zh, en;
};
[[nodiscard]] CsvErrorWords csv_error_words(ErrorCode code);

}  // namespace kf
