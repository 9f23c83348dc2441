#include "storage/sqlite/query.hpp"

#include <SQLiteCpp/Column.h>

namespace mostik::storage::sqlite {

Query::Query(Connection& connection, std::string_view sql, Bare)
    : connection_(connection), sql_(sql), prepared_(connection.borrow(sql)) {}

Query::~Query() {
    prepared_.statement.tryReset();
    prepared_.statement.clearBindings();
    prepared_.in_use = false;
}

bool Query::next() {
    try {
        return prepared_.statement.executeStep();
    } catch (const SQLite::Exception& error) {
        connection_.fail(error, sql_);
    }
}

int Query::run() {
    try {
        return prepared_.statement.exec();
    } catch (const SQLite::Exception& error) {
        connection_.fail(error, sql_);
    }
}

std::int64_t Query::integer(int column) const {
    return prepared_.statement.getColumn(column).getInt64();
}

std::string Query::text(int column) const {
    return prepared_.statement.getColumn(column).getString();
}

std::optional<core::Time> Query::optional_time(int column) const {
    if (is_null(column)) return std::nullopt;
    return time(column);
}

bool Query::is_null(int column) const {
    return prepared_.statement.isColumnNull(column);
}

void Query::bind(std::string_view value) {
    prepared_.statement.bind(++bound_, std::string(value));
}

void Query::bind(Blob value) {
    prepared_.statement.bind(++bound_, value.bytes.data(), static_cast<int>(value.bytes.size()));
}

void Query::bind_integer(std::int64_t value) {
    prepared_.statement.bind(++bound_, value);
}

void Query::bind_null() {
    prepared_.statement.bind(++bound_);
}

}  // namespace mostik::storage::sqlite
