#pragma once

#include "core/event.hpp"

#include <cstddef>
#include <string>

namespace mostik::processors {

/// What a line of the log looks like.
enum class LogFormat {
    text,  ///< event=posted channel=team/town-square text="as JSON writes a string"
    json,  ///< one object
};

/// One line about an event, without the newline. Texts that people wrote are shortened to `max_text` code
/// points; ids are whole. Whatever they contain, the result is one line of valid UTF-8 that shows what it
/// holds: control characters, line ends and characters that reorder or hide text are escaped as \uXXXX, and
/// in the text format a value that could be taken for more than itself is quoted.
std::string log_line(const core::Event& event, LogFormat format, std::size_t max_text);

}  // namespace mostik::processors
