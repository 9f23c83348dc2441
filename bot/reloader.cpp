#include "bot/reloader.hpp"

#include "bot/config_change.hpp"
#include "core/digest.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::bot {

namespace {

/// Editors write, rename and write again: the file counts once it has been left alone for so long …
constexpr auto quiet = 200ms;
/// … or when something in its folder is written all the time.
constexpr auto patience = 2s;

/// The lines that `mostik check` prints.
void log_problems(const core::Diagnostics& problems) {
    const auto level = problems.has_errors() ? spdlog::level::err : spdlog::level::warn;
    std::istringstream lines(problems.to_string());
    for (std::string line; std::getline(lines, line);) spdlog::log(level, "{}", line);
}

}  // namespace

struct Reloader::Reading {
    std::optional<std::string> digest;  ///< of the file's text; nothing: it could not be read
    bool counts = false;                ///< it is to be considered; else the rest is left empty
    core::Diagnostics problems{""};
    std::optional<Config> config;
};

Reloader::Reloader(const asio::any_io_executor& executor, std::filesystem::path file, Config running,
                   Apply apply, ReloadReport report)
    : file_(std::move(file)),
      running_(std::move(running)),
      apply_(std::move(apply)),
      report_(std::move(report)),
      seen_(running_.digest),
      wanted_(executor) {}

void Reloader::file_touched() {
    wanted_.notify();
}

void Reloader::reload() {
    if (report_.asked) report_.asked();
    asked_ = true;
    wanted_.notify();
}

asio::awaitable<void> Reloader::run() {
    for (;;) {
        co_await wanted_.wait();
        if (!asked_) co_await settle();
        const bool in_any_case = std::exchange(asked_, false);
        co_await read(in_any_case);
    }
}

asio::awaitable<void> Reloader::settle() {
    const auto latest = std::chrono::steady_clock::now() + patience;
    bool touched = true;
    while (touched && !asked_) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= latest) co_return;
        touched = co_await wanted_.wait_until(std::min(now + quiet, latest));
    }
}

asio::awaitable<void> Reloader::read(bool in_any_case) {
    auto reading_file = read_file(file_, seen_, in_any_case);
    // A cancellation is remembered, and waits for the reading: Asio 1.81 would hand it to the other thread by
    // a plain pointer into what may be ending there at that moment.
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation(),
                                                       asio::disable_cancellation());
    const Reading reading = co_await asio::co_spawn(disk_, std::move(reading_file), asio::use_awaitable);
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) co_return;
    co_await asio::this_coro::reset_cancellation_state();
    if (!reading.counts) co_return;
    seen_ = reading.digest;
    const std::string words = consider(reading);
    if (report_.ended) report_.ended(words);
}

asio::awaitable<Reloader::Reading> Reloader::read_file(std::filesystem::path file,
                                                       std::optional<std::string> seen, bool in_any_case) {
    Reading reading;
    reading.problems = core::Diagnostics(file.string());
    const std::optional<std::string> text = read_config_text(file, reading.problems);
    if (text) reading.digest = core::sha256(*text);
    reading.counts = in_any_case || reading.digest != seen;
    if (reading.counts && text)
        reading.config = parse_config_text(*text, file, Need::everything, reading.problems);
    co_return reading;
}

/// Says how the service goes on.
std::string Reloader::consider(const Reading& reading) {
    constexpr auto unchanged = "nothing of it is applied, the running configuration goes on";
    log_problems(reading.problems);
    if (!reading.config) {
        spdlog::error("{}: {}", file_.string(), unchanged);
        return "works; the changed configuration has mistakes and is not applied: see the log";
    }
    const ConfigChange change = compare(running_, *reading.config);
    if (!change.refused.empty()) {
        for (const std::string& key : change.refused)
            spdlog::error("{}: {} needs a restart", file_.string(), key);
        spdlog::error("{}: {}", file_.string(), unchanged);
        return "works; the changed configuration needs a restart and is not applied: see the log";
    }
    for (const std::string& line : change.differences) spdlog::info("{}: {}", file_.string(), line);
    running_ = *reading.config;
    apply_(running_);
    spdlog::info("{}: {}", file_.string(),
                 change.differences.empty() ? "read again, nothing has changed" : "applied");
    return "works";
}

}  // namespace mostik::bot
