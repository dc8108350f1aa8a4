// `kfdesk doctor`: from here to WeCom and back.
#include <algorithm>
#include <cctype>
#include <chrono>
#include <functional>
#include <optional>

#include "backend/app/config.h"
#include "backend/app/doctor_checks.h"
#include "backend/callback/callback_crypto.h"
#include "backend/desk/corp_desk.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"
#include "backend/wecom/http_client.h"
#include "backend/wecom/http_wecom_api.h"
#include "backend/wecom/wecom_health.h"
#include "shared/base/percent.h"
#include "shared/kf/error_codes.h"

namespace kf {
namespace {

using Words = Findings::Words;

constexpr std::int64_t kClockWarnSecs = 60;
constexpr std::int64_t kClockWrongSecs = 300;  // callbacks are refused beyond 600
constexpr std::size_t kAccountsLooked = 5;
constexpr std::chrono::milliseconds kLookEvery{5};
constexpr std::int64_t kUrlCheckMs = 1000;  // WeCom's own limit for the URL check (reference 5.2)

// The client of the server, on a loop of its own: who asks waits for the answer.
class Asking {
  public:
    Asking(const CorpConfig& corp, const DoctorOptions& options)
        : health_(corp.corp_id),
          api_(
              loop_, workers_, health_, options.clock, [] { return 1.0; }, impatient(corp, options)) {}

    Result<AccountList> list_accounts() {
        return wait<AccountList>([this](Done<AccountList> done) { api_.list_accounts(std::move(done)); });
    }
    Result<std::size_t> count_servicers(const AccountId& account) {
        return wait<std::size_t>(
            [&](Done<std::size_t> done) { api_.count_servicers(account, std::move(done)); });
    }
    [[nodiscard]] const WecomHealth& health() const { return health_; }

  private:
    // What does not work at once is a finding; only "busy" is worth another try.
    static WecomApiOptions impatient(const CorpConfig& corp, const DoctorOptions& options) {
        WecomApiOptions given = wecom_api_options(corp);
        given.ca_file = options.ca_file;
        given.read_timeout = std::chrono::milliseconds{10'000};
        given.broken_retries = 0;
        given.limited_retries = 0;
        return given;
    }
    template <class T>
    Result<T> wait(const std::function<void(Done<T>)>& call) {
        std::optional<Result<T>> answer;
        call([&answer](Result<T> result) { answer.emplace(std::move(result)); });
        while (!answer) loop_.run_for(kLookEvery);
        return std::move(*answer);
    }

    Loop loop_;
    WorkerPool workers_{1};
    WecomHealth health_;
    HttpWecomApi api_;
};

// For showing only: errmsg is changing text (reference 1.1).
std::string address_in(const std::string& errmsg) {
    const auto at = errmsg.find("from ip: ");
    if (at == std::string::npos) return {};
    auto address = errmsg.substr(at + 9);
    return address.substr(0, address.find_first_not_of("0123456789abcdefABCDEF.:"));
}

Words said(const Error& error) {
    return {"企业微信的回答：" + error.message, "WeCom's answer: " + error.message};
}

Words rule_words(int errcode) {
    const auto& rule = error_rule(errcode);
    return {std::string(rule.zh), std::string(rule.en)};
}

void check_keys(const CorpConfig& corp, Findings& out) {
    const bool token_ok = !corp.token.empty() && corp.token.size() <= 32 &&
                          std::all_of(corp.token.begin(), corp.token.end(),
                                      [](unsigned char c) { return std::isalnum(c) != 0 && c < 0x80; });
    if (!decode_callback_key(corp.encoding_aes_key).ok()) {
        out.wrong(
            "callback_keys",
            {"encoding_aes_key 不是 43 个字母或数字。", "encoding_aes_key is not 43 letters and digits."},
            {"从企业微信后台「接收消息 → 设置API接收」复制 EncodingAESKey。",
             "Copy the EncodingAESKey from 接收消息 → 设置API接收 of the app."});
    } else if (!token_ok) {
        out.wrong(
            "callback_keys",
            {"回调 token 应为 1–32 个字母或数字。", "The callback token must be 1–32 letters and digits."},
            {"从企业微信后台「接收消息 → 设置API接收」复制 Token。",
             "Copy the Token from 接收消息 → 设置API接收 of the app."});
    } else {
        out.ok("callback_keys", {"格式正确。", "Well formed."});
    }
}

void check_clock(const std::optional<std::int64_t>& ahead_secs, Findings& out) {
    if (!ahead_secs) {
        out.ok("clock", {"对方没有给出时间，无法比较。", "The server gives no time to compare with."});
        return;
    }
    const auto off = *ahead_secs < 0 ? -*ahead_secs : *ahead_secs;
    const auto secs = std::to_string(off);
    const Words found{
        "本机时间比企业微信" + std::string(*ahead_secs < 0 ? "慢 " : "快 ") + secs + " 秒。",
        "This machine's clock is " + secs + " s " + (*ahead_secs < 0 ? "behind" : "ahead of") + " WeCom's."};
    const Words todo{"开启时间同步（例如 systemd-timesyncd）。相差 10 分钟以上的回调会被拒绝。",
                     "Switch on time synchronisation. Callbacks that are over 10 minutes off are refused."};
    if (off >= kClockWrongSecs) {
        out.wrong("clock", found, todo);
    } else if (off >= kClockWarnSecs) {
        out.warn("clock", found, todo);
    } else {
        out.ok("clock", found);
    }
}

// Of the first call, which had to fetch a token. False when the later checks make no sense.
bool check_token(const Result<AccountList>& list, const WecomHealth& health, const CorpConfig& corp,
                 Findings& out) {
    const bool have_token = health.token() == TokenState::Valid;
    if (!have_token && list.error().code == ErrorCode::Unreachable) {
        out.wrong("wecom_connection",
                  {corp.api_base + " 连不上：" + list.error().message,
                   corp.api_base + " cannot be used: " + list.error().message},
                  {"检查网络、DNS、防火墙出口和 api_base；需要 TLS 1.2 以上。",
                   "Check network, DNS, outgoing firewall and api_base; TLS 1.2 or later is needed."});
        out.skipped("clock");
        out.skipped("token");
        return false;
    }
    out.ok("wecom_connection", {corp.api_base, corp.api_base});
    check_clock(health.clock_ahead_secs(), out);
    if (have_token) {
        out.ok("token", {"企业 ID 与 Secret 正确。", "Corp id and secret are right."});
        return true;
    }
    const int errcode = list.error().number;
    auto todo = rule_words(errcode);
    if (errcode == 40001 || errcode == 40013 || errcode == 40091) {
        todo = {
            "核对 corp_id 与 secret 是否属于同一企业的自建应用，应用是否被停用。多次用错会被封禁 1 小时。",
            "Check that corp_id and secret belong to the same corp's self-built app, and that the app is not "
            "disabled. Repeated wrong secrets are banned for an hour."};
    }
    out.wrong("token", said(list.error()), todo);
    return false;
}

bool check_trusted_ip(const Result<AccountList>& list, Findings& out) {
    if (list.ok()) {
        out.ok("trusted_ip", {"可以调用客服接口。", "The kf API can be called."});
        return true;
    }
    const Error& error = list.error();
    if (error.code != ErrorCode::Wecom) {
        out.wrong("trusted_ip", {error.message, error.message},
                  {"稍后再试；若一直如此，请检查网络，以及 api_base 指向的是不是企业微信。",
                   "Try again later; if it stays, check the network, and whether it is WeCom that answers at "
                   "api_base."});
    } else if (error.number == 60020) {
        const auto address = address_in(error.message);
        out.wrong("trusted_ip",
                  {"本机出口 IP" + (address.empty() ? "" : " " + address) + " 不在企业可信 IP 中（60020）。",
                   "This machine's egress address" + (address.empty() ? "" : " " + address) +
                       " is not a trusted IP (60020)."},
                  {"在企业微信后台该应用的「企业可信IP」里加上这个地址，约 1 分钟后生效。",
                   "Add it under 企业可信IP of the app; it takes about a minute to take effect."});
    } else {
        out.wrong("trusted_ip", said(error), rule_words(error.number));
    }
    return false;
}

// False when the app manages none.
bool check_accounts(const std::vector<Account>& accounts, Findings& out) {
    const auto managed = static_cast<std::size_t>(
        std::count_if(accounts.begin(), accounts.end(), [](const auto& account) { return account.managed; }));
    if (managed == 0) {
        out.wrong(
            "accounts",
            {"共 " + std::to_string(accounts.size()) + " 个客服账号，本应用一个都不能管理。",
             std::to_string(accounts.size()) + " kf accounts, none of them managed by this app."},
            {"在「应用管理 → 微信客服 → API → 可调用接口的应用」选中本应用，并在「通过API管理微信客服账号」中"
             "分配账号。",
             "Select the app under 应用管理 → 微信客服 → API → 可调用接口的应用 and assign accounts to it "
             "under "
             "通过API管理微信客服账号."});
        return false;
    }
    std::string names;
    for (const auto& account : accounts) {
        if (account.managed && names.size() < 200) names += (names.empty() ? "" : "、") + account.name;
    }
    out.ok("accounts", {"管理 " + std::to_string(managed) + " 个：" + names,
                        "Managed: " + std::to_string(managed) + " (" + names + ")"});
    return true;
}

void check_servicers(Asking& asking, const std::vector<Account>& accounts, Findings& out) {
    std::size_t looked = 0;
    std::size_t servicers = 0;
    for (const auto& account : accounts) {
        if (!account.managed || looked == kAccountsLooked) continue;
        ++looked;
        const auto count = asking.count_servicers(account.id);
        if (count.ok()) {
            servicers += *count;
            continue;
        }
        const Error& error = count.error();
        if (error.number == 60030) {
            out.wrong("servicers",
                      {"「" + account.name + "」的接待人员不在应用的可见范围内（60030）。",
                       "Servicers of “" + account.name + "” are outside the app's visible range (60030)."},
                      {"在应用的「可见范围」里加上这些成员或部门。",
                       "Add these members or departments to the app's visible range."});
            return;
        }
        if (error.code != ErrorCode::Wecom) {
            out.wrong("servicers", {error.message, error.message}, {"稍后再试。", "Try again later."});
        } else {
            out.wrong("servicers", said(error), rule_words(error.number));
        }
        return;
    }
    const auto count = std::to_string(servicers);
    out.ok("servicers", {"可见范围正常，接待人员或部门 " + count + " 个。",
                         "Visible; servicers or departments: " + count + "."});
}

}  // namespace

std::vector<DoctorLine> check_wecom(const CorpConfig& corp, const DoctorOptions& options) {
    Findings out(corp.corp_id.value);
    check_keys(corp, out);
    Asking asking(corp, options);
    const auto list = asking.list_accounts();
    if (!check_token(list, asking.health(), corp, out)) {
        out.skipped("trusted_ip");
        out.skipped("accounts");
        out.skipped("servicers");
    } else if (!check_trusted_ip(list, out)) {
        out.skipped("accounts");
        out.skipped("servicers");
    } else if (!check_accounts(list->accounts, out)) {
        out.skipped("servicers");
    } else {
        check_servicers(asking, list->accounts, out);
    }
    return out.take();
}

std::vector<DoctorLine> check_callback(const Config& config, const CorpConfig& corp,
                                       const DoctorOptions& options) {
    Findings out(corp.corp_id.value);
    const auto key = decode_callback_key(corp.encoding_aes_key);
    const auto prefix = random_callback_prefix();
    const auto url = own_address(config.server);
    if (!key.ok() || !prefix.ok() || url.empty()) {
        out.skipped("callback");
        return out.take();
    }
    const std::string path = "/callback/" + corp.corp_id.value;
    const std::string secret_word = "kfdesk-doctor-" + std::to_string(options.clock());
    const auto echo = encrypt_callback(*key, secret_word, corp.corp_id.value, *prefix);
    if (!echo.ok()) {
        out.skipped("callback");
        return out.take();
    }
    const auto time = std::to_string(to_secs(options.clock()));
    const std::string nonce = "doctor" + std::to_string(options.clock() % 1'000'000);
    HttpClient http({.base = url,
                     .ca_file = options.ca_file,
                     .connect_timeout = std::chrono::milliseconds{5'000},
                     .read_timeout = std::chrono::milliseconds{5'000}});
    const auto begin = std::chrono::steady_clock::now();
    const auto reply =
        http.exchange({"GET", path,
                       "msg_signature=" + sign_callback(corp.token, time, nonce, *echo) +
                           "&timestamp=" + time + "&nonce=" + nonce + "&echostr=" + percent_encoded(*echo),
                       ""});
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin)
            .count();
    const std::string address = url + path;
    if (!reply.ok()) {
        out.wrong(
            "callback",
            {address + " 访问不到：" + reply.error().message,
             address + " cannot be reached: " + reply.error().message},
            {"先运行 kfdesk serve；再检查域名解析、反向代理、防火墙和证书。",
             "Run kfdesk serve first; then check name resolution, reverse proxy, firewall and certificate."});
    } else if (reply->status != 200 || reply->body != secret_word) {
        out.wrong(
            "callback",
            {address + " 有应答（HTTP " + std::to_string(reply->status) +
                 "），但不是本系统对验证请求的正确应答。",
             address + " answers (HTTP " + std::to_string(reply->status) +
                 "), but not as kfdesk answers the URL check."},
            {"确认反向代理原样转发 /callback/ 的路径与查询串，且正在运行的 kfdesk 用的是同一份配置。",
             "Make sure that the proxy passes path and query of /callback/ unchanged, and that the running "
             "kfdesk uses this configuration."});
    } else if (took > kUrlCheckMs) {
        out.warn("callback",
                 {address + " 应答正确，但用了 " + std::to_string(took) + " 毫秒。",
                  address + " answers correctly, but took " + std::to_string(took) + " ms."},
                 {"企业微信只等 1 秒，请检查网络与代理。",
                  "WeCom waits for one second only; check network and proxy."});
    } else {
        out.ok("callback",
               {address + " 应答正确（" + std::to_string(took) + " 毫秒，从本机访问）。",
                address + " answers correctly (" + std::to_string(took) + " ms, from this machine)."});
    }
    return out.take();
}

}  // namespace kf
