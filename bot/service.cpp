#include "bot/service.hpp"

#include <spdlog/spdlog.h>

#include "bot/delivery.hpp"
#include "bot/history.hpp"
#include "bot/pipeline.hpp"
#include "bot/progress.hpp"
#include "core/net/task_group.hpp"
#include "core/translator.hpp"
#include "messengers/mattermost/mattermost.hpp"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::bot {

namespace {

constexpr auto inbox_kept_for = std::chrono::days(7);
constexpr int forgotten_at_once = 1'000;

ChainsOf share_chains(const Config& config) {
    return {{"mattermost", config.mattermost_chains}};
}

HistoryOptions history_options(const Config& config) {
    const auto& settings = config.mattermost;
    HistoryOptions options;
    options.limit = settings.history.limit;
    options.since = core::parse_time(settings.history.since).value_or(core::Time{});
    options.recover_window = settings.recover_window;
    options.fingerprint = std::to_string(settings.history.limit) + "|" + settings.history.since;
    for (const std::string& needle : settings.filter_messages_contains) options.fingerprint += "|" + needle;
    return options;
}

}  // namespace

/// All collaborators, in the order in which they depend on each other.
class Service::Parts {
  public:
    Parts(const asio::any_io_executor& executor, const Config& config, storage::Database& database,
          const core::Clock& clock, const ServiceTiming& timing)
        : executor_(executor),
          database_(database),
          clock_(clock),
          timing_(timing),
          started_at_(clock.now()),
          translator_(config.locale),
          mattermost_(messengers::mattermost::make_mattermost(executor, config.mattermost, config.endpoints, clock,
                                                              timing.mattermost)),
          pipeline_(executor, database, share_chains(config), clock, translator_, {}),
          delivery_(executor, database, {{"mattermost", mattermost_->sender()}}, clock,
                    {.lease = timing.delivery_lease, .stop_within = timing.stop_within}),
          progress_(nullptr),
          history_(executor, database, pipeline_, "mattermost", *mattermost_->history(), clock, progress_,
                   history_options(config)),
          listeners_(executor, report_to_log()),
          workers_(executor, report_to_log()),
          end_(executor) {
        pipeline_.listen_with({.committed = [this] { delivery_.wake(); },
                               .gap_noted = [this] { history_.gap_noted(); },
                               .status = [this] { return status(); }});
    }

    asio::awaitable<int> run() {
        workers_.spawn("delivery", delivery_.run());
        workers_.spawn("pipeline", pipeline_.run());
        listeners_.spawn("mattermost", listen(*mattermost_->receiver()));
        listeners_.spawn("history", read_history());
        listeners_.spawn("housekeeping", keep_house());
        while (!ending_) co_await end_.wait();
        spdlog::info("stopping");
        listeners_.stop();
        co_await listeners_.join();
        co_await pipeline_.drained(timing_.stop_within);
        workers_.stop();
        co_await workers_.join();
        spdlog::info("stopped");
        co_return exit_code_;
    }

    void stop() { end(0); }

    void show_progress_with(Progress::ShowLine show_line) { progress_ = Progress(std::move(show_line)); }

  private:
    void end(int exit_code) {
        if (ending_) return;
        ending_ = true;
        exit_code_ = exit_code;
        end_.notify();
    }

    /// A part that throws cannot be left out silently: the service ends, and whoever supervises it starts it anew.
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

    asio::awaitable<void> listen(messengers::Receiver& receiver) {
        const core::Error error = co_await receiver.listen(pipeline_);
        if (error.code == core::Errc::cancelled) co_return;
        spdlog::critical("mattermost: {}", error.message);
        end(1);
    }

    asio::awaitable<void> read_history() {
        const core::Error error = co_await history_.run();
        spdlog::critical("history: {}", error.message);
        end(1);
    }

    /// Notices what other processes ask for, and forgets what is old.
    asio::awaitable<void> keep_house() {
        auto forget_at = std::chrono::steady_clock::now();
        for (;;) {
            try {
                const bool changed = co_await database_.changed_elsewhere();
                if (changed) {
                    pipeline_.retry_failed_events();
                    delivery_.wake();
                }
                if (std::chrono::steady_clock::now() >= forget_at) {
                    const core::Time before = clock_.now() - inbox_kept_for;
                    const auto forget = [before](storage::UnitOfWork& unit) {
                        return unit.inbox().forget(before, forgotten_at_once);
                    };
                    const int forgotten = co_await database_.transact(forget);
                    // In small steps, so that events need not wait.
                    forget_at = std::chrono::steady_clock::now() + (forgotten < forgotten_at_once ? 1h : 0h);
                }
            } catch (const storage::StorageError& error) {
                spdlog::error("storage: {}", error.what());
            }
            co_await core::net::pause(timing_.look_for_changes);
        }
    }

    processors::ServiceStatus status() const {
        const messengers::ReceiverStatus heard = mattermost_->receiver()->status();
        processors::ServiceStatus status;
        status.started_at = started_at_;
        status.connected = heard.connected;
        status.last_heard_at = heard.last_heard_at;
        status.reconnects = heard.reconnects;
        status.gaps = heard.gaps;
        status.events = pipeline_.counters().events;
        status.lag = pipeline_.counters().lag;
        status.history_channels_left = static_cast<int>(progress_.channels());
        return status;
    }

    asio::any_io_executor executor_;
    storage::Database& database_;                             // what is remembered
    const core::Clock& clock_;
    ServiceTiming timing_;
    core::Time started_at_;
    core::Translator translator_;                             // answers in the configured language
    std::unique_ptr<messengers::Messenger> mattermost_;       // hears, reads the past, sends
    Pipeline pipeline_;                                       // runs events through their chains
    Delivery delivery_;                                       // sends what the chains wrote to the outbox
    Progress progress_;                                       // shows how the past is read
    History history_;                                         // reads the past and what was missed
    core::net::TaskGroup listeners_;                          // ended first
    core::net::TaskGroup workers_;                            // ended when what was heard is committed
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

asio::awaitable<int> Service::run() {
    return parts_->run();
}

void Service::stop() {
    parts_->stop();
}

}  // namespace mostik::bot
