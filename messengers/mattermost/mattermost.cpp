#include "messengers/mattermost/mattermost.hpp"

#include "messengers/mattermost/history_source.hpp"
#include "messengers/mattermost/listener.hpp"
#include "messengers/mattermost/online_check.hpp"
#include "messengers/mattermost/sender.hpp"

namespace asio = boost::asio;

namespace mostik::messengers::mattermost {

namespace {

/// The files of posts.
class MattermostFiles final : public FileStore {
  public:
    explicit MattermostFiles(RestApi& api) : api_(api) {}

    asio::awaitable<core::Result<void>> fetch(const core::File& file, const std::filesystem::path& to,
                                              std::int64_t max_bytes) override {
        const auto done = co_await api_.download_file(file.id, to, max_bytes);
        if (!done) co_return tl::unexpected<core::Error>(to_error(done.error()));
        co_return core::Result<void>{};
    }

  private:
    RestApi& api_;
};

/// Mattermost with everything it can do.
class Mattermost final : public Messenger {
  public:
    Mattermost(const asio::any_io_executor& executor, const Settings& settings, const Endpoints& endpoints,
               const core::Clock& clock, const ReceiverTiming& timing)
        : http_(executor, {.ca_file = settings.tls.ca_file, .proxy = settings.proxy}),
          transport_(http_, {.api = endpoints.api, .token = settings.token}),
          api_(transport_),
          directory_(api_),
          subscription_(api_, directory_, settings.listen_channels, settings.listen_direct),
          listener_(http_, transport_, api_, directory_, subscription_, clock,
                    {.websocket_url = endpoints.websocket, .expected_id = settings.id, .timing = timing}),
          history_(api_, directory_, subscription_),
          sender_(api_, directory_),
          files_(api_),
          check_(api_, directory_, settings) {}

    std::string_view type() const override { return "mattermost"; }
    Receiver* receiver() override { return &listener_; }
    HistorySource* history() override { return &history_; }
    Sender* sender() override { return &sender_; }
    FileStore* files() override { return &files_; }
    OnlineCheck* online_check() override { return &check_; }
    ListeningChange apply(const ConfiguredMessenger& next) override {
        const Settings& settings = dynamic_cast<const ConfiguredMattermost&>(next).settings();
        return subscription_.use(settings.listen_channels, settings.listen_direct);
    }

  private:
    core::net::HttpClient http_;  // connections, kept and reused
    RestTransport transport_;     // authorisation, deadlines, retries, the rate limit
    RestApi api_;                 // the calls, typed
    Directory directory_;         // names for ids, and who we are
    Subscription subscription_;   // the channels that are listened to
    Listener listener_;           // the websocket
    MattermostHistory history_;   // the past
    MattermostSender sender_;     // what we say
    MattermostFiles files_;       // what posts carry
    MattermostCheck check_;       // `mostik check --online`
};

std::shared_ptr<const ConfiguredMessenger> read(const core::ConfigNode& section,
                                                const std::filesystem::path& base, core::Diagnostics& out) {
    Settings settings;
    settings_section().read_into(settings, section, out);
    Endpoints endpoints = read_endpoints(settings, section, out);
    check_channels(settings, section, out);
    resolve_ca_file(settings, section, base, out);
    return std::make_shared<ConfiguredMattermost>(std::move(settings), std::move(endpoints));
}

const std::vector<core::KeyInfo>& keys() {
    return settings_section().keys();
}

}  // namespace

MessengerType mattermost_type() {
    return {.name = "mattermost",
            .help = "The Mattermost server, what is listened to there, and what happens to it.",
            .keys = &keys,
            .event_types = &event_types,
            .check_address = &check_address,
            .read = &read};
}

ConfiguredMattermost::ConfiguredMattermost(Settings settings, Endpoints endpoints)
    : settings_(std::move(settings)), endpoints_(std::move(endpoints)) {
    if (settings_.url.empty()) settings_.url = endpoints_.site;
    settings_.url.erase(settings_.url.find_last_not_of('/') + 1);
}

HistoryWish ConfiguredMattermost::history() const {
    return {.limit = settings_.history.limit,
            .since = core::parse_time(settings_.history.since).value_or(core::Time{}),
            .recover_window = settings_.recover_window,
            .reconcile_every = settings_.history.reconcile.every,
            .reconcile_over = settings_.history.reconcile.over};
}

std::vector<core::KeyChange> ConfiguredMattermost::changes(const ConfiguredMessenger& next) const {
    const Settings& settings = dynamic_cast<const ConfiguredMattermost&>(next).settings_;
    std::vector<core::KeyChange> changes = settings_section().changes(settings_, settings);
    std::erase_if(changes,
                  [](const core::KeyChange& change) { return change.key == "target_events_processors"; });
    return changes;
}

/// The address that works without the name of the team.
std::string ConfiguredMattermost::post_link(const std::string& /*channel_id*/,
                                            const std::string& post_id) const {
    return endpoints_.site.empty() ? "" : endpoints_.site + "/_redirect/pl/" + post_id;
}

std::unique_ptr<Messenger> ConfiguredMattermost::build(const asio::any_io_executor& executor,
                                                       const core::Clock& clock,
                                                       const ReceiverTiming& timing) const {
    return std::make_unique<Mattermost>(executor, settings_, endpoints_, clock, timing);
}

}  // namespace mostik::messengers::mattermost
