#pragma once

#include "storage/sqlite/connection.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mostik::storage::sqlite {

/// Bytes, where a text would be taken for characters.
struct Blob {
    std::string_view bytes;
};

/// One use of a cached statement: binds the values in the order of their question marks, runs, and gives the
/// statement back on destruction. `sql` must live as long as the connection. All calls throw StorageError.
///
///     Query query(connection, "SELECT name FROM people WHERE age > ?", 30);
///     while (query.next()) names.push_back(query.text(0));
class Query {
  public:
    template <class... Values>
    Query(Connection& connection, std::string_view sql, const Values&... values)
        : Query(connection, sql, Bare{}) {
        (bind(values), ...);
    }
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// Steps to the next row; false after the last one.
    bool next();
    /// Runs a statement that gives no rows; returns how many it changed.
    int run();

    // The columns of the row, counted from 0.
    std::int64_t integer(int column) const;
    bool boolean(int column) const { return integer(column) != 0; }
    std::string text(int column) const;  ///< or the bytes of a blob
    core::Time time(int column) const { return core::from_millis(integer(column)); }
    std::optional<core::Time> optional_time(int column) const;
    bool is_null(int column) const;

  private:
    struct Bare {};
    Query(Connection& connection, std::string_view sql, Bare);

    template <std::integral Integer>
    void bind(Integer value) {
        bind_integer(static_cast<std::int64_t>(value));
    }
    void bind(core::Time value) { bind_integer(core::to_millis(value)); }
    void bind(std::string_view value);
    void bind(Blob value);
    template <class Value>
    void bind(const std::optional<Value>& value) {
        value ? bind(*value) : bind_null();
    }
    void bind_integer(std::int64_t value);
    void bind_null();

    Connection& connection_;
    std::string_view sql_;
    Connection::Prepared& prepared_;
    int bound_ = 0;
};

}  // namespace mostik::storage::sqlite
