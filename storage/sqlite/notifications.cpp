#include "storage/sqlite/notifications.hpp"

#include "storage/sqlite/query.hpp"

namespace mostik::storage::sqlite {

namespace {

#define NOTIFICATION_COLUMNS "id, reference, fingerprint, source, accepted_at"

std::optional<Notification> read_one(Query query) {
    if (!query.next()) return std::nullopt;
    return Notification{query.integer(0), query.text(1), query.text(2), query.text(3), query.time(4)};
}

}  // namespace

NotificationId SqliteNotifications::add(const Notification& notification,
                                        const std::vector<NotificationFile>& files) {
    NotificationId id = 0;
    {
        Query query(
            connection_,
            "INSERT INTO notifications (reference, fingerprint, source, accepted_at) VALUES (?, ?, ?, ?) "
            "RETURNING id",
            notification.reference, notification.fingerprint, notification.source, notification.accepted_at);
        query.next();
        id = query.integer(0);
    }
    int number = 0;
    for (const NotificationFile& file : files) {
        Query(connection_,
              "INSERT INTO notification_files (notification, number, name, mime_type, content) "
              "VALUES (?, ?, ?, ?, ?)",
              id, number++, file.name, file.mime_type, Blob{file.content})
            .run();
    }
    return id;
}

std::optional<Notification> SqliteNotifications::find(const std::string& reference) {
    return read_one(
        {connection_, "SELECT " NOTIFICATION_COLUMNS " FROM notifications WHERE reference = ?", reference});
}

std::optional<Notification> SqliteNotifications::find(NotificationId id) {
    return read_one({connection_, "SELECT " NOTIFICATION_COLUMNS " FROM notifications WHERE id = ?", id});
}

std::vector<NotificationMessage> SqliteNotifications::messages(NotificationId id) {
    Query query(connection_, "SELECT id, messenger, target FROM outbox WHERE notification = ? ORDER BY id",
                id);
    std::vector<NotificationMessage> messages;
    while (query.next()) messages.push_back({query.integer(0), {query.text(1), query.text(2)}});
    return messages;
}

std::optional<NotificationFile> SqliteNotifications::file(NotificationId id, int number) {
    Query query(
        connection_,
        "SELECT name, mime_type, content FROM notification_files WHERE notification = ? AND number = ?", id,
        number);
    if (!query.next()) return std::nullopt;
    return NotificationFile{query.text(0), query.text(1), query.text(2)};
}

int SqliteNotifications::forget(core::Time before, int limit) {
    // What failed may be tried again.
    Query(connection_,
          "DELETE FROM notification_files WHERE notification IN (SELECT DISTINCT notification FROM "
          "notification_files AS files WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE notification = "
          "files.notification AND state IN ('queued', 'sending', 'uncertain', 'failed')) LIMIT ?)",
          limit)
        .run();
    return Query(connection_,
                 "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE accepted_at < ? "
                 "AND NOT EXISTS (SELECT 1 FROM outbox WHERE notification = notifications.id) "
                 "ORDER BY id LIMIT ?)",
                 before, limit)
        .run();
}

}  // namespace mostik::storage::sqlite
