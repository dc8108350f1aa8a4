// The pages speak two languages: nothing that they say is missing in the English table, and nothing Chinese
// is said past it.
#include "backend/sandbox/pages.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>

using namespace kf::sim;

namespace {

bool has_chinese(std::string_view text) {
    // U+4E00–U+9FFF: three bytes, the first of them E4–E9.
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= 0xe4 && static_cast<unsigned char>(c) <= 0xe9) return true;
    return false;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \n\t");
    return begin == std::string_view::npos ? ""
                                           : text.substr(begin, text.find_last_not_of(" \n\t") - begin + 1);
}

std::string_view content(std::string_view path) {
    const Page* page = find_page(path);
    REQUIRE_MESSAGE(page != nullptr, path);
    return page->content;
}

bool translated(std::string_view words) {
    return content("/words.js").find("'" + std::string(words) + "': ") != std::string_view::npos;
}

// Behind the backtick at `at`: the template with {0} … in place of what is put in. Leaves `at` behind its
// end, and collects the templates inside.
std::string read_template(std::string_view code, std::size_t& at, std::set<std::string>& found) {
    std::string key;
    int values = 0;
    while (at < code.size() && code[at] != '`') {
        if (!code.substr(at).starts_with("${")) {
            key += code[at++];
            continue;
        }
        at += 2;
        for (int depth = 1; depth > 0 && at < code.size();) {
            const char c = code[at++];
            if (c == '{') ++depth;
            if (c == '}') --depth;
            if (c != '`') continue;
            const bool tagged = code[at - 2] == 't';
            const std::string inner = read_template(code, at, found);
            if (tagged) found.insert(inner);
        }
        key += "{" + std::to_string(values++) + "}";
    }
    ++at;
    return key;
}

std::set<std::string> marked_words(std::string_view code) {
    std::set<std::string> found;
    for (std::size_t at = 0; at < code.size(); ++at) {
        if (code[at] != '`') continue;
        const bool tagged = at > 0 && code[at - 1] == 't';
        ++at;
        const std::string key = read_template(code, at, found);
        if (tagged)
            found.insert(key);
        else
            CHECK_MESSAGE(!has_chinese(key), key);
        --at;
    }
    return found;
}

constexpr std::string_view kScripts[] = {"/chat_log.js",      "/client.js",       "/common.js",
                                         "/message_cards.js", "/message_view.js", "/message_viewer.js",
                                         "/panel.js",         "/phone.js",        "/phone_panel.js"};

}  // namespace

TEST_CASE("every word that the pages' scripts say is there in English") {
    std::size_t words = 0;
    for (const auto path : kScripts) {
        for (const std::string& key : marked_words(content(path))) {
            if (!has_chinese(key)) continue;
            ++words;
            CHECK_MESSAGE(translated(key), path << ": " << key);
        }
    }
    CHECK(words > 100);
}

TEST_CASE("no script of the pages says Chinese words that are not marked as words") {
    for (const auto path : kScripts) {
        const std::string_view code = content(path);
        for (std::size_t at = 0; at < code.size();) {
            const std::string_view line = code.substr(at, code.find('\n', at) - at);
            at += line.size() + 1;
            if (trimmed(line).starts_with("//")) continue;
            for (std::size_t quote = line.find('\''); quote != std::string_view::npos;) {
                const std::size_t end = line.find('\'', quote + 1);
                if (end == std::string_view::npos) break;
                const std::string_view words = line.substr(quote + 1, end - quote - 1);
                // Between the ends of two quoted texts stands code, whose own words are marked.
                if (words.find('`') == std::string_view::npos)
                    CHECK_MESSAGE(!has_chinese(words), path << ": " << line);
                quote = line.find('\'', end + 1);
            }
        }
    }
}

TEST_CASE("everything that stands in the pages is there in English, and all of them load the words") {
    for (const std::string_view path : {"/", "/phone", "/client"}) {
        const std::string_view html = content(path);
        for (std::size_t at = 0; (at = html.find('>', at)) != std::string_view::npos; ++at) {
            const std::string_view words = trimmed(html.substr(at + 1, html.find('<', at) - at - 1));
            if (has_chinese(words)) CHECK_MESSAGE(translated(words), path << ": " << words);
        }
        for (const std::string_view name : {"aria-label=\"", "placeholder=\"", "title=\""}) {
            for (std::size_t at = 0; (at = html.find(name, at)) != std::string_view::npos;) {
                at += name.size();
                const std::string_view words = html.substr(at, html.find('"', at) - at);
                if (has_chinese(words)) CHECK_MESSAGE(translated(words), path << ": " << words);
            }
        }
    }
    CHECK(content("/common.js").find("'/words.js'") != std::string_view::npos);
}
