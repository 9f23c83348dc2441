#pragma once

#include "messengers/messenger.hpp"
#include "storage/database.hpp"

namespace mostik::bot {

/// The files that came with notifications: they lie in the database until their messages are forgotten.
class NotificationFiles final : public messengers::FileStore {
  public:
    explicit NotificationFiles(storage::Database& database) : database_(database) {}

    boost::asio::awaitable<core::Result<void>> fetch(const core::File& file, const std::filesystem::path& to,
                                                     std::int64_t max_bytes) override;

  private:
    storage::Database& database_;
};

}  // namespace mostik::bot
