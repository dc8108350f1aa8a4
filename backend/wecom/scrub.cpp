#include "backend/wecom/scrub.h"

#include <array>

namespace kf {
namespace {

constexpr std::string_view kStars = "***";

bool ends_value(char c) {
    return c == '&' || c == '"' || c == '\'' || c == ' ' || c == ',' || c == '}' || c == '\n' || c == '\r' ||
           c == '\t' || c == '<' || c == '>' || c == ';' || c == ']' || c == ')';
}

void scrub_named(std::string& text, std::string_view name) {
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
        at += name.size();
        std::size_t begin = at;
        while (begin < text.size() && (text[begin] == '"' || text[begin] == '\'' || text[begin] == ' ')) {
            ++begin;
        }
        if (text.compare(begin, 3, "%3D") == 0) {
            begin += 3;
        } else if (begin < text.size() && (text[begin] == '=' || text[begin] == ':')) {
            ++begin;
        } else {
            continue;
        }
        while (begin < text.size() && (text[begin] == '"' || text[begin] == '\'' || text[begin] == ' ')) {
            ++begin;
        }
        std::size_t end = begin;
        while (end < text.size() && !ends_value(text[end])) ++end;
        if (end > begin) text.replace(begin, end - begin, kStars);
        at = begin;
    }
}

}  // namespace

std::string scrub(std::string_view input, const std::vector<std::string>& known_secrets) {
    std::string text(input);
    for (const auto& secret : known_secrets) {
        if (secret.size() < 6) continue;
        for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
            text.replace(at, secret.size(), kStars);
            at += kStars.size();
        }
    }
    // "token" alone is the callback's: it opens sync_msg to whoever has an access token.
    constexpr std::array<std::string_view, 5> kNames{"token", "corpsecret", "secret", "permanent_code",
                                                     "ticket"};
    for (const auto name : kNames) scrub_named(text, name);
    return text;
}

}  // namespace kf
