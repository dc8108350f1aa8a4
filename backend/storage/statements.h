// Prepared statements of one connection, kept for reuse. Only storage/ includes it.
#pragma once

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "shared/base/ids.h"

namespace SQLite {
class Database;
}

namespace kf {

// Bytes that are bound as such: a text of the same bytes is something else to SQLite. text() reads them.
struct Blob {
    const std::string& bytes;
};

// One execution of a statement; gives the statement back when it goes. Throws SQLite::Exception.
class Query {
  public:
    Query(SQLite::Statement& statement, bool& busy) : statement_(&statement), busy_(&busy) { busy = true; }
    Query(std::unique_ptr<SQLite::Statement> own) : own_(std::move(own)), statement_(own_.get()) {}
    Query(Query&& other) noexcept
        : own_(std::move(other.own_)),
          statement_(std::exchange(other.statement_, nullptr)),
          busy_(std::exchange(other.busy_, nullptr)) {}
    Query& operator=(Query&&) = delete;
    ~Query();

    bool next() { return statement_->executeStep(); }  // false = no more rows
    int run() { return statement_->exec(); }           // number of changed rows

    [[nodiscard]] std::int64_t number(int column) const { return statement_->getColumn(column).getInt64(); }
    [[nodiscard]] int small(int column) const { return statement_->getColumn(column).getInt(); }
    [[nodiscard]] bool flag(int column) const { return small(column) != 0; }
    [[nodiscard]] bool is_null(int column) const { return statement_->isColumnNull(column); }
    [[nodiscard]] std::string text(int column) const { return statement_->getColumn(column).getString(); }
    // Without a copy, until the next step.
    [[nodiscard]] std::string_view word(int column) const {
        const SQLite::Column value = statement_->getColumn(column);
        const char* const start = value.getText();
        return {start, static_cast<std::size_t>(value.getBytes())};
    }

    void bind(int index, std::int64_t value) { statement_->bind(index, value); }
    void bind(int index, int value) { statement_->bind(index, value); }
    void bind(int index, bool value) { statement_->bind(index, value ? 1 : 0); }
    void bind(int index, const std::string& value) { statement_->bind(index, value); }
    void bind(int index, std::string_view value) { statement_->bind(index, std::string(value)); }
    void bind(int index, const char* value) { statement_->bind(index, value); }
    void bind(int index, const Blob& value) {
        statement_->bind(index, value.bytes.data(), static_cast<int>(value.bytes.size()));
    }
    template <class Tag>
    void bind(int index, const StringId<Tag>& id) {
        statement_->bind(index, id.value);
    }
    template <class Tag>
    void bind(int index, NumberId<Tag> id) {
        statement_->bind(index, id.value);
    }

  private:
    std::unique_ptr<SQLite::Statement> own_;
    SQLite::Statement* statement_;
    bool* busy_ = nullptr;
};

class FactLog;

class Statements {
  public:
    explicit Statements(SQLite::Database& database) : database_(&database) {}
    Statements(const Statements&) = delete;

    // `sql` is a string literal: its address is the key. `values` are bound in order.
    template <class... Values>
    Query operator()(const char* sql, const Values&... values) {
        Query query = take(sql);
        int index = 0;
        (query.bind(++index, values), ...);
        return query;
    }

    // The single number that a query yields; `otherwise` where it yields no row or NULL.
    template <class... Values>
    std::int64_t number(std::int64_t otherwise, const char* sql, const Values&... values) {
        Query query = (*this)(sql, values...);
        return query.next() && !query.is_null(0) ? query.number(0) : otherwise;
    }

    [[nodiscard]] std::int64_t last_inserted() const;
    SQLite::Database& database() { return *database_; }
    FactLog* facts = nullptr;  // where tests read what has happened

  private:
    struct Kept {
        std::unique_ptr<SQLite::Statement> statement;
        bool busy = false;
    };
    Query take(const char* sql);

    SQLite::Database* database_;
    std::unordered_map<const char*, Kept> kept_;  // bounded by the number of literals in the source
};

}  // namespace kf
