#include "storage/sqlite/notifications.hpp"

#include "storage/sqlite/query.hpp"

namespace mostik::storage::sqlite {

NotificationId SqliteNotifications::add(const Notification& notification,
                                        const std::vector<NotificationFile>& files) {
    NotificationId id = 0;
    {
        Query query(
            connection_,
            "INSERT INTO notifications (reference, fingerprint, accepted_at) VALUES (?, ?, ?) RETURNING id",
            notification.reference, notification.fingerprint, notification.accepted_at);
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
    Query query(connection_, "SELECT id, fingerprint, accepted_at FROM notifications WHERE reference = ?",
                reference);
    if (!query.next()) return std::nullopt;
    return Notification{query.integer(0), reference, query.text(1), query.time(2)};
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
