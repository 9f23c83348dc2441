#include "storage/sqlite/chats.hpp"

#include "storage/sqlite/query.hpp"

namespace mostik::storage::sqlite {

namespace {

#define CHAT_COLUMNS "messenger, id, name, kind, first_heard_at, unreachable_since, reason, moved_to"

Chat read_chat(const Query& query) {
    return {.messenger = query.text(0),
            .id = query.text(1),
            .name = query.text(2),
            .kind = query.text(3),
            .first_heard_at = query.time(4),
            .unreachable_since = query.optional_time(5),
            .reason = query.text(6),
            .moved_to = query.text(7)};
}

}  // namespace

bool SqliteChats::heard(const Chat& chat, core::Time now) {
    const std::optional<Chat> known = find(chat.messenger, chat.id);
    // Most events tell nothing new, and then nothing is written.
    const bool same = known && known->name == chat.name && known->kind == chat.kind;
    if (same && !known->unreachable_since) return false;
    Query(connection_,
          "INSERT INTO chats (messenger, id, name, kind, first_heard_at) VALUES (?, ?, ?, ?, ?) "
          "ON CONFLICT DO UPDATE SET name = excluded.name, kind = excluded.kind, unreachable_since = NULL, "
          "reason = ''",
          chat.messenger, chat.id, chat.name, chat.kind, now)
        .run();
    return known && known->unreachable_since;
}

void SqliteChats::suppress(const std::string& messenger, const std::string& id, const std::string& reason,
                           core::Time now) {
    Query(connection_,
          "INSERT INTO chats (messenger, id, name, kind, first_heard_at, unreachable_since, reason) "
          "VALUES (?1, ?2, '', '', ?4, ?4, ?3) "
          "ON CONFLICT DO UPDATE SET unreachable_since = ?4, reason = ?3",
          messenger, id, reason, now)
        .run();
}

void SqliteChats::reached(const std::string& messenger, const std::string& id) {
    Query(connection_,
          "UPDATE chats SET unreachable_since = NULL, reason = '' WHERE messenger = ? AND id = ? AND "
          "unreachable_since IS NOT NULL",
          messenger, id)
        .run();
}

void SqliteChats::moved(const std::string& messenger, const std::string& from, const std::string& to,
                        core::Time now) {
    if (from == to) return;
    Query(connection_,
          "INSERT INTO chats (messenger, id, name, kind, first_heard_at, moved_to) VALUES (?, ?, '', '', ?, "
          "?) ON CONFLICT DO UPDATE SET moved_to = excluded.moved_to",
          messenger, from, now, to)
        .run();
}

std::string SqliteChats::current_id(const std::string& messenger, const std::string& id) {
    constexpr int most_moves = 8;  // a ring would be the far side's mistake, and must not be ours
    std::string current = id;
    for (int move = 0; move < most_moves; ++move) {
        Query query(connection_, "SELECT moved_to FROM chats WHERE messenger = ? AND id = ?", messenger,
                    current);
        if (!query.next() || query.text(0).empty()) break;
        current = query.text(0);
    }
    return current;
}

std::optional<Chat> SqliteChats::find(const std::string& messenger, const std::string& id) {
    Query query(connection_, "SELECT " CHAT_COLUMNS " FROM chats WHERE messenger = ? AND id = ?", messenger,
                id);
    if (!query.next()) return std::nullopt;
    return read_chat(query);
}

std::vector<Chat> SqliteChats::all() {
    Query query(connection_, "SELECT " CHAT_COLUMNS " FROM chats ORDER BY messenger, name, id");
    std::vector<Chat> chats;
    while (query.next()) chats.push_back(read_chat(query));
    return chats;
}

}  // namespace mostik::storage::sqlite
