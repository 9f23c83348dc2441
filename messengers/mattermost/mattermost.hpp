#pragma once

#include "messengers/mattermost/settings.hpp"
#include "messengers/registry.hpp"

namespace mostik::messengers::mattermost {

/// The row of the registry.
MessengerType mattermost_type();

/// The `mattermost` section as it was read.
class ConfiguredMattermost final : public ConfiguredMessenger {
  public:
    ConfiguredMattermost(Settings settings, Endpoints endpoints);

    const Settings& settings() const { return settings_; }
    const Endpoints& endpoints() const { return endpoints_; }

    std::string server() const override { return endpoints_.site; }
    const core::ConfigNode& chains() const override { return settings_.target_events_processors; }
    const std::vector<std::string>& filter() const override { return settings_.filter_messages_contains; }
    HistoryWish history() const override;
    std::vector<core::KeyChange> changes(const ConfiguredMessenger& next) const override;
    std::string post_link(const std::string& channel_id, const std::string& post_id) const override;
    std::unique_ptr<Messenger> build(const boost::asio::any_io_executor& executor, const core::Clock& clock,
                                     const ReceiverTiming& timing) const override;

  private:
    Settings settings_;
    Endpoints endpoints_;
};

}  // namespace mostik::messengers::mattermost
