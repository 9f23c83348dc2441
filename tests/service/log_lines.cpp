#include "tests/service/log_lines.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <iostream>
#include <mutex>

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

namespace mostik::service_tests {

class LogLines::Sink final : public spdlog::sinks::base_sink<std::mutex> {
  public:
    std::size_t count(const std::string& text) {
        const std::lock_guard lock(mutex_);
        return count_locked(text);
    }

    bool wait_for(const std::string& text, std::size_t lines, std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        return added_.wait_for(lock, limit, [&] { return count_locked(text) >= lines; });
    }

    void show() {
        const std::lock_guard lock(mutex_);
        for (const std::string& line : lines_) std::cerr << "  log: " << line;
    }

  protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        lines_.emplace_back(line.data(), line.size());
        added_.notify_all();
    }
    void flush_() override {}

  private:
    std::size_t count_locked(const std::string& text) const {
        const auto holds = [&](const std::string& line) { return line.find(text) != std::string::npos; };
        return static_cast<std::size_t>(std::count_if(lines_.begin(), lines_.end(), holds));
    }

    std::condition_variable added_;
    std::vector<std::string> lines_;
};

LogLines::LogLines()
    : sink_(std::make_shared<Sink>()),
      before_(spdlog::default_logger()),
      failures_before_(std::uncaught_exceptions()) {
    auto logger = std::make_shared<spdlog::logger>("", sink_);
    logger->set_level(spdlog::level::debug);
    spdlog::set_default_logger(std::move(logger));
}

LogLines::~LogLines() {
    spdlog::set_default_logger(before_);
    if (std::uncaught_exceptions() > failures_before_) sink_->show();
}

std::size_t LogLines::count(const std::string& text) const {
    return sink_->count(text);
}

bool LogLines::wait_for(const std::string& text, std::size_t lines, std::chrono::milliseconds limit) const {
    return sink_->wait_for(text, lines, limit);
}

}  // namespace mostik::service_tests
