#include "bot/log_output.hpp"

#include "core/clock.hpp"

#include <cstdio>
#include <memory>
#include <mutex>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

namespace mostik::bot {

namespace {

/// Writes to standard output, and keeps the status line below what is written.
class OutputSink final : public spdlog::sinks::base_sink<std::mutex> {
  public:
    /// Between lines for programs there is no place for one.
    void allow_status(bool allowed) {
        set_status({});
        const std::lock_guard lock(mutex_);
        status_allowed_ = allowed;
    }

    void set_status(const std::string& text) {
        const std::lock_guard lock(mutex_);
        if (!status_allowed_) return;
        erase_status();
        status_ = text;
        draw_status();
        std::fflush(stdout);
    }

  protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        erase_status();
        std::fwrite(line.data(), 1, line.size(), stdout);
        draw_status();
        // A line that is only in a buffer is lost with the process it should explain.
        std::fflush(stdout);
    }
    void flush_() override { std::fflush(stdout); }

  private:
    void erase_status() const {
        if (!status_.empty()) std::fputs("\r\x1b[K", stdout);
    }
    void draw_status() const {
        if (!status_.empty()) std::fputs(status_.c_str(), stdout);
    }

    std::string status_;
    bool status_allowed_ = true;
};

class JsonFormatter final : public spdlog::formatter {
  public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        const auto level = spdlog::level::to_string_view(message.level);
        const auto time = std::chrono::time_point_cast<core::Milliseconds>(message.time);
        const core::LineSubject* const about = core::LineSubject::current();
        const std::size_t prefix = about == nullptr ? 0 : about->prefix();
        const std::string_view text(message.payload.data(), message.payload.size());
        const std::string line = json_log_line(core::to_rfc3339(time), {level.data(), level.size()},
                                               {message.logger_name.data(), message.logger_name.size()},
                                               std::string(text.substr(prefix)),
                                               about == nullptr ? core::LogSubject{} : about->subject()) +
                                 "\n";
        out.append(line.data(), line.data() + line.size());
    }
    std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonFormatter>(); }
};

std::shared_ptr<OutputSink>& output() {
    static std::shared_ptr<OutputSink> sink = std::make_shared<OutputSink>();
    return sink;
}

}  // namespace

std::string json_log_line(const std::string& time, const std::string& level, const std::string& logger,
                          const std::string& message, const core::LogSubject& subject) {
    nlohmann::ordered_json line = {{"time", time}, {"level", level}};
    if (!logger.empty()) line["logger"] = logger;
    if (subject.message) line["message_id"] = *subject.message;
    if (!subject.event.empty()) line["event_id"] = subject.event;
    if (subject.ticket) line["ticket"] = *subject.ticket;
    const bool object = !message.empty() && message.front() == '{';
    auto event = object ? nlohmann::ordered_json::parse(message, nullptr, false) : nlohmann::ordered_json();
    if (object && event.is_object()) {
        line["event"] = std::move(event);
    } else {
        line["message"] = message;
    }
    return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void set_up_logging(const LogSettings& settings) {
    spdlog::drop_all();
    auto main = std::make_shared<spdlog::logger>("", output());
    auto events = std::make_shared<spdlog::logger>("events", output());
    spdlog::set_default_logger(main);
    spdlog::register_logger(events);
    change_logging(settings);
}

void change_logging(const LogSettings& settings) {
    spdlog::set_level(spdlog::level::from_str(settings.level));
    output()->allow_status(settings.format == "text");
    if (settings.format == "json") {
        output()->set_formatter(std::make_unique<JsonFormatter>());
    } else {
        output()->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    }
}

bool log_is_on_terminal(const LogSettings& settings) {
    return settings.format == "text" && ::isatty(STDOUT_FILENO) == 1;
}

void show_status_line(const std::string& text) {
    output()->set_status(text);
}

}  // namespace mostik::bot
