#pragma once

#include "bot/config.hpp"
#include "core/log_subject.hpp"

#include <string>

namespace mostik::bot {

/// Directs all logging to standard output: text or JSON lines, at the configured level. Throws
/// spdlog::spdlog_ex.
void set_up_logging(const LogSettings& settings);

/// The same for other settings, beside threads that log.
void change_logging(const LogSettings& settings);

/// Is standard output a terminal that a person looks at, with text as its format?
bool log_is_on_terminal(const LogSettings& settings);

/// Keeps `text` as the last line of the terminal, below the log; an empty one takes it away. Any thread.
void show_status_line(const std::string& text);

/// A log line in JSON, as one object: time, level, logger, what it is about (message_id, event_id, ticket),
/// message; the line of an event that is JSON itself
/// becomes the member "event".
std::string json_log_line(const std::string& time, const std::string& level, const std::string& logger,
                          const std::string& message, const core::LogSubject& subject = {});

}  // namespace mostik::bot
