#pragma once

#include "messengers/registry.hpp"
#include "messengers/telegram/settings.hpp"

namespace mostik::messengers::telegram {

/// The row of the registry.
MessengerType telegram_type();

/// The `telegram` section as it was read.
class ConfiguredTelegram final : public ConfiguredMessenger {
  public:
    explicit ConfiguredTelegram(Settings settings) : settings_(std::move(settings)) {}

    const Settings& settings() const { return settings_; }

    std::string server() const override { return settings_.api_root; }
    const core::ConfigNode& chains() const override { return settings_.target_events_processors; }
    const std::vector<std::string>& filter() const override { return settings_.filter_messages_contains; }
    HistoryWish history() const override { return {}; }
    std::vector<core::KeyChange> changes(const ConfiguredMessenger& next) const override;
    std::string post_link(const std::string& channel_id, const std::string& post_id) const override;
    std::unique_ptr<Messenger> build(const boost::asio::any_io_executor& executor, const core::Clock& clock,
                                     const ReceiverTiming& timing) const override;

  private:
    Settings settings_;
};

}  // namespace mostik::messengers::telegram
