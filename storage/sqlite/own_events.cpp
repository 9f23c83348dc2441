#include "storage/sqlite/own_events.hpp"

#include "storage/error.hpp"
#include "storage/sqlite/query.hpp"

#include <stdexcept>

namespace mostik::storage::sqlite {

void SqliteOwnEvents::add(core::Event event, core::Time due_at) {
    Query(connection_, "INSERT INTO own_events (event, due_at) VALUES (?, ?)", core::to_json(event), due_at)
        .run();
}

std::vector<std::pair<std::int64_t, core::Event>> SqliteOwnEvents::due(core::Time now, int limit) {
    Query query(connection_, "SELECT id, event FROM own_events WHERE due_at <= ? ORDER BY due_at, id LIMIT ?",
                now, limit);
    std::vector<std::pair<std::int64_t, core::Event>> events;
    try {
        while (query.next()) {
            const std::int64_t number = query.integer(0);
            core::Event event = core::event_from_json(query.text(1));
            event.identity = std::to_string(number);
            events.emplace_back(number, std::move(event));
        }
    } catch (const std::runtime_error& error) {
        throw StorageError(std::string("the queue of own events holds ") + error.what());
    }
    return events;
}

void SqliteOwnEvents::remove(std::int64_t number) {
    Query(connection_, "DELETE FROM own_events WHERE id = ?", number).run();
}

std::optional<core::Time> SqliteOwnEvents::next_due() {
    Query query(connection_, "SELECT min(due_at) FROM own_events");
    if (!query.next()) return std::nullopt;
    return query.optional_time(0);
}

}  // namespace mostik::storage::sqlite
