#include "backend/app/desk_command.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <system_error>
#include <thread>
#include <utility>

#include "backend/app/config_values.h"
#include "backend/app/desk_sections.h"
#include "backend/storage/database.h"

namespace kf {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFilesOfDesk[] = {"kfdesk.db", "kfdesk.db-wal", "kfdesk.db-shm", "kfdesk.lock",
                                        "media"};
constexpr const char* kFirstDesk = "main";

Error wrong(std::string what) {
    return Error{ErrorCode::ConfigWrong, std::move(what), 0};
}

Result<std::string> read_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return wrong("cannot read " + path);
    return text.str();
}

// In place of the configuration, with the rights that it has, once it is known that it can be read.
Result<void> write_config(const std::string& config_file, const std::string& text) {
    TRY(read_config(text, config_file, Surroundings::Ignored));
    std::error_code error;
    const std::string path = fs::canonical(config_file, error).string();
    struct stat before {};
    if (error || ::stat(path.c_str(), &before) != 0) return wrong("cannot find " + config_file);
    const std::string fresh = path + ".new";
    fs::remove(fresh, error);
    {
        std::ofstream out(fresh, std::ios::binary);
        // Secrets may be in it: first the rights, then the text.
        const bool ready = out && ::chmod(fresh.c_str(), before.st_mode & 07777) == 0;
        if (ready && ::chown(fresh.c_str(), before.st_uid, before.st_gid) != 0 && ::geteuid() == 0)
            return wrong("cannot give " + fresh + " its owner");
        out << text;
        out.flush();
        if (!ready || !out) return wrong("cannot write " + fresh);
    }
    fs::rename(fresh, path, error);
    if (error) return wrong("cannot write " + path + ": " + error.message());
    return {};
}

const DeskEntry* find_desk(const Config& config, const std::string& id) {
    const auto found = std::find_if(config.desks.begin(), config.desks.end(),
                                    [&id](const auto& desk) { return desk.id == id; });
    return found == config.desks.end() ? nullptr : &*found;
}

void list_desks(const Config& config, std::ostream& out) {
    if (config.desks.empty()) {
        out << "no [[desk]] is declared: everything is one desk in " << config.storage.path << "\n";
        return;
    }
    for (const auto& desk : config.desks) {
        out << desk.id << "\t" << desk.name << "\t" << desk.folder << "\t"
            << (DatabaseFile::is_served(desk.folder) ? "open" : "closed") << "\t";
        for (std::size_t i = 0; i < desk.corps.size(); ++i) out << (i == 0 ? "" : ",") << desk.corps[i].value;
        out << "\t";
        for (std::size_t i = 0; i < desk.hosts.size(); ++i) out << (i == 0 ? "" : ",") << desk.hosts[i];
        out << "\n";
    }
}

Result<void> add_desk(const DeskCommand& command, const Config& config, std::ostream& out) {
    if (const auto complaint = wrong_desk_id(command.id)) return wrong("the id " + *complaint);
    if (find_desk(config, command.id) != nullptr) return wrong("there is a desk " + command.id + " already");
    DeskEntry first;
    const bool declares_first = config.desks.empty();
    if (declares_first) {
        if (command.id == kFirstDesk)
            return wrong(std::string{"what is there now becomes the desk \""} + kFirstDesk +
                         "\"; choose another id");
        first.id = kFirstDesk;
        first.folder = ".";
        for (const auto& corp : config.corps) first.corps.push_back(corp.corp_id);
    }
    TRY_ASSIGN(const auto text, read_text(config.file));
    const auto changed =
        with_desk(text, {command.id, command.name, "", command.hosts, {}}, declares_first ? &first : nullptr);
    TRY_ASSIGN(const auto fresh, read_config(changed, config.file, Surroundings::Ignored));
    // The store first: what cannot be made is not declared.
    TRY(DatabaseFile::open_beside_server(find_desk(fresh, command.id)->folder));
    TRY(write_config(config.file, changed));
    if (declares_first)
        out << "what was there is the desk \"" << kFirstDesk << "\" now, at /d/" << kFirstDesk
            << "/; its users sign in again, and the server needs a restart\n";
    out << "added " << command.id << " in " << find_desk(fresh, command.id)->folder << ", at /d/"
        << command.id << "/\n"
        << "next: kfdesk user add <login> --desk " << command.id
        << "; name its corps in the configuration; then have the server read it again (SIGHUP)\n";
    return {};
}

bool is_typed(std::istream& in, const std::string& id) {
    std::string typed;
    if (!std::getline(in, typed)) return false;
    if (!typed.empty() && typed.back() == '\r') typed.pop_back();
    return typed == id;
}

void say_what_goes(const DeskEntry& desk, std::ostream& out) {
    out << "This deletes the desk " << desk.id << " (" << desk.name << ") and cannot be undone:\n"
        << "  its section in the configuration";
    if (!desk.corps.empty()) out << ", and those of its corps:";
    for (const auto& corp : desk.corps) out << " " << corp.value;
    out << "\n";
    std::error_code ignored;
    for (const char* name : kFilesOfDesk) {
        const fs::path path = fs::path(desk.folder) / name;
        if (fs::exists(path, ignored)) out << "  " << path.string() << "\n";
    }
}

// Whether nobody has it any more.
bool wait_for_server(const DeskEntry& desk, std::chrono::milliseconds longest, std::ostream& out) {
    if (!DatabaseFile::is_served(desk.folder)) return true;
    out << "a server has it open: have it read its configuration again now (SIGHUP)" << std::endl;
    const auto until = std::chrono::steady_clock::now() + longest;
    while (DatabaseFile::is_served(desk.folder)) {
        if (std::chrono::steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return true;
}

Result<void> delete_files(const DeskEntry& desk) {
    // By their names: the folder may hold those of other desks.
    for (const char* name : kFilesOfDesk) {
        std::error_code error;
        fs::remove_all(fs::path(desk.folder) / name, error);
        if (error) return wrong("cannot delete " + desk.folder + "/" + name + ": " + error.message());
    }
    std::error_code ignored;
    fs::remove(desk.folder, ignored);  // unless there is something else in it
    return {};
}

Result<void> remove_desk(const DeskCommand& command, const Config& config, std::istream& in,
                         std::ostream& out) {
    const auto* desk = find_desk(config, command.id);
    if (desk == nullptr) return wrong("there is no desk " + command.id);
    if (config.desks.size() == 1)
        return wrong("it is the only desk; stop the server and delete " + desk->folder + " instead");
    say_what_goes(*desk, out);
    if (!command.sure) {
        out << "Type the id of the desk to go on: " << std::flush;
        if (!is_typed(in, command.id)) return wrong("that is not its id; nothing was deleted");
    }
    TRY_ASSIGN(const auto text, read_text(config.file));
    TRY_ASSIGN(const auto changed, without_desk(text, *desk));
    TRY(write_config(config.file, changed));
    if (!wait_for_server(*desk, command.wait_for_server, out)) {
        TRY(write_config(config.file, text));
        return wrong("the server still has it open; the configuration is as before, and nothing was deleted");
    }
    TRY(delete_files(*desk));
    out << "removed " << command.id << "\n";
    return {};
}

}  // namespace

int run_desk_command(const DeskCommand& command, const Config& config, std::istream& in, std::ostream& out,
                     std::ostream& err) {
    const auto done = [&]() -> Result<void> {
        if (command.action == "add") return add_desk(command, config, out);
        if (command.action == "remove") return remove_desk(command, config, in, out);
        list_desks(config, out);
        return {};
    }();
    if (done) return 0;
    err << "kfdesk: " << done.error().message << "\n";
    return 1;
}

}  // namespace kf
