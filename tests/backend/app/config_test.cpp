#include "backend/app/config.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "backend/app/config_changes.h"
#include "backend/app/config_values.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

const std::string kGood = R"([server]
listen = "127.0.0.1:0"
public_url = "https://desk.example.com/"
frame_ancestors = ["https://portal.example.com"]

[storage]
path = "data"

[[corp]]
corp_id = "ww1"
secret = "s"
token = "t"
encoding_aes_key = "0123456789012345678901234567890123456789012"
)";

// kGood with one line replaced.
std::string with(const std::string& line, const std::string& other) {
    auto text = kGood;
    text.replace(text.find(line), line.size(), other);
    return text;
}

}  // namespace

TEST_CASE("a configuration is read with its defaults, and paths begin at the file's folder") {
    const auto config = read_config(kGood, "/etc/kfdesk/kfdesk.toml");
    REQUIRE(config.ok());
    CHECK(config->server.public_url == "https://desk.example.com");
    CHECK(config->server.frame_ancestors == std::vector<std::string>{"https://portal.example.com"});
    CHECK(config->storage.path == "/etc/kfdesk/data");
    REQUIRE(config->corps.size() == 1);
    CHECK(config->corps[0].name == "ww1");
    CHECK(config->corps[0].api_base == "https://qyapi.weixin.qq.com");
    CHECK_FALSE(config->server.behind_proxy);
}

TEST_CASE("every mistake is named with its line and key") {
    struct Case {
        std::string toml;
        const char* place;
        const char* word;
    };
    const std::vector<Case> cases{
        {with("listen = \"127.0.0.1:0\"", "listne = \"127.0.0.1:0\""), ":2:", "listne"},
        {with("listen = \"127.0.0.1:0\"", "listen = 8080"), ":2:", "listen"},
        {with("listen = \"127.0.0.1:0\"", "listen = \"desk.example.com:80\""), ":2:", "listen"},
        {with("listen = \"127.0.0.1:0\"", "listen = \"127.0.0.1:70000\""), ":2:", "listen"},
        {with("listen = \"127.0.0.1:0\"", "tls_key = \"k.pem\""), ":2:", "tls_certificate"},
        {with("listen = \"127.0.0.1:0\"", "behind_proxy = \"yes\""), ":2:", "behind_proxy"},
        {with("listen = \"127.0.0.1:0\"", "max_connections = 3"), ":2:", "max_connections"},
        {with("https://desk.example.com/", "desk.example.com"), ":3:", "public_url"},
        {with("https://desk.example.com/", "https://desk.example.com/path"), ":3:", "public_url"},
        {with("[\"https://portal.example.com\"]", "\"https://portal.example.com\""),
         ":4:", "frame_ancestors"},
        {with("[\"https://portal.example.com\"]", "[\"*; script-src *\"]"), ":4:", "frame_ancestors"},
        {with("path = \"data\"", "path = \"\""), ":7:", "path"},
        {with("[storage]", "[stroage]"), ":6:", "stroage"},
        {with("corp_id = \"ww1\"", "corp_id = \"a/b\""), ":10:", "corp_id"},
        {with("secret = \"s\"", "secret = \"s\"\nsecret_env = \"X\""), "", "secret"},
        {with("secret = \"s\"\n", ""), "", "secret"},
        {with("secret = \"s\"", "secret_file = \"/nowhere/at/all\""), ":11:", "/nowhere/at/all"},
        {with("secret = \"s\"", "secret_env = \"KFDESK_TEST_UNSET\""), ":11:", "KFDESK_TEST_UNSET"},
        {with("0123456789012345678901234567890123456789012", "short"), ":13:", "43"},
        {with("token = \"t\"", "token = \"with space\""), ":12:", "token"},
        {with("token = \"t\"", "token = \"客服\""), ":12:", "token"},
        {with("token = \"t\"", "token = \"" + std::string(33, 'x') + "\""), ":12:", "32"},
        {with("listen = \"127.0.0.1:0\"", "static_dir = \"/nowhere/site\""), ":2:", "static_dir"},
        {with("listen = \"127.0.0.1:0\"", "static_dir = \"/dev/null\""), ":2:", "/dev/null"},
        {with("listen = \"127.0.0.1:0\"",
              "tls_certificate = \"/nowhere/chain.pem\"\ntls_key = \"/dev/null\""),
         ":2:", "/nowhere/chain.pem"},
        {with("listen = \"127.0.0.1:0\"", "tls_certificate = \"/dev/null\"\ntls_key = \"/nowhere/key.pem\""),
         ":3:", "tls_key"},
        {with("path = \"data\"", "path = "), ":7:", ""},
        {kGood + "\n[[corp]]\ncorp_id = \"ww1\"\nsecret = \"s\"\ntoken = \"t\"\nencoding_aes_key = "
                 "\"0123456789012345678901234567890123456789012\"\n",
         "", "twice"},
        {"[storage]\npath = \"x\"\n", ":1:", "[[corp]]"},
        {"", ":1:", "storage"},
    };
    for (const auto& item : cases) {
        CAPTURE(item.toml);
        const auto config = read_config(item.toml, "kfdesk.toml");
        REQUIRE_FALSE(config.ok());
        CAPTURE(config.error().message);
        CHECK(config.error().message.find("kfdesk.toml:") == 0);
        CHECK(config.error().message.find(item.place) != std::string::npos);
        CHECK(config.error().message.find(item.word) != std::string::npos);
    }
}

TEST_CASE("secrets may lie in files and in the environment, and are never part of an error") {
    const TempFolder folder;
    std::ofstream(folder.path() + "/secret") << "from-file\n";
    ::setenv("KFDESK_TEST_TOKEN", "fromEnvironment", 1);
    auto text = with("secret = \"s\"", "secret_file = \"secret\"");
    text.replace(text.find("token = \"t\""), 11, "token_env = \"KFDESK_TEST_TOKEN\"");
    const auto config = read_config(text, folder.path() + "/kfdesk.toml");
    REQUIRE(config.ok());
    CHECK(config->corps[0].secret == "from-file");
    CHECK(config->corps[0].token == "fromEnvironment");
    const auto wrong =
        read_config(with("0123456789012345678901234567890123456789012", "not-a-key-but-secret"), "x.toml");
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().message.find("not-a-key-but-secret") == std::string::npos);
}

TEST_CASE("managing users needs neither secrets nor certificate nor console, but the rest has to be right") {
    auto text = with("listen = \"127.0.0.1:0\"",
                     "static_dir = \"site\"\ntls_certificate = \"c.pem\"\ntls_key = \"k.pem\"");
    text.replace(text.find("secret = \"s\""), 12, "secret_file = \"/nowhere/at/all\"");
    text.replace(text.find("token = \"t\""), 11, "token_env = \"KFDESK_TEST_UNSET\"");
    CHECK_FALSE(read_config(text, "/etc/kfdesk/kfdesk.toml").ok());
    const auto config = read_config(text, "/etc/kfdesk/kfdesk.toml", Surroundings::Ignored);
    REQUIRE(config.ok());
    CHECK(config->storage.path == "/etc/kfdesk/data");
    CHECK(config->server.static_dir == "/etc/kfdesk/site");
    CHECK(config->corps[0].secret.empty());
    CHECK_FALSE(
        read_config(with("path = \"data\"", "paht = \"data\""), "k.toml", Surroundings::Ignored).ok());
    CHECK_FALSE(read_config(with("secret = \"s\"\n", ""), "k.toml", Surroundings::Ignored).ok());
}

TEST_CASE("a file that is not there is said, with where to begin") {
    const auto config = load_config("/nowhere/kfdesk.toml");
    REQUIRE_FALSE(config.ok());
    CHECK(config.error().message.find("/nowhere/kfdesk.toml") != std::string::npos);
    CHECK(config.error().message.find("sample") != std::string::npos);
}

TEST_CASE("the documented sample is a configuration that is accepted once its secrets are there") {
    std::ifstream in(KFDESK_SAMPLE_CONFIG);
    std::ostringstream text;
    text << in.rdbuf();
    auto toml = text.str();
    const TempFolder secrets;
    for (const auto& [name, value] :
         {std::pair{"secret", "s"}, std::pair{"callback_token", "t"},
          std::pair{"callback_aes_key", "0123456789012345678901234567890123456789012"}}) {
        const auto place = "/etc/kfdesk/" + std::string{name} + "\"";
        REQUIRE(toml.find(place) != std::string::npos);
        toml.replace(toml.find(place), place.size(), secrets.path() + "/" + name + "\"");
        std::ofstream(secrets.path() + "/" + name) << value << "\n";
    }
    const TempFolder site;
    toml.replace(toml.find("/opt/kfdesk/site"), 16, site.path());
    const auto config = read_config(toml, "kfdesk.sample.toml");
    if (!config) MESSAGE(config.error().message);
    CHECK(config.ok());
}

TEST_CASE("listen addresses are numeric, with a port") {
    CHECK(split_listen("[::1]:8080")->host == "::1");
    CHECK(split_listen("localhost:0")->host == "127.0.0.1");
    CHECK(split_listen("0.0.0.0:443")->port == 443);
    for (const char* wrong :
         {"", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:-1", "[::1:80", "a b:1"})
        CHECK_FALSE(split_listen(wrong).ok());
}

TEST_CASE("what a new configuration changes only after a restart is named, secrets are not among it") {
    const auto running = read_config(kGood, "/etc/kfdesk.toml").value();
    const auto changes = [&](const std::string& from, const std::string& to) {
        auto text = kGood;
        text.replace(text.find(from), from.size(), to);
        // The certificate below is nowhere.
        return waiting_for_restart(running,
                                   read_config(text, "/etc/kfdesk.toml", Surroundings::Ignored).value());
    };
    using Names = std::vector<std::string>;
    CHECK(waiting_for_restart(running, running).empty());
    CHECK(changes("secret = \"s\"", "secret = \"new\"").empty());
    CHECK(changes("token = \"t\"", "token = \"new\"").empty());
    CHECK(changes("127.0.0.1:0", "127.0.0.1:8081") == Names{"[server] listen"});
    CHECK(changes("portal.example.com", "other.example.com") == Names{"[server] frame_ancestors"});
    CHECK(changes("path = \"data\"", "path = \"elsewhere\"") == Names{"[storage] path"});
    CHECK(changes("secret = \"s\"", "secret = \"s\"\napi_base = \"https://proxy.example.com\"") ==
          Names{"[[corp]] api_base of ww1"});
    CHECK(changes("\"ww1\"", "\"ww2\"").empty());
    CHECK(changes("[storage]", "tls_certificate = \"a\"\ntls_key = \"b\"\n[storage]").size() == 1);
}

TEST_CASE("desks have their corps, hosts and folders, and nothing is two desks'") {
    const std::string two = R"(
[storage]
path = "data"
[[corp]]
corp_id = "ww1"
secret = "s"
token = "t"
encoding_aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
[[corp]]
corp_id = "ww2"
secret = "s"
token = "t"
encoding_aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
)";
    const auto with = [&](const std::string& desks) { return read_config(two + desks, "/etc/kfdesk.toml"); };
    const auto plain = with("");
    REQUIRE(plain.ok());
    REQUIRE(desks_of(*plain).size() == 1);
    CHECK(desks_of(*plain)[0].id.empty());
    CHECK(desks_of(*plain)[0].folder == "/etc/data");
    CHECK(desks_of(*plain)[0].corps.size() == 2);

    const auto config = with(
        "[[desk]]\nid = \"a\"\nname = \"甲\"\nfolder = \".\"\nhosts = [\"a.example.com\"]\ncorps = "
        "[\"ww2\"]\n[[desk]]\nid = \"b-2\"\ncorps = [\"ww1\"]\n");
    REQUIRE(config.ok());
    const auto desks = desks_of(*config);
    REQUIRE(desks.size() == 2);
    CHECK(desks[0].folder == "/etc/data");
    CHECK(desks[0].corps.at(0).corp_id == CorpId{"ww2"});
    CHECK(desks[1].name == "b-2");
    CHECK(desks[1].folder == "/etc/data/desks/b-2");
    for (const char* wrong :
         {"[[desk]]\nid = \"a\"\ncorps = [\"ww1\"]\n",                              // ww2 is nobody's
          "[[desk]]\nid = \"a\"\ncorps = [\"ww1\", \"ww2\", \"ww3\"]\n",            // unknown
          "[[desk]]\nid = \"A\"\ncorps = [\"ww1\", \"ww2\"]\n",                     // id
          "[[desk]]\nid = \"-\"\ncorps = [\"ww1\", \"ww2\"]\n",                     // id
          "[[desk]]\nid = \"a\"\nhosts = [\"A.b\"]\ncorps = [\"ww1\", \"ww2\"]\n",  // host
          "[[desk]]\nid = \"a\"\ncorps = [\"ww1\", \"ww2\"]\n[[desk]]\nid = \"a\"\n",
          "[[desk]]\nid = \"a\"\ncorps = [\"ww1\", \"ww2\"]\n[[desk]]\nid = \"b\"\ncorps = [\"ww1\"]\n",
          "[[desk]]\nid = \"a\"\nfolder = \"x\"\ncorps = [\"ww1\", \"ww2\"]\n[[desk]]\nid = \"b\"\nfolder = "
          "\"./x/\"\n",
          "[[desk]]\nid = \"a\"\nhosts = [\"h\"]\ncorps = [\"ww1\", \"ww2\"]\n[[desk]]\nid = \"b\"\nhosts = "
          "[\"h\"]\n"}) {
        CAPTURE(wrong);
        CHECK_FALSE(with(wrong).ok());
    }
}

TEST_CASE("how much room files may take is configured in bytes") {
    const auto usual = read_config(kGood, "/etc/kfdesk/kfdesk.toml");
    REQUIRE(usual.ok());
    CHECK(usual->media.max_total_bytes == 20'000'000'000);
    CHECK_FALSE(usual->media.allow_private_addresses);
    const auto other =
        read_config(kGood + "[media]\nmax_total_bytes = 50_000_000_000\nmax_received_bytes = 5_000_000\n",
                    "/etc/kfdesk/kfdesk.toml");
    REQUIRE(other.ok());
    CHECK(other->media.max_total_bytes == 50'000'000'000);
    CHECK(other->media.max_received_bytes == 5'000'000);
    for (const char* wrong : {"max_total_bytes = 5", "max_total_bytes = \"20 GB\"", "max_bytes = 1",
                              "allow_private_addresses = 1"})
        CHECK_FALSE(read_config(kGood + "[media]\n" + wrong + "\n", "/etc/kfdesk/kfdesk.toml").ok());
}

TEST_CASE("a secret is taken without what an editor or a web page put around it") {
    struct Case {
        std::string pasted, value;
        bool trimmed;
    };
    for (const auto& [pasted, value, trimmed] :
         {Case{"s3-_A\n", "s3-_A", false}, Case{"s3-_A\r\n\r\n", "s3-_A", false},
          Case{"s3-_A", "s3-_A", false}, Case{"\xEF\xBB\xBFs3-_A\r\n", "s3-_A", true},
          Case{"  s3-_A\t\n", "s3-_A", true}, Case{"\u00A0s3-_A\u00A0", "s3-_A", true},
          Case{"\u200Bs3-_A\u200D\u2060\n", "s3-_A", true}, Case{"\n\ns3-_A", "s3-_A", true},
          Case{"\u3000s3-_A\u3164", "s3-_A", true}}) {
        const auto& this_pasted = pasted;
        CAPTURE(this_pasted);
        const auto secret = clean_secret(pasted);
        REQUIRE(secret.ok());
        CHECK(secret->value == value);
        CHECK(secret->trimmed == trimmed);
    }
}

TEST_CASE("a secret with something foreign inside is refused by line and character, and not shown") {
    struct Case {
        std::string pasted;
        const char* words;
    };
    for (const auto& [pasted, words] :
         {Case{"", "is empty"}, Case{" \n\u200B", "is empty"}, Case{"hush\nhush\n", "line 2"},
          Case{"\nhush\u200Bhush", "has U+200B in line 2 (character 5 of the value)"},
          Case{"hush hush", "has U+0020 in line 1 (character 5 of the value)"}, Case{"hushｈ", "U+FF48"},
          Case{std::string("\xff\xfeh\0u\0", 6), "UTF-16"}, Case{"hush\xff", "not UTF-8"}}) {
        const auto& this_pasted = pasted;
        CAPTURE(this_pasted);
        const auto secret = clean_secret(pasted);
        REQUIRE_FALSE(secret.ok());
        CHECK(secret.error().message.find(words) != std::string::npos);
        CHECK(secret.error().message.find("hush") == std::string::npos);
    }
}

TEST_CASE("secrets are cleaned wherever they stand, and the configuration remembers which were") {
    const TempFolder folder;
    std::ofstream(folder.path() + "/secret") << "\xEF\xBB\xBF from-file \r\n";
    ::setenv("KFDESK_TEST_TOKEN", "fromEnvironment\xC2\xA0", 1);
    auto text = with("secret = \"s\"", "secret_file = \"secret\"");
    text.replace(text.find("token = \"t\""), 11, "token_env = \"KFDESK_TEST_TOKEN\"");
    const auto config = read_config(text, folder.path() + "/kfdesk.toml");
    REQUIRE(config.ok());
    CHECK(config->corps[0].secret == "from-file");
    CHECK(config->corps[0].token == "fromEnvironment");
    CHECK(config->secret_files == std::vector{folder.path() + "/secret"});
    CHECK(config->holds_secrets);  // the AES key
    REQUIRE(config->trimmed_secrets.size() == 2);
    CHECK(config->trimmed_secrets[0] == "secret_file (" + folder.path() + "/secret)");
    std::ofstream(folder.path() + "/secret") << "two\nlines\n";
    const auto wrong = read_config(text, folder.path() + "/kfdesk.toml");
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().message.find("kfdesk.toml:11: [[corp]] secret_file: " + folder.path() +
                                     "/secret has more than one line") != std::string::npos);
}
