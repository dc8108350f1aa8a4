#include "backend/app/private_files.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "backend/app/config.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

struct Files {
    TempFolder folder;
    Config config;

    Files() {
        std::filesystem::create_directory(folder.path() + "/data");
        config.storage.path = folder.path() + "/data";
        rights("data", 0700);
        config.secret_files = {make("secret")};
        config.server.tls_key = make("key.pem");
        config.file = make("kfdesk.toml");
        make("data/kfdesk.db");
    }
    std::string make(const std::string& name) const {
        std::ofstream(folder.path() + "/" + name) << "x";
        rights(name, 0600);
        return folder.path() + "/" + name;
    }
    void rights(const std::string& name, mode_t mode) const {
        REQUIRE(::chmod((folder.path() + "/" + name).c_str(), mode) == 0);
    }
    [[nodiscard]] std::string commands() const {
        std::string all;
        for (const auto& file : exposed_files(config)) all += file.command + "\n";
        for (auto at = all.find(folder.path()); at != std::string::npos; at = all.find(folder.path()))
            all.replace(at, folder.path().size(), "");
        return all;
    }
};

}  // namespace

TEST_CASE("files that only kfdesk and its group may read are not spoken of") {
    Files f;
    CHECK(f.commands().empty());
    f.rights("data", 0750);
    f.rights("secret", 0640);
    f.rights("key.pem", 0440);
    f.rights("kfdesk.toml", 0644);  // no secret stands in it
    CHECK(f.commands().empty());
}

TEST_CASE("each file that others may read or write comes with the command that closes it") {
    Files f;
    f.rights("secret", 0644);
    f.rights("key.pem", 0660);
    f.rights("kfdesk.toml", 0666);
    f.rights("data", 0755);
    CHECK(f.commands() ==
          "chmod go-w /kfdesk.toml\nchmod o= /secret\nchmod g-w,o= /key.pem\nchmod -R o= /data\n");
    f.config.holds_secrets = true;
    f.rights("kfdesk.toml", 0644);
    f.rights("data", 0700);
    f.rights("data/kfdesk.db", 0620);
    CHECK(f.commands() ==
          "chmod o= /kfdesk.toml\nchmod o= /secret\nchmod g-w,o= /key.pem\nchmod g-w,o= /data/kfdesk.db\n");
}

TEST_CASE("a command can be pasted whatever the path is called") {
    Files f;
    f.config.secret_files = {f.make("it's a secret")};
    f.rights("it's a secret", 0604);
    CHECK(f.commands().find("/it'\\''s a secret'") != std::string::npos);
}
