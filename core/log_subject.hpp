#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <spdlog/spdlog.h>

namespace mostik::core {

/// What a line of the log is about: whoever looks for one of these finds all its lines.
struct LogSubject {
    std::optional<std::int64_t> message;  ///< the id of an outbox row
    std::string event;                    ///< id_of() an event; empty: none
    std::optional<std::int64_t> ticket;   ///< its number
};

/// "message 17 event mattermost/posted/abc ticket 42: ", without what it is not about; empty for nothing.
std::string prefix_of(const LogSubject& subject);

/// What the line that this thread is writing is about. While one lives, a formatter that has a place of its
/// own for that finds it here; `prefix` bytes of the line's text say the same in words.
class LineSubject {
  public:
    LineSubject(const LogSubject& subject, std::size_t prefix);
    ~LineSubject();
    LineSubject(const LineSubject&) = delete;
    LineSubject& operator=(const LineSubject&) = delete;

    const LogSubject& subject() const { return subject_; }
    std::size_t prefix() const { return prefix_; }

    /// That of the line which this thread is writing, or nullptr. Asked for by formatters: sinks have to be
    /// called on the thread that logs.
    static const LineSubject* current();

  private:
    const LogSubject& subject_;
    std::size_t prefix_;
    const LineSubject* before_;
};

/// Writes a line about something to the default logger: its text begins with prefix_of(subject).
template <class... Args>
void log_about(spdlog::level::level_enum level, const LogSubject& subject,
               spdlog::format_string_t<Args...> format, Args&&... args) {
    spdlog::logger& logger = *spdlog::default_logger_raw();
    if (!logger.should_log(level)) return;
    std::string line = prefix_of(subject);
    const LineSubject mark(subject, line.size());
    line += fmt::format(format, std::forward<Args>(args)...);
    logger.log(level, std::string_view(line));
}

}  // namespace mostik::core
