#include "messengers/telegram/telegram.hpp"

#include "messengers/telegram/account.hpp"
#include "messengers/telegram/event_translation.hpp"
#include "messengers/telegram/files.hpp"
#include "messengers/telegram/online_check.hpp"
#include "messengers/telegram/poller.hpp"
#include "messengers/telegram/sender.hpp"
#include "messengers/telegram/webhook.hpp"

namespace asio = boost::asio;

namespace mostik::messengers::telegram {

namespace {

/// Telegram with everything it can do.
class Telegram final : public Messenger {
  public:
    Telegram(const asio::any_io_executor& executor, const Settings& settings, const core::Clock& clock,
             const ReceiverTiming& timing)
        : http_(executor, {.ca_file = "", .proxy = settings.proxy}),
          api_(http_, settings.api_root, settings.token),
          account_(api_),
          poller_(api_, account_, clock, timing, menus_),
          webhook_(api_, account_, settings, clock, timing, menus_),
          shows_menus_(settings.commands),
          is_called_(!settings.webhook.url.empty()),
          sender_(api_, settings),
          files_(api_),
          check_(api_, settings) {}

    std::string_view type() const override { return "telegram"; }
    Receiver* receiver() override {
        if (is_called_) return &webhook_;
        return &poller_;
    }
    HttpEndpoint* http_endpoint() override { return is_called_ ? &webhook_ : nullptr; }
    Sender* sender() override { return &sender_; }
    FileStore* files() override { return &files_; }
    OnlineCheck* online_check() override { return &check_; }
    void offer(std::vector<core::CommandMenu> menus) override {
        if (shows_menus_) menus_ = std::move(menus);
    }
    ListeningChange apply(const ConfiguredMessenger& /*next*/) override { return {}; }

  private:
    core::net::HttpClient http_;            // connections, kept and reused
    BotApi api_;                            // the calls
    Account account_;                       // who we are
    std::vector<core::CommandMenu> menus_;  // shown to people
    Poller poller_;                         // what is heard, when Mostik asks
    Webhook webhook_;                       // and when Telegram calls
    bool shows_menus_;
    bool is_called_;
    TelegramSender sender_;  // what we say
    TelegramFiles files_;    // what messages carry
    TelegramCheck check_;    // `mostik check --online`
};

/// Anybody may call a public address: without the secret they could say anything in anybody's name.
void check_webhook(const Settings& settings, const core::ConfigNode& section, core::Diagnostics& out) {
    if (settings.webhook.url.empty() || !settings.webhook.secret.empty()) return;
    const core::ConfigNode* const webhook = section.find("webhook");
    const core::ConfigNode* const secret = webhook->find("secret");
    const bool given = secret != nullptr && secret->kind != core::ConfigNode::Kind::null &&
                       !(secret->scalar.empty() && secret->unset_variable.empty());
    if (given) return;  // what is wrong with it has been said
    out.error((secret == nullptr ? webhook->find("url") : secret)->mark,
              "webhook.url needs webhook.secret; expected 1 to 256 of A-Z a-z 0-9 _ -, such as what `openssl "
              "rand -hex 32` prints");
}

std::shared_ptr<const ConfiguredMessenger> read(const core::ConfigNode& section,
                                                const std::filesystem::path& /*base*/,
                                                core::Diagnostics& out) {
    Settings settings;
    settings_section().read_into(settings, section, out);
    check_webhook(settings, section, out);
    return std::make_shared<ConfiguredTelegram>(std::move(settings));
}

const std::vector<core::KeyInfo>& keys() {
    return settings_section().keys();
}

}  // namespace

MessengerType telegram_type() {
    return {.name = "telegram",
            .help = "The Telegram bot, and what happens to what is written to it.",
            .keys = &keys,
            .event_types = &event_types,
            .check_address = &check_address,
            .tells_in_chat = true,
            .read = &read};
}

std::vector<core::KeyChange> ConfiguredTelegram::changes(const ConfiguredMessenger& next) const {
    const Settings& settings = dynamic_cast<const ConfiguredTelegram&>(next).settings_;
    std::vector<core::KeyChange> changes = settings_section().changes(settings_, settings);
    std::erase_if(changes,
                  [](const core::KeyChange& change) { return change.key == "target_events_processors"; });
    return changes;
}

/// Supergroups and channels have addresses; only their members can follow them.
std::string ConfiguredTelegram::post_link(const std::string& channel_id, const std::string& post_id) const {
    constexpr std::string_view prefix = "-100";
    const std::int64_t number = number_in_chat(post_id, channel_id);
    if (number == 0 || !channel_id.starts_with(prefix)) return {};
    return "https://t.me/c/" + channel_id.substr(prefix.size()) + "/" + std::to_string(number);
}

std::unique_ptr<Messenger> ConfiguredTelegram::build(const asio::any_io_executor& executor,
                                                     const core::Clock& clock,
                                                     const ReceiverTiming& timing) const {
    return std::make_unique<Telegram>(executor, settings_, clock, timing);
}

}  // namespace mostik::messengers::telegram
