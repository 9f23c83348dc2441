#include "bot/service.hpp"

#include "bot/api/listening_failure.hpp"
#include "bot/api/routes.hpp"
#include "bot/delivery.hpp"
#include "bot/history.hpp"
#include "bot/housekeeping.hpp"
#include "bot/metrics.hpp"
#include "bot/notifications/files.hpp"
#include "bot/pipeline.hpp"
#include "bot/progress.hpp"
#include "bot/scrape.hpp"
#include "bot/search_indexer.hpp"
#include "bot/treatment.hpp"
#include "core/net/http_server.hpp"
#include "core/net/task_group.hpp"
#include "core/translator.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::bot {

namespace {

HistoryOptions history_options(const messengers::ConfiguredMessenger& configured) {
    const messengers::HistoryWish wish = configured.history();
    HistoryOptions options;
    options.limit = wish.limit;
    options.since = wish.since;
    options.recover_window = wish.recover_window;
    options.reconcile_every = wish.reconcile_every;
    options.reconcile_over = wish.reconcile_over;
    options.fingerprint = std::to_string(wish.limit) + "|" + core::to_rfc3339(wish.since);
    for (const std::string& needle : configured.filter()) options.fingerprint += "|" + needle;
    return options;
}

core::net::HttpServerOptions http_options(const BackendSettings& backend, const ServiceTiming& timing,
                                          ServiceMetrics& metrics) {
    core::net::HttpServerOptions options;
    options.host = backend.host;
    options.port = static_cast<std::uint16_t>(backend.port);
    options.header_timeout = timing.http_header_timeout;
    options.stop_within = timing.stop_within / 2;
    options.answered = [&metrics](const core::net::HttpAnswered& answer) { metrics.http_answered(answer); };
    options.report = [](const std::string& words) { spdlog::error("http: {}", words); };
    return options;
}

}  // namespace

/// A messenger in use.
struct Connection {
    std::string name;
    std::shared_ptr<const messengers::ConfiguredMessenger> built_from;  ///< has to outlive the messenger
    std::unique_ptr<messengers::Messenger> messenger;
    std::unique_ptr<History> history;  ///< where the messenger has one
};

/// All collaborators, in the order in which they depend on each other.
class Service::Parts {
  public:
    Parts(const asio::any_io_executor& executor, const Config& config, storage::Database& database,
          const core::Clock& clock, const ServiceTiming& timing)
        : executor_(executor),
          clock_(clock),
          timing_(timing),
          started_at_(clock.now()),
          notifications_(config.notifications),
          notification_files_(database),
          connections_(build_messengers(config)),
          access_(config.backend.api_keys, is_called()),
          metrics_(names()),
          pipeline_(executor, database, treatment_of(config), clock,
                    {.queue_bytes = timing.pipeline_queue_bytes}),
          delivery_(
              executor, database, endpoints(), clock,
              {.lease = timing.delivery_lease,
               .stop_within = timing.stop_within,
               .max_attempts = static_cast<int>(config.delivery.max_attempts),
               .spool = config.database_file.parent_path() / "spool",
               .recorded = [this] { pipeline_.run_own_events(); },
               .ended = [this](const auto& messenger, const auto& outcome,
                               const auto& took) { metrics_.request_ended(messenger, outcome, took); }}),
          indexer_(database),
          housekeeping_(database, clock, timing.look_for_changes, config.delivery.keep,
                        [this] { heed_other_processes(); }),
          api_{pipeline_,
               database,
               clock,
               access_,
               [this] { return notifications_; },
               [this] { delivery_.wake(); },
               [this] { return status(); },
               [this](const std::string& messenger, const std::string& channel_id,
                      const std::string& post_id) { return post_link(messenger, channel_id, post_id); },
               [this] { return scrape_.text(timing_.watch_limit); },
               [this] { return readiness_.parts(); }},
          http_(executor, http_options(config.backend, timing, metrics_)),
          progress_(nullptr),
          listeners_(executor, report_to_log()),
          workers_(executor, report_to_log()),
          scrape_(executor, listeners_, database, clock, metrics_, [this] { return live_figures(); }),
          readiness_(executor, listeners_, database, clock, [this] { return live_figures(); },
                     {timing.watch_limit, timing.probe_every, timing.stuck_after}),
          end_(executor) {
        for (Connection& connection : connections_) {
            messengers::HistorySource* const source = connection.messenger->history();
            if (source == nullptr) continue;
            connection.history =
                std::make_unique<History>(executor, database, pipeline_, connection.name, *source, clock,
                                          progress_, history_options(*connection.built_from));
        }
        pipeline_.listen_with(
            {.claim_options = [this] { return delivery_.claim_options(); },
             .claimed = [this](ClaimResult claimed) { delivery_.accept(std::move(claimed)); },
             .gap_noted = [this](const std::string& messenger) { note_gap(messenger); },
             .counted = [this](const GroupResult& group) { metrics_.group_committed(group); },
             .commit_failed = [this] { metrics_.group_failed(); },
             .status = [this] { return status(); },
             .when_idle = [this] { return indexer_.step(); }});
    }

    asio::awaitable<int> run() {
        const bool reachable = co_await open_port();
        if (!reachable) co_return 1;
        workers_.spawn("delivery", delivery_.run());
        workers_.spawn("pipeline", pipeline_.run());
        for (Connection& connection : connections_) {
            if (connection.messenger->receiver() != nullptr)
                listeners_.spawn(connection.name, listen(connection));
            if (connection.history) listeners_.spawn(connection.name + " history", read_history(connection));
        }
        listeners_.spawn("http", http_.run());
        listeners_.spawn("housekeeping", housekeeping_.run());
        if (milestones_.ready) milestones_.ready();
        while (!ending_) co_await end_.wait();
        spdlog::info("stopping");
        if (milestones_.stopping) milestones_.stopping();
        listeners_.stop();
        co_await listeners_.join();
        co_await pipeline_.drained(timing_.stop_within);
        workers_.stop();
        co_await workers_.join();
        spdlog::info("stopped");
        co_return exit_code_;
    }

    void stop() { end(0); }

    void apply(const Config& config) {
        pipeline_.use(treatment_of(config));
        housekeeping_.keep_messages_for(config.delivery.keep);
        notifications_ = config.notifications;
        access_.use(config.backend.api_keys);
        tell_access();
        for (const MessengerPlan& plan : config.messengers) {
            const auto connection =
                std::find_if(connections_.begin(), connections_.end(),
                             [&](const Connection& each) { return each.name == plan.type->name; });
            if (connection == connections_.end()) continue;
            const messengers::ListeningChange change = connection->messenger->apply(*plan.messenger);
            if (connection->history) connection->history->use(history_options(*plan.messenger), change);
        }
    }

    void show_progress_with(Progress::ShowLine show_line) { progress_ = Progress(std::move(show_line)); }

    void tell(ServiceMilestones milestones) { milestones_ = std::move(milestones); }

  private:
    void end(int exit_code) {
        if (ending_) return;
        ending_ = true;
        exit_code_ = exit_code;
        end_.notify();
    }

    /// A part that throws cannot be left out silently: the service ends, and whoever supervises it starts it
    /// anew.
    core::net::TaskGroup::OnFailure report_to_log() {
        return [this](const std::string& part, const std::exception_ptr& error) {
            try {
                std::rethrow_exception(error);
            } catch (const std::exception& e) {
                spdlog::critical("{} failed: {}", part, e.what());
            }
            end(1);
        };
    }

    std::vector<Connection> build_messengers(const Config& config) {
        std::vector<Connection> connections;
        for (const MessengerPlan& plan : config.messengers) {
            connections.push_back({std::string(plan.type->name), plan.messenger,
                                   plan.messenger->build(executor_, clock_, timing_.receiver), nullptr});
            std::vector<core::CommandMenu> menus;
            for (const std::string& language : core::Translator::languages()) {
                menus.push_back(plan.chains->menu(language));
            }
            connections.back().messenger->offer(std::move(menus));
        }
        return connections;
    }

    /// False when Mostik cannot be reached; the reason is in the log then.
    asio::awaitable<bool> open_port() {
        for (core::net::HttpRoute& route : api::routes(api_)) add_route(std::move(route));
        for (const Connection& connection : connections_) {
            messengers::HttpEndpoint* const endpoint = connection.messenger->http_endpoint();
            if (endpoint == nullptr) continue;
            for (core::net::HttpRoute& route : endpoint->routes()) {
                const std::string path = route.path;
                if (add_route(std::move(route))) continue;
                spdlog::critical("{}: {} is another one's path on Mostik's port: choose another",
                                 connection.name, path);
                co_return false;
            }
        }
        const auto listening = co_await http_.listen();
        if (!listening) {
            spdlog::critical("http: {}", api::listening_failure(listening.error()));
            co_return false;
        }
        spdlog::info("http: listening on {}", http_.address());
        tell_access();
        co_return true;
    }

    void tell_access() const {
        const std::string_view whom = access_.without_keys();
        if (!whom.empty()) spdlog::warn("http: no API key is configured: {}", whom);
    }

    /// By a messenger, over HTTP.
    bool is_called() const {
        return std::any_of(connections_.begin(), connections_.end(), [](const Connection& connection) {
            return connection.messenger->http_endpoint() != nullptr;
        });
    }

    bool add_route(core::net::HttpRoute route) {
        metrics_.add_route(route.path);
        return http_.route(std::move(route));
    }

    std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const Connection& connection : connections_) names.push_back(connection.name);
        return names;
    }

    LiveFigures live_figures() {
        LiveFigures figures;
        figures.pipeline_events = pipeline_.waiting();
        figures.pipeline_bytes = pipeline_.waiting_bytes();
        figures.http_connections = http_.connections();
        figures.pipeline_busy = pipeline_.busy_for();
        figures.delivery_overdue = delivery_.overdue();
        for (const Connection& connection : connections_) {
            if (auto* const receiver = connection.messenger->receiver())
                figures.receivers.emplace_back(connection.name, receiver->status());
            if (connection.messenger->sender() != nullptr)
                figures.senders.emplace_back(connection.name, !delivery_.is_broken(connection.name));
        }
        return figures;
    }

    std::map<std::string, DeliveryEndpoint> endpoints() {
        std::map<std::string, DeliveryEndpoint> endpoints;
        for (Connection& connection : connections_) {
            if (auto* const sender = connection.messenger->sender()) {
                endpoints[connection.name] = {sender, connection.messenger->files()};
            }
        }
        endpoints["notifications"] = {nullptr, &notification_files_};
        return endpoints;
    }

    std::string post_link(const std::string& messenger, const std::string& channel_id,
                          const std::string& post_id) const {
        for (const Connection& connection : connections_) {
            if (connection.name == messenger) return connection.built_from->post_link(channel_id, post_id);
        }
        return {};
    }

    void note_gap(const std::string& messenger) {
        for (Connection& connection : connections_) {
            if (connection.name == messenger && connection.history) connection.history->gap_noted();
        }
    }

    asio::awaitable<void> listen(Connection& connection) {
        const core::Error error = co_await connection.messenger->receiver()->listen(pipeline_);
        if (error.code == core::Errc::cancelled) co_return;
        spdlog::critical("{}: {}", connection.name, error.message);
        end(1);
    }

    asio::awaitable<void> read_history(Connection& connection) {
        const core::Error error = co_await connection.history->run();
        spdlog::critical("{}: history: {}", connection.name, error.message);
        end(1);
    }

    void heed_other_processes() {
        pipeline_.retry_failed_events();
        pipeline_.run_own_events();
        delivery_.wake();
    }

    processors::ServiceStatus status() const {
        processors::ServiceStatus status;
        status.started_at = started_at_;
        status.connected = true;
        for (const Connection& connection : connections_) {
            if (connection.messenger->receiver() == nullptr) continue;
            const messengers::ReceiverStatus heard = connection.messenger->receiver()->status();
            status.connected = status.connected && heard.connected;
            status.last_heard_at = std::max(status.last_heard_at, heard.last_heard_at);
            status.reconnects += heard.reconnects;
            status.gaps += heard.gaps;
        }
        status.events = pipeline_.counters().events;
        status.lag = pipeline_.counters().lag;
        status.history_channels_left = static_cast<int>(progress_.channels());
        return status;
    }

    asio::any_io_executor executor_;
    const core::Clock& clock_;
    ServiceTiming timing_;
    core::Time started_at_;
    std::shared_ptr<const NotificationRules> notifications_;  // what others may hand in, and where it goes
    NotificationFiles notification_files_;
    std::vector<Connection> connections_;  // the messengers: hear, read the past, send
    api::Access access_;                   // who may use the API
    ServiceMetrics metrics_;               // counts what happens
    Pipeline pipeline_;                    // runs events through their chains
    Delivery delivery_;                    // sends what the chains wrote to the outbox
    SearchIndexer indexer_;                // makes what was committed searchable
    Housekeeping housekeeping_;            // forgets what is old, heeds the command line
    const api::Parts api_;                 // what the API works with
    core::net::HttpServer http_;           // is called by others, messengers among them
    Progress progress_;                    // shows how the past is read
    core::net::TaskGroup listeners_;       // ended first
    core::net::TaskGroup workers_;         // ended when what was heard is committed
    Scrape scrape_;                        // tells what was counted
    Readiness readiness_;                  // tells whether all of it works
    ServiceMilestones milestones_;         // who is told of beginning and end
    core::net::Signal end_;
    bool ending_ = false;
    int exit_code_ = 0;
};

Service::Service(const asio::any_io_executor& executor, const Config& config, storage::Database& database,
                 const core::Clock& clock, ServiceTiming timing)
    : parts_(std::make_unique<Parts>(executor, config, database, clock, timing)) {}

Service::~Service() = default;

void Service::show_progress_with(std::function<void(const std::string&)> show_line) {
    parts_->show_progress_with(std::move(show_line));
}

void Service::tell(ServiceMilestones milestones) {
    parts_->tell(std::move(milestones));
}

asio::awaitable<int> Service::run() {
    return parts_->run();
}

void Service::stop() {
    parts_->stop();
}

void Service::apply(const Config& config) {
    parts_->apply(config);
}

}  // namespace mostik::bot
