#pragma once

#include "storage/notifications.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

class SqliteNotifications final : public Notifications {
  public:
    explicit SqliteNotifications(Connection& connection) : connection_(connection) {}

    NotificationId add(const Notification& notification, const std::vector<NotificationFile>& files) override;
    std::optional<Notification> find(const std::string& reference) override;
    std::optional<Notification> find(NotificationId id) override;
    std::vector<NotificationMessage> messages(NotificationId id) override;
    std::optional<NotificationFile> file(NotificationId id, int number) override;
    int forget(core::Time before, int limit) override;

  private:
    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
