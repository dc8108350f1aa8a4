#include "shared/kf/wecom_answer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "shared/base/json_reader.h"
#include "shared/base/utf8.h"
#include "shared/kf/tolerant_json.h"

namespace kf {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxAnswerBytes = 32 * 1024 * 1024;

// The lists of records in answers, and which members a record has: what begins inside of a damaged record
// (an entry of a menu, a line of a merged record) has none of them.
struct RecordList {
    std::string_view name;
    const char* members[3];
};
constexpr RecordList kLists[] = {
    {"msg_list", {"msgid", "external_userid", "open_kfid"}},
    {"customer_list", {"external_userid", nullptr, nullptr}},
    {"account_list", {"open_kfid", nullptr, nullptr}},
    {"servicer_list", {"userid", "department_id", nullptr}},
    {"result_list", {"userid", "department_id", nullptr}},
};

constexpr std::size_t kMostTries = 4;

const RecordList* find_list(std::string_view name) {
    const auto* found = std::find_if(std::begin(kLists), std::end(kLists),
                                     [&](const RecordList& list) { return list.name == name; });
    return found == std::end(kLists) ? nullptr : found;
}

bool has_own_members(const Json& record, const RecordList& list) {
    return record.is_object() &&
           std::any_of(std::begin(list.members), std::end(list.members),
                       [&](auto name) { return name != nullptr && record.contains(name); });
}

std::string json_string(std::string_view text) {
    return Json(std::string{text}).dump(-1, ' ', false, Json::error_handler_t::replace);
}

class AnswerReader {
  public:
    explicit AnswerReader(std::string_view bytes) : bytes_(bytes) {}

    // The whole answer, its list record by record.
    bool envelope() {
        TolerantJson in(bytes_, 0);
        if (!in.take('{')) return false;
        text_ = "{";
        if (!in.take('}')) {
            for (;;) {
                TolerantJson name(bytes_, in.at());
                if (!name.name()) return false;
                const RecordList* list =
                    find_list(std::string_view(name.text()).substr(1, name.text().size() - 2));
                if (!name.take(':')) return false;
                if (text_.size() > 1) text_ += ',';
                text_.append(name.text()).append(":");
                std::size_t behind = 0;
                if (list != nullptr && name.next() == '[') {
                    const auto end = records(*list, name.at() + 1);
                    if (!end) return false;
                    behind = *end;
                } else {
                    TolerantJson value(bytes_, name.at());
                    if (!value.value(1)) return false;
                    answer_.envelope_damaged = answer_.envelope_damaged || value.repaired();
                    text_ += value.text();
                    behind = value.at();
                }
                in = TolerantJson(bytes_, behind);
                if (in.take(',')) continue;
                if (in.take('}')) break;
                return false;
            }
        }
        text_ += '}';
        in.space();
        return in.at_end();
    }

    // Where the envelope cannot be read: the first list that is there, and what can be found around it.
    bool slices() {
        answer_ = {};
        answer_.envelope_damaged = true;
        for (const RecordList& list : kLists) {
            const auto name = bytes_.find(json_string(list.name));
            if (name == std::string_view::npos) continue;
            TolerantJson in(bytes_, name + list.name.size() + 2);
            if (!in.take(':') || !in.take('[')) continue;
            text_ = "{" + json_string(list.name) + ":";
            const auto end = records(list, in.at());
            if (!end) text_ += ']';
            // Without the end of the list nobody knows what else would have been in it: no cursor behind it.
            const std::string_view around[] = {end ? bytes_.substr(0, name) : std::string_view{},
                                               end ? bytes_.substr(*end) : std::string_view{}};
            for (const char* member : {"errcode", "has_more", "next_cursor"}) {
                if (const auto value = find_member(around, member))
                    text_.append(",").append(json_string(member)).append(":").append(*value);
            }
            text_ += '}';
            return true;
        }
        return false;
    }

    Result<WecomAnswer> finish() {
        TRY_ASSIGN(answer_.json, parse_json(text_, std::string::npos, "answer of WeCom"));
        return std::move(answer_);
    }

  private:
    // From behind '[' to behind ']'; nothing when no end is found: then all but the last was read.
    std::optional<std::size_t> records(const RecordList& list, std::size_t at) {
        text_ += '[';
        bool first = true;
        const auto add = [&](std::string_view element) {
            if (!first) text_ += ',';
            first = false;
            text_ += element;
        };
        for (;;) {
            TolerantJson in(bytes_, at);
            while (in.take(',')) {
            }
            if (in.next() == ']' && tail_fits(in.at() + 1)) {
                text_ += ']';
                return in.at() + 1;
            }
            if (in.at_end()) return std::nullopt;
            at = in.at();
            TolerantJson record(bytes_, at);
            if (const auto end = read_record(record)) {
                if (record.repaired()) {
                    answer_.repaired.push_back(readable_bytes(bytes_.substr(at, *end - at)));
                    add(with_bytes(record.text(), answer_.repaired.back()));
                } else {
                    add(record.text());
                }
                at = *end;
                continue;
            }
            const std::size_t next = next_record(list, at + 1);
            // What the answer ends in comes again, whole: no cursor moves beyond a list without an end.
            if (next >= bytes_.size()) return std::nullopt;
            auto lost = bytes_.substr(at, next - at);
            while (!lost.empty() && (lost.back() == ',' || static_cast<unsigned char>(lost.back()) <= ' '))
                lost.remove_suffix(1);
            answer_.set_apart.push_back(readable_bytes(lost));
            add(json_string(answer_.set_apart.back()));
            at = next;
        }
    }

    // A value that another one, or the end of the list, follows: where it ends.
    static std::optional<std::size_t> read_record(TolerantJson& record) {
        // An array in the place of a record is one bracket too many, with all the others in it.
        if (record.next() == '[' || !record.value(2) || !Json::accept(record.text())) return std::nullopt;
        const std::size_t end = record.at();
        const char behind = record.next();
        if (behind != ',' && behind != ']') return std::nullopt;
        return end;
    }

    // Where reading can go on behind a damaged record: the next record, the end of the list or of the bytes.
    [[nodiscard]] std::size_t next_record(const RecordList& list, std::size_t at) {
        char before = '\0';  // the last character that is no space
        while (at < bytes_.size()) {
            const char c = bytes_[at];
            if (c == ']' && tail_fits(at + 1)) return at;
            if (c == '{' && (before == ',' || before == '[')) {
                if (before == ',' && begins_as(list, at)) return at;
                // Bounded: brackets within brackets would be read again from each level.
                if (tried_bytes_ < kMostTries * bytes_.size()) {
                    TolerantJson record(bytes_, at);
                    const auto end = read_record(record);
                    tried_bytes_ += record.at() - at;
                    if (end && has_own_members(Json::parse(record.text(), nullptr, false), list)) return at;
                    if (end) {
                        before = '}';
                        at = *end;
                        continue;
                    }
                }
            }
            if (static_cast<unsigned char>(c) > ' ') before = c;
            ++at;
        }
        return at;
    }

    [[nodiscard]] bool begins_as(const RecordList& list, std::size_t at) const {
        TolerantJson in(bytes_, at + 1);
        if (!in.name()) return false;
        return std::any_of(std::begin(list.members), std::end(list.members), [&](const char* name) {
            return name != nullptr && in.text() == json_string(name);
        });
    }

    [[nodiscard]] bool tail_fits(std::size_t at) const { return TolerantJson(bytes_, at).rest_of_answer(); }

    static std::string with_bytes(const std::string& record, const std::string& received) {
        if (record.front() != '{') return record;
        std::string out = record.substr(0, record.size() - 1);
        if (out.size() > 1) out += ',';
        return out.append(json_string(kReceivedBytes)).append(":").append(json_string(received)).append("}");
    }

    static std::optional<std::string> find_member(const std::string_view (&around)[2],
                                                  std::string_view name) {
        const std::string quoted = json_string(name);
        for (const std::string_view part : around) {
            const auto at = part.find(quoted);
            if (at == std::string_view::npos) continue;
            TolerantJson in(part, at + quoted.size());
            if (!in.take(':')) continue;
            TolerantJson value(part, in.at());
            const char begin = value.next();
            if (begin == '{' || begin == '[' || !value.value(1)) continue;
            return value.text();
        }
        return std::nullopt;
    }

    std::string_view bytes_;
    std::string text_;
    WecomAnswer answer_;
    std::size_t tried_bytes_ = 0;  // of what was not the next record
};

}  // namespace

Result<WecomAnswer> read_wecom_answer(std::string_view bytes) {
    auto strict = parse_json(bytes, kMaxAnswerBytes, "answer of WeCom");
    if (!strict.ok() && strict.error().code == ErrorCode::TooLarge) return strict.error();
    // U+0000 is good JSON, and ends a text early in everything that is written in C.
    if (strict.ok() && bytes.find("\\u0000") == std::string_view::npos) {
        if (!strict->is_object()) return Error{ErrorCode::NotJson, "answer of WeCom is no JSON object", 0};
        return WecomAnswer{std::move(strict).value(), {}, {}, false};
    }
    AnswerReader reader(bytes);
    if (reader.envelope() || reader.slices()) {
        if (auto answer = reader.finish(); answer.ok()) return answer;
    }
    if (!strict.ok()) return strict.error();
    return Error{ErrorCode::NotJson, "answer of WeCom is no JSON object", 0};
}

std::string readable_bytes(std::string_view bytes) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    const bool cut = bytes.size() > kMaxReceivedBytes;
    if (cut) bytes = utf8_prefix(bytes, kMaxReceivedBytes);
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t begin = at;
        const char32_t code_point = next_code_point(bytes, at);
        const auto byte = static_cast<unsigned char>(bytes[begin]);
        const bool malformed = code_point == 0xFFFD && at - begin == 1;
        const bool control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
        const bool ambiguous = byte == '\\' && at < bytes.size() && bytes[at] == 'x';
        if (!malformed && !control && !ambiguous) {
            out += bytes.substr(begin, at - begin);
            continue;
        }
        for (std::size_t i = begin; i < at; ++i) {
            const auto escaped = static_cast<unsigned char>(bytes[i]);
            out += "\\x";
            out += kHex[escaped >> 4];
            out += kHex[escaped & 15];
        }
    }
    return cut ? out + "…" : out;
}

}  // namespace kf
