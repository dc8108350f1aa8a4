#include "backend/app/desk_command.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "backend/app/desk_sections.h"
#include "backend/app/user_command.h"
#include "backend/storage/database.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

namespace fs = std::filesystem;

constexpr const char* kOne = R"(# ours
[storage]
path = "data"

# the first corp
[[corp]]
corp_id = "ww1"
secret_file = "secret"
token_env = "T"
encoding_aes_key_env = "K"
)";

struct DesksOnDisk {
    explicit DesksOnDisk(const std::string& toml = kOne) {
        fs::create_directories(folder.path());
        std::ofstream(file) << toml;
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    }
    Config config() const { return load_config(file, Surroundings::Ignored).value(); }
    std::string text() const {
        std::ostringstream all;
        all << std::ifstream(file).rdbuf();
        return all.str();
    }
    int run(DeskCommand command, const std::string& typed = {}) {
        std::istringstream in(typed);
        said.str("");
        failed.str("");
        return run_desk_command(command, config(), in, said, failed);
    }
    int add(const char* id) {
        DeskCommand command;
        command.action = "add";
        command.id = id;
        command.name = std::string{id} + " \"公司\"";
        command.hosts = {std::string{id} + ".example.com"};
        return run(command);
    }
    DeskCommand removal(const char* id) const {
        DeskCommand command;
        command.action = "remove";
        command.id = id;
        command.wait_for_server = std::chrono::milliseconds(200);
        return command;
    }

    TempFolder folder;
    std::string file = folder.path() + "/kfdesk.toml";
    std::ostringstream said, failed;
};

}  // namespace

TEST_CASE(
    "the first desk that is added makes a desk of what is there, and leaves the rest as it was written") {
    DesksOnDisk at;
    REQUIRE(at.add("acme") == 0);
    const auto config = at.config();
    REQUIRE(config.desks.size() == 2);
    CHECK(config.desks[0].id == "main");
    CHECK(config.desks[0].folder == at.folder.path() + "/data");
    CHECK(config.desks[0].corps == std::vector{CorpId{"ww1"}});
    CHECK(config.desks[1].name == "acme \"公司\"");
    CHECK(config.desks[1].hosts == std::vector<std::string>{"acme.example.com"});
    CHECK(fs::exists(at.folder.path() + "/data/desks/acme/kfdesk.db"));
    CHECK(at.text().starts_with(kOne));
    CHECK((fs::status(at.file).permissions() & fs::perms::all) ==
          (fs::perms::owner_read | fs::perms::owner_write));
    CHECK(at.add("acme") == 1);
    CHECK(at.add("No Good") == 1);
    CHECK(at.failed.str().find("a-z") != std::string::npos);
    CHECK(at.config().desks.size() == 2);
}

TEST_CASE("a desk is removed once its id was typed, with its store and its corps and nothing else") {
    DesksOnDisk at;
    REQUIRE(at.add("acme") == 0);
    std::ofstream(at.file, std::ios::app) << "\n# of acme\n[[corp]]\ncorp_id = \"ww2\"\nsecret_env = "
                                             "\"S\"\ntoken_env = \"T\"\nencoding_aes_key_env = \"K\"\n";
    auto text = at.text();
    text.replace(text.rfind("corps = []"), 10, "corps = [\"ww2\"]");
    std::ofstream(at.file) << text;
    REQUIRE(at.config().desks[1].corps.size() == 1);

    const auto store = at.folder.path() + "/data/desks/acme";
    CHECK(at.run(at.removal("acme"), "acne\n") == 1);
    CHECK(at.said.str().find(store + "/kfdesk.db") != std::string::npos);
    CHECK(at.said.str().find("ww2") != std::string::npos);
    CHECK(fs::exists(store + "/kfdesk.db"));
    CHECK(at.text() == text);

    CHECK(at.run(at.removal("acme"), "acme\n") == 0);
    CHECK_FALSE(fs::exists(store));
    const auto config = at.config();
    REQUIRE(config.desks.size() == 1);
    CHECK(config.desks[0].id == "main");
    CHECK(config.corps.size() == 1);
    CHECK(at.text().starts_with(kOne));
    CHECK(at.run(at.removal("main"), "main\n") == 1);
}

TEST_CASE("what a server has open is not deleted, and the configuration stays") {
    DesksOnDisk at;
    REQUIRE(at.add("acme") == 0);
    const auto text = at.text();
    auto removal = at.removal("acme");
    removal.sure = true;
    {
        const auto served = DatabaseFile::open(at.folder.path() + "/data/desks/acme");
        REQUIRE(served.ok());
        CHECK(at.run(removal) == 1);
        CHECK(at.failed.str().find("still has it open") != std::string::npos);
        CHECK(at.text() == text);
        DeskCommand list;
        list.action = "list";
        CHECK(at.run(list) == 0);
        CHECK(at.said.str().find("desks/acme\topen") != std::string::npos);
    }
    CHECK(at.run(removal) == 0);
}

TEST_CASE("removing the desk that lies in the data folder leaves the other desks there") {
    DesksOnDisk at;
    REQUIRE(at.add("acme") == 0);
    REQUIRE(DatabaseFile::open(at.folder.path() + "/data").ok());
    auto removal = at.removal("main");
    removal.sure = true;
    CHECK(at.run(removal) == 0);
    CHECK_FALSE(fs::exists(at.folder.path() + "/data/kfdesk.db"));
    CHECK(fs::exists(at.folder.path() + "/data/desks/acme/kfdesk.db"));
    CHECK(at.config().corps.empty());
}

TEST_CASE("a section goes up to the next one, whose comments stay") {
    DeskEntry desk;
    desk.id = "b";
    const auto left = without_desk(
        "[[desk]]\nid = \"a\"\n\n[[desk]] # two\nid = \"b\"\nhosts = [\n  \"x\",\n]\n\n# three\n[[desk]]\nid "
        "= "
        "\"c\"\n",
        desk);
    REQUIRE(left.ok());
    CHECK(*left == "[[desk]]\nid = \"a\"\n\n\n# three\n[[desk]]\nid = \"c\"\n");
}

TEST_CASE("users are those of the desk that was named") {
    DesksOnDisk at;
    CHECK(storage_of_desk(at.config(), "")->path == at.folder.path() + "/data");
    CHECK_FALSE(storage_of_desk(at.config(), "main").ok());
    REQUIRE(at.add("acme") == 0);
    CHECK(storage_of_desk(at.config(), "acme")->path == at.folder.path() + "/data/desks/acme");
    CHECK(storage_of_desk(at.config(), "").error().message.find("main, acme") != std::string::npos);
    CHECK(storage_of_desk(at.config(), "x").error().message.find("main, acme") != std::string::npos);
}
