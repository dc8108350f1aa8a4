// What administrators decide for the whole desk: a few rows of meta, kept in memory as well.
#include "backend/storage/desk_rows.h"
#include "backend/storage/done_commands.h"
#include "backend/storage/sqlite_store_class.h"

namespace kf {

DeskSettings load_desk_settings(Statements& db) {
    DeskSettings settings;
    Query rows = db("SELECT name, value FROM meta WHERE name IN ('supervisors_see_recalled', 'map_address')");
    while (rows.next()) {
        if (rows.word(0) == "map_address") {
            settings.map_address = rows.text(1);
        } else {
            settings.supervisors_see_recalled = rows.word(1) == "1";
        }
    }
    return settings;
}

Result<void> SqliteStore::save_desk_settings(const DeskSettings& settings, UnixMs now, const CommandBy& by) {
    const DeskSettings before = desk_settings_;
    auto saved =
        change<void>("save the desk's settings", now, [&](StoreTransaction& transaction) -> Result<void> {
            const auto put = [&](const char* name, const std::string& value) {
                transaction
                    .db("INSERT INTO meta (name, value) VALUES (?, ?) "
                        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                        name, value)
                    .run();
            };
            put("supervisors_see_recalled", settings.supervisors_see_recalled ? "1" : "0");
            put("map_address", settings.map_address);
            remember_done(transaction.db, by, now);
            transaction.emit(Audience{}, DeskSettingsChanged{settings});
            // Before the consoles hear of it: what they read then follows the new settings.
            desk_settings_ = settings;
            return {};
        });
    if (!saved.ok()) desk_settings_ = before;
    return saved;
}

}  // namespace kf
