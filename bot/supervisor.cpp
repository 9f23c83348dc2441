#include "bot/supervisor.hpp"

#include <cstdint>
#include <ctime>
#include <systemd/sd-daemon.h>

namespace mostik::bot {

namespace {

/// Nobody listens, or cannot be told: a service that works is not to be ended by that.
void tell(const std::string& state) {
    static_cast<void>(sd_notify(0, state.c_str()));
}

std::string monotonic_microseconds() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::to_string(std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000);
}

}  // namespace

Supervisor::Supervisor(const boost::asio::any_io_executor& executor) : due_(executor) {
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) > 0) interval_ = std::chrono::microseconds(microseconds / 2);
}

void Supervisor::status(const std::string& words) const {
    tell("STATUS=" + words);
}

void Supervisor::ready() {
    in_service_ = true;
    tell("READY=1\nSTATUS=works");
    if (interval_.count() > 0) tell_when_due();
}

void Supervisor::reloading() const {
    if (in_service_)
        tell("RELOADING=1\nMONOTONIC_USEC=" + monotonic_microseconds() +
             "\nSTATUS=reads the configuration again");
}

void Supervisor::reloaded(const std::string& words) const {
    tell((in_service_ ? "READY=1\nSTATUS=" : "STATUS=") + words);
}

void Supervisor::stopping() {
    in_service_ = false;
    tell("STOPPING=1\nSTATUS=ends what is under way");
}

void Supervisor::leave() {
    due_.cancel();
    interval_ = std::chrono::microseconds{0};
}

void Supervisor::tell_when_due() {
    tell("WATCHDOG=1");
    due_.expires_after(interval_);
    due_.async_wait([this](const boost::system::error_code& error) {
        if (!error && interval_.count() > 0) tell_when_due();
    });
}

}  // namespace mostik::bot
