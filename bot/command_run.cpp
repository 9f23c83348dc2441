#include "bot/commands.hpp"
#include "bot/log_output.hpp"
#include "bot/read_config.hpp"
#include "bot/service.hpp"
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

int run_service(const std::filesystem::path& config_file) {
    const std::optional<Config> config = read_config(config_file, Need::everything);
    if (!config) return 2;
    set_up_logging(config->log);
    std::unique_ptr<storage::Database> database;
    try {
        database = storage::sqlite::open(config->database_file, storage::sqlite::Access::service);
    } catch (const storage::StorageError& error) {
        spdlog::critical("{}", error.what());
        return 1;
    }
    spdlog::info("mostik starts: configuration {}, database {}", config_file.string(),
                 config->database_file.string());
    for (const MessengerPlan& plan : config->messengers) {
        spdlog::info("{}: {}", plan.type->name, plan.messenger->server());
    }

    asio::io_context io(1);
    const core::SystemClock clock;
    Service service(io.get_executor(), *config, *database, clock);
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

    int exit_code = 1;
    std::exception_ptr failure;
    asio::co_spawn(io, service.run(), [&](std::exception_ptr error, int code) {
        exit_code = error ? 1 : code;
        failure = error;
        signals.cancel();
    });
    io.run();
    if (failure) std::rethrow_exception(failure);
    return exit_code;
}

}  // namespace mostik::bot
