#pragma once

#include "messengers/messenger.hpp"
#include "messengers/telegram/bot_api.hpp"

namespace mostik::messengers::telegram {

/// The files of messages. Where they lie is asked for each time: Telegram promises an address for an hour.
class TelegramFiles final : public FileStore {
  public:
    explicit TelegramFiles(BotApi& api) : api_(api) {}

    boost::asio::awaitable<core::Result<void>> fetch(const core::File& file, const std::filesystem::path& to,
                                                     std::int64_t max_bytes) override;

  private:
    BotApi& api_;
};

}  // namespace mostik::messengers::telegram
