#include "backend/app/desk_sections.h"

#include <toml++/toml.h>
#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

namespace kf {

namespace {

using Line = std::uint32_t;  // from 1

std::string toml_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            constexpr std::string_view kHex = "0123456789abcdef";
            out += "\\u00";
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        } else {
            out += c;
        }
    }
    return out + '"';
}

template <class Items, class Text>
std::string list_of(const Items& items, Text text) {
    std::string out = "[";
    for (const auto& item : items) out += (out.size() > 1 ? ", " : "") + toml_text(text(item));
    return out + "]";
}

std::string section_of(const DeskEntry& desk) {
    std::string out = "\n[[desk]]\nid = " + toml_text(desk.id) + "\n";
    if (!desk.name.empty()) out += "name = " + toml_text(desk.name) + "\n";
    if (!desk.folder.empty()) out += "folder = " + toml_text(desk.folder) + "\n";
    if (!desk.hosts.empty())
        out += "hosts = " + list_of(desk.hosts, [](const std::string& host) { return host; }) + "\n";
    return out + "corps = " + list_of(desk.corps, [](const CorpId& corp) { return corp.value; }) + "\n";
}

Result<toml::table> parse(std::string_view text) {
#if TOML_EXCEPTIONS
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        return Error{ErrorCode::ConfigWrong, std::string{error.description()}, 0};
    }
#else
    auto parsed = toml::parse(text);
    if (!parsed) return Error{ErrorCode::ConfigWrong, std::string{parsed.error().description()}, 0};
    return std::move(parsed).table();
#endif
}

std::string text_at(const toml::table& table, std::string_view key) {
    const auto* node = table.get(key);
    return node == nullptr ? std::string{} : node->value_or(std::string{});
}

// The lines on which sections begin, and of those the ones that go.
struct Sections {
    std::vector<Line> all;
    std::set<Line> going;
};

Sections find_sections(const toml::table& root, const DeskEntry& desk) {
    Sections found;
    for (const auto& [key, value] : root) {
        if (value.is_table()) found.all.push_back(value.source().begin.line);
        if (!value.is_array_of_tables()) continue;
        for (const auto& item : *value.as_array()) {
            const Line at = item.source().begin.line;
            found.all.push_back(at);
            const auto& table = *item.as_table();
            const bool goes =
                (key == "desk" && text_at(table, "id") == desk.id) ||
                (key == "corp" && std::find(desk.corps.begin(), desk.corps.end(),
                                            CorpId{text_at(table, "corp_id")}) != desk.corps.end());
            if (goes) found.going.insert(at);
        }
    }
    std::sort(found.all.begin(), found.all.end());
    return found;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

// Blank, or a comment: in front of a section it is that section's.
bool says_nothing(std::string_view line) {
    const auto at = line.find_first_not_of(" \t\r\n");
    return at == std::string_view::npos || line[at] == '#';
}

}  // namespace

std::string with_desk(std::string_view toml, const DeskEntry& desk, const DeskEntry* first) {
    std::string out{toml};
    if (!out.empty() && out.back() != '\n') out += '\n';
    if (first != nullptr) out += section_of(*first);
    return out + section_of(desk);
}

Result<std::string> without_desk(std::string_view toml, const DeskEntry& desk) {
    TRY_ASSIGN(const auto root, parse(toml));
    const auto sections = find_sections(root, desk);
    const auto lines = lines_of(toml);
    std::vector<bool> stays(lines.size(), true);
    for (const Line begin : sections.going) {
        const auto next = std::upper_bound(sections.all.begin(), sections.all.end(), begin);
        std::size_t end = next == sections.all.end() ? lines.size() : *next - 1;
        if (next != sections.all.end())
            while (end > begin && says_nothing(lines[end - 1])) --end;
        for (std::size_t i = begin - 1; i < end; ++i) stays[i] = false;
    }
    std::string out;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (stays[i]) out += lines[i];
    return out;
}

}  // namespace kf
