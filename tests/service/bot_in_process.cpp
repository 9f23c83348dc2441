#include "tests/service/bot_in_process.hpp"

#include "bot/file_watch.hpp"
#include "bot/reloader.hpp"
#include "core/net/task_group.hpp"
#include "storage/sqlite/open.hpp"

#include <fstream>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::service_tests {

namespace {

bot::Config load(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
    core::Diagnostics problems(file.string());
    auto config = bot::load_config(file, bot::Need::everything, problems);
    if (!config) throw std::runtime_error("the test's configuration is wrong:\n" + problems.to_string());
    return std::move(*config);
}

}  // namespace

bot::ServiceTiming quick() {
    bot::ServiceTiming timing;
    timing.receiver.first_backoff = 50ms;
    timing.receiver.backoff_cap = 400ms;
    timing.look_for_changes = 100ms;
    return timing;
}

BotInProcess::BotInProcess(const std::filesystem::path& folder, const std::string& config_text,
                           const bot::ServiceTiming& timing)
    : file_(folder / "config.yaml"),
      config_(load(file_, config_text)),
      database_(storage::sqlite::open(config_.database_file, storage::sqlite::Access::service)),
      remembered_(config_.database_file),
      timing_(timing),
      io_(std::make_unique<asio::io_context>(1)),
      thread_([this] { run(); }) {}

BotInProcess::~BotInProcess() {
    try {
        stop();
    } catch (const std::exception& error) {
        spdlog::critical("{}", error.what());
        std::abort();  // its thread cannot be left behind
    }
}

void BotInProcess::run() {
    bot::Service service(io_->get_executor(), config_, database_, clock_, timing_);
    {
        const std::lock_guard lock(mutex_);
        stop_ = [&service] { service.stop(); };
    }
    bot::Reloader reloader(io_->get_executor(), file_, config_,
                           [&service](const bot::Config& changed) { service.apply(changed); });
    bot::FileWatch watch(io_->get_executor(), file_);
    core::net::TaskGroup reloading(io_->get_executor(), [](const std::string& task, const auto&) {
        spdlog::critical("{} of the configuration failed", task);
    });
    reloading.spawn("reading", reloader.run());
    reloading.spawn("watching", watch.run([&reloader] { reloader.file_touched(); }));
    int exit_code = -1;
    asio::co_spawn(*io_, service.run(), [&](const std::exception_ptr& error, int code) {
        if (!error) exit_code = code;
        reloading.stop();
    });
    io_->run();
    const std::lock_guard lock(mutex_);
    stop_ = nullptr;
    exit_code_ = exit_code;
    ended_.notify_all();
}

int BotInProcess::stop() {
    asio::post(*io_, [this] {
        std::function<void()> stop;
        {
            const std::lock_guard lock(mutex_);
            stop = stop_;
        }
        if (stop) stop();
    });
    const auto code = wait_for_end();
    if (!code) throw std::runtime_error("the bot does not stop");
    if (thread_.joinable()) thread_.join();
    return *code;
}

std::optional<int> BotInProcess::wait_for_end() {
    std::unique_lock lock(mutex_);
    ended_.wait_for(lock, patience, [this] { return exit_code_.has_value(); });
    return exit_code_;
}

}  // namespace mostik::service_tests
