#include "bot/progress.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace mostik::bot {

namespace {

using namespace std::chrono_literals;

std::string duration_text(double seconds) {
    const auto whole = std::lround(seconds);
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

std::string bar(double share) {
    constexpr int width = 24;
    const int filled = static_cast<int>(share * width);
    std::string text(static_cast<std::size_t>(filled), '=');
    if (filled < width) text += '>';
    text.resize(width, ' ');
    return "[" + text + "]";
}

}  // namespace

void Progress::begin(const std::string& channel, std::int64_t expected, std::int64_t done,
                     Clock::time_point now) {
    if (channels_.empty()) {
        began_ = now;
        read_ = finished_expected_ = finished_done_ = 0;
    }
    channels_[channel] = {std::max(expected, done), done};
    show(now, true);
}

void Progress::advance(const std::string& channel, std::int64_t posts, Clock::time_point now) {
    Channel& state = channels_[channel];
    state.done += posts;
    state.expected = std::max(state.expected, state.done);
    read_ += posts;
    show(now, false);
}

void Progress::end(const std::string& channel, Clock::time_point now) {
    const auto found = channels_.find(channel);
    if (found == channels_.end()) return;
    // What was expected was a guess: system messages and deleted posts are not listed.
    finished_expected_ += found->second.done;
    finished_done_ += found->second.done;
    channels_.erase(found);
    if (!channels_.empty()) {
        show(now, false);
        return;
    }
    if (show_line_) show_line_("");
    const double seconds = std::chrono::duration<double>(now - began_).count();
    spdlog::info("history: {} posts read in {}", read_, duration_text(seconds));
}

std::string Progress::line(Clock::time_point now) const {
    std::int64_t expected = finished_expected_;
    std::int64_t done = finished_done_;
    for (const auto& [name, channel] : channels_) {
        expected += channel.expected;
        done += channel.done;
    }
    const double seconds = std::max(0.001, std::chrono::duration<double>(now - began_).count());
    const double rate = static_cast<double>(read_) / seconds;
    const double share = expected > 0 ? static_cast<double>(done) / static_cast<double>(expected) : 0;
    std::string text = fmt::format("history {} {:.0f}% {} of about {} posts, {:.0f} posts/s", bar(share),
                                   share * 100, done, expected, rate);
    if (rate > 0) text += ", " + duration_text(static_cast<double>(expected - done) / rate) + " left";
    return text;
}

void Progress::show(Clock::time_point now, bool at_once) {
    const auto interval = show_line_ ? Clock::duration(200ms) : Clock::duration(5s);
    if (!at_once && now - shown_ < interval) return;
    if (at_once && !show_line_ && now - shown_ < interval) return;
    shown_ = now;
    if (show_line_) {
        show_line_(line(now));
    } else {
        spdlog::info("{}", line(now));
    }
}

}  // namespace mostik::bot
