#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace mostik::bot {

/// Shows how reading the past goes on: on a terminal a line that is rewritten (bar, posts/s, time left),
/// elsewhere plain log lines now and then. io thread only.
class Progress {
  public:
    using Clock = std::chrono::steady_clock;
    /// Shows the line at the bottom of a terminal; an empty text takes it away.
    using ShowLine = std::function<void(const std::string&)>;

    /// Without `show_line` there is no terminal.
    explicit Progress(ShowLine show_line) : show_line_(std::move(show_line)) {}

    /// `expected` posts are to be read of the channel (about; 0: not known), `done` of them were read by
    /// earlier runs.
    void begin(const std::string& channel, std::int64_t expected, std::int64_t done, Clock::time_point now);
    void advance(const std::string& channel, std::int64_t posts, Clock::time_point now);
    void end(const std::string& channel, Clock::time_point now);

    std::size_t channels() const { return channels_.size(); }

    /// "[=====>    ] 52% 10400 of 20000 posts, 5200/s, 2 s left"
    std::string line(Clock::time_point now) const;

  private:
    struct Channel {
        std::int64_t expected = 0;
        std::int64_t done = 0;
    };
    void show(Clock::time_point now, bool at_once);

    ShowLine show_line_;
    std::map<std::string, Channel> channels_;
    std::int64_t finished_expected_ = 0;
    std::int64_t finished_done_ = 0;
    std::int64_t read_ = 0;  ///< by this run
    Clock::time_point began_{};
    Clock::time_point shown_{};
};

}  // namespace mostik::bot
