#include "backend/callback/callback_handler.h"

#include <map>
#include <optional>
#include <pugixml.hpp>
#include <utility>

#include "shared/base/percent.h"

namespace kf {
namespace {

// A query has four short parameters; echostr is the longest.
constexpr std::size_t kMaxQueryBytes = 8 * 1024;
constexpr std::size_t kMaxNodes = 5'000;  // auth-change lists up to 5000 accounts per corp
constexpr std::size_t kMaxIdBytes = 256;

CallbackDecision refused(int status, std::string fault) {
    CallbackDecision decision;
    decision.kind = CallbackKind::Refused;
    decision.status = status;
    decision.fault = std::move(fault);
    return decision;
}

// '+' stays '+': a base64 '+' arrives as %2B from WeCom, but a proxy on the way may have decoded it once.
// A parameter that comes twice makes the query ambiguous: nothing is returned.
std::optional<std::map<std::string, std::string>> parse_query(std::string_view query) {
    if (query.size() > kMaxQueryBytes) return std::nullopt;
    std::map<std::string, std::string> values;
    while (!query.empty()) {
        const auto end = query.find('&');
        const auto pair = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        auto name = percent_decoded_strictly(pair.substr(0, equals));
        auto value =
            percent_decoded_strictly(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
        if (!name || !value || !values.emplace(std::move(*name), std::move(*value)).second) {
            return std::nullopt;
        }
    }
    return values;
}

std::optional<std::int64_t> parse_secs(std::string_view text) {
    if (text.empty() || text.size() > 12) return std::nullopt;
    std::int64_t number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

// Only what an envelope needs: no document type, no entities of its own, no processing instructions. pugixml
// never expands entities from a document type; one that is present is refused all the same.
bool parse_xml(pugi::xml_document& document, std::string_view text) {
    constexpr unsigned kOptions = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol;
    if (text.find("<!DOCTYPE") != std::string_view::npos || text.find("<!ENTITY") != std::string_view::npos) {
        return false;
    }
    return static_cast<bool>(document.load_buffer(text.data(), text.size(), kOptions, pugi::encoding_utf8));
}

std::string text_of(const pugi::xml_node& parent, const char* name) {
    return parent.child(name).text().get();
}

// Auth-change repeats the tag instead of nesting a list (reference 5.7).
std::vector<AccountId> repeated(const pugi::xml_node& parent, const char* name) {
    std::vector<AccountId> ids;
    for (auto node = parent.child(name); node && ids.size() < kMaxNodes; node = node.next_sibling(name)) {
        const std::string id = node.text().get();
        if (!id.empty() && id.size() <= kMaxIdBytes) ids.emplace_back(id);
    }
    return ids;
}

struct Signed {
    std::string signature, timestamp, nonce, echo;
};

}  // namespace

Result<CallbackHandler> CallbackHandler::create(const CallbackSettings& settings, Clock clock) {
    if (settings.corp.empty() || settings.token.empty()) {
        return callback_error(CallbackFault::BadSignature, "the callback needs a corp id and a token");
    }
    TRY_ASSIGN(const auto key, decode_callback_key(settings.encoding_aes_key));
    return CallbackHandler(settings.corp, CallbackSecrets{settings.token, key, settings.corp.value},
                           std::move(clock));
}

CallbackHandler::CallbackHandler(CorpId corp, CallbackSecrets secrets, Clock clock)
    : corp_(std::move(corp)), secrets_(std::move(secrets)), clock_(std::move(clock)) {}

namespace {

// The parameters every callback has, or why they are refused.
std::optional<std::string> read_signed(std::string_view query, UnixSecs now, Signed& out) {
    const auto values = parse_query(query);
    if (!values) return "the query cannot be read";
    const auto take = [&values](const char* name) {
        const auto found = values->find(name);
        return found == values->end() ? std::string{} : found->second;
    };
    out = Signed{take("msg_signature"), take("timestamp"), take("nonce"), take("echostr")};
    if (out.signature.empty() || out.timestamp.empty() || out.nonce.empty()) {
        return "msg_signature, timestamp or nonce is missing";
    }
    const auto secs = parse_secs(out.timestamp);
    if (!secs) return "timestamp is no number";
    const auto age = now - *secs;
    if (age > CallbackHandler::kMaxAgeSecs || age < -CallbackHandler::kMaxAgeSecs) {
        return "timestamp is " + std::to_string(age) +
               " s away from this machine's clock: a replay, or the clock is wrong";
    }
    return std::nullopt;
}

std::string fault_text(const Error& error) {
    return error.message + " (" + std::to_string(error.number) + ")";
}

}  // namespace

CallbackDecision CallbackHandler::get(std::string_view query) const {
    Signed parts;
    if (auto fault = read_signed(query, to_secs(clock_()), parts)) return refused(403, std::move(*fault));
    if (parts.echo.empty()) return refused(400, "echostr is missing");
    const auto message = open_callback(secrets_, parts.signature, parts.timestamp, parts.nonce, parts.echo);
    if (!message.ok()) return refused(403, fault_text(message.error()));
    CallbackDecision decision;
    decision.kind = CallbackKind::UrlChecked;
    decision.status = 200;
    decision.body = *message;
    return decision;
}

std::optional<std::string> CallbackHandler::fault_of_query(std::string_view query) const {
    Signed parts;
    return read_signed(query, to_secs(clock_()), parts);
}

CallbackDecision CallbackHandler::post(std::string_view query, std::string_view body) const {
    if (body.size() > kMaxBodyBytes) return refused(413, "the body is larger than 64 KB");
    Signed parts;
    if (auto fault = read_signed(query, to_secs(clock_()), parts)) return refused(403, std::move(*fault));

    pugi::xml_document envelope;
    if (!parse_xml(envelope, body)) return refused(400, "the envelope is no XML (-40002)");
    const std::string encrypted = text_of(envelope.child("xml"), "Encrypt");
    if (encrypted.empty()) return refused(400, "the envelope has no Encrypt (-40002)");

    const auto message = open_callback(secrets_, parts.signature, parts.timestamp, parts.nonce, encrypted);
    if (!message.ok()) return refused(403, fault_text(message.error()));

    CallbackDecision decision;
    decision.status = 200;
    decision.envelope = parts.timestamp + '.' + parts.nonce + '.' + parts.signature;
    if (seen_.contains(decision.envelope)) {
        decision.kind = CallbackKind::Repeated;
        return decision;
    }
    // From here on it is WeCom who speaks: whatever it says is answered 200, or it would say it again.
    decision.kind = CallbackKind::Ignored;
    pugi::xml_document inside;
    if (!parse_xml(inside, *message)) {
        decision.event = "unreadable";
        return decision;
    }
    const auto root = inside.child("xml");
    decision.event = text_of(root, "Event");
    if (decision.event == "kf_msg_or_event") {
        decision.account = AccountId{text_of(root, "OpenKfId")};
        decision.token = text_of(root, "Token");
        if (decision.account.value.size() > kMaxIdBytes || decision.token.size() > kMaxIdBytes) {
            decision.account = {};
            decision.token.clear();
            return decision;
        }
        // Before 2022-12 the account was not named: then all of them may have news.
        decision.kind = CallbackKind::News;
    } else if (decision.event == "kf_account_auth_change") {
        decision.granted = repeated(root, "AuthAddOpenKfId");
        decision.withdrawn = repeated(root, "AuthDelOpenKfId");
        decision.kind = CallbackKind::AccountsChanged;
    }
    return decision;
}

void CallbackHandler::remember(const CallbackDecision& decision) {
    if (decision.envelope.empty() || !seen_.insert(decision.envelope).second) return;
    order_.push_back(decision.envelope);
    if (order_.size() <= kRemembered) return;
    seen_.erase(order_.front());
    order_.pop_front();
}

}  // namespace kf
