#include "bot/commands.hpp"
#include "bot/file_watch.hpp"
#include "bot/log_output.hpp"
#include "bot/read_config.hpp"
#include "bot/reloader.hpp"
#include "bot/service.hpp"
#include "bot/supervisor.hpp"
#include "core/net/task_group.hpp"
#include "storage/sqlite/open.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;

namespace mostik::bot {

namespace {

/// Keeps a running service as its configuration file says: after a save, and on SIGHUP.
class Reloading {
  public:
    Reloading(asio::signal_set& hang_up, const std::filesystem::path& file, const Config& running,
              Reloader::Apply apply, ReloadReport report_reading, std::function<void()> on_closed_terminal)
        : hang_up_(hang_up),
          on_closed_terminal_(std::move(on_closed_terminal)),
          on_terminal_(::isatty(STDIN_FILENO) == 1),
          reloader_(hang_up.get_executor(), file, running, std::move(apply), std::move(report_reading)),
          watch_(hang_up.get_executor(), file),
          tasks_(hang_up.get_executor(), &report) {
        tasks_.spawn("reading it", reloader_.run());
        tasks_.spawn("watching it", watch_.run([this] { reloader_.file_touched(); }));
        wait_for_hang_up();
    }

    /// To be called before the event loop can end.
    void stop() {
        hang_up_.cancel();
        tasks_.stop();
    }

  private:
    static void report(const std::string& task, const std::exception_ptr& error) {
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& e) {
            spdlog::error("changes of the configuration are not noticed any more: {} failed: {}", task,
                          e.what());
        }
    }

    void wait_for_hang_up() {
        hang_up_.async_wait([this](const boost::system::error_code& error, int) {
            if (error) return;
            // A terminal that is closed takes its programs along; every other hang-up asks for a reload.
            if (on_terminal_ && ::isatty(STDIN_FILENO) == 0) {
                on_closed_terminal_();
            } else {
                reloader_.reload();
            }
            wait_for_hang_up();
        });
    }

    asio::signal_set& hang_up_;
    std::function<void()> on_closed_terminal_;
    bool on_terminal_;
    Reloader reloader_;
    FileWatch watch_;
    core::net::TaskGroup tasks_;
};

}  // namespace

int run_service(const std::filesystem::path& config_file) {
    const std::optional<Config> config = read_config(config_file, Need::everything);
    if (!config) return 2;
    set_up_logging(config->log);
    asio::io_context io(1);
    // From the beginning on: a hang-up that comes while the database is opened must not end the process.
    asio::signal_set hang_up(io, SIGHUP);
    Supervisor supervisor(io.get_executor());
    supervisor.status("opens the database");
    std::unique_ptr<storage::Database> database;
    try {
        database = storage::sqlite::open(config->database_file, storage::sqlite::Access::service);
    } catch (const storage::StorageError& error) {
        spdlog::critical("{}", error.what());
        supervisor.status(error.what());
        return 1;
    }
    spdlog::info("mostik starts: configuration {}, database {}", config_file.string(),
                 config->database_file.string());
    for (const MessengerPlan& plan : config->messengers) {
        spdlog::info("{}: {}", plan.type->name, plan.messenger->server());
    }
    for (const LeftOut& each : config->left_out) {
        spdlog::info("{} is left out: {}", each.section, each.reason);
    }

    const core::SystemClock clock;
    Service service(io.get_executor(), *config, *database, clock);
    service.tell({.ready = [&supervisor] { supervisor.ready(); },
                  .stopping = [&supervisor] { supervisor.stopping(); }});
    if (log_is_on_terminal(config->log)) service.show_progress_with(&show_status_line);

    asio::signal_set signals(io, SIGINT, SIGTERM);
    bool asked = false;
    std::function<void()> wait_for_signal = [&] {
        signals.async_wait([&](const boost::system::error_code& error, int signal) {
            if (error) return;
            // What a second one interrupts is recovered at the next start, as after a crash.
            if (asked) ::_exit(128 + signal);
            asked = true;
            service.stop();
            wait_for_signal();
        });
    };
    wait_for_signal();

    const auto apply = [&service](const Config& changed) {
        change_logging(changed.log);
        service.apply(changed);
    };
    const ReloadReport report{
        .asked = [&supervisor] { supervisor.reloading(); },
        .ended = [&supervisor](const std::string& words) { supervisor.reloaded(words); }};
    Reloading reloading(hang_up, config_file, *config, apply, report, [&service] { service.stop(); });

    int exit_code = 1;
    std::exception_ptr failure;
    asio::co_spawn(io, service.run(), [&](std::exception_ptr error, int code) {
        exit_code = error ? 1 : code;
        failure = error;
        signals.cancel();
        reloading.stop();
        supervisor.leave();
    });
    io.run();
    if (failure) std::rethrow_exception(failure);
    return exit_code;
}

}  // namespace mostik::bot
