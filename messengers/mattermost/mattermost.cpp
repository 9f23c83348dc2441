#include "messengers/mattermost/mattermost.hpp"

#include "messengers/mattermost/history_source.hpp"
#include "messengers/mattermost/online_check.hpp"
#include "messengers/mattermost/sender.hpp"

namespace mostik::messengers::mattermost {

namespace {

ListenerOptions listener_options(const Settings& settings, const Endpoints& endpoints, ListenerOptions timing) {
    timing.websocket_url = endpoints.websocket;
    timing.expected_id = settings.id;
    return timing;
}

class Mattermost final : public Messenger {
  public:
    Mattermost(const boost::asio::any_io_executor& executor, const Settings& settings, const Endpoints& endpoints,
               const core::Clock& clock, ListenerOptions timing)
        : http_(executor, {.ca_file = settings.tls.ca_file, .proxy = settings.proxy}),
          transport_(http_, {.api = endpoints.api, .token = settings.token}),
          api_(transport_),
          directory_(api_),
          subscription_(api_, directory_, settings.listen_channels, settings.listen_direct),
          listener_(http_, transport_, api_, directory_, subscription_, clock,
                    listener_options(settings, endpoints, std::move(timing))),
          history_(api_, directory_, subscription_),
          sender_(api_, directory_),
          check_(api_, directory_, settings) {}

    std::string_view type() const override { return "mattermost"; }
    Receiver* receiver() override { return &listener_; }
    HistorySource* history() override { return &history_; }
    Sender* sender() override { return &sender_; }
    OnlineCheck* online_check() override { return &check_; }

  private:
    core::net::HttpClient http_;   // connections, kept and reused
    RestTransport transport_;      // authorisation, deadlines, retries, the rate limit
    RestApi api_;                  // the calls, typed
    Directory directory_;          // names for ids, and who we are
    Subscription subscription_;    // the channels that are listened to
    Listener listener_;            // the websocket
    MattermostHistory history_;    // the past
    MattermostSender sender_;      // what we say
    MattermostCheck check_;        // `mostik check --online`
};

}  // namespace

std::unique_ptr<Messenger> make_mattermost(const boost::asio::any_io_executor& executor, const Settings& settings,
                                           const Endpoints& endpoints, const core::Clock& clock,
                                           ListenerOptions timing) {
    return std::make_unique<Mattermost>(executor, settings, endpoints, clock, std::move(timing));
}

}  // namespace mostik::messengers::mattermost
