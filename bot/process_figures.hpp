#pragma once

#include <cstdint>
#include <optional>

namespace mostik::bot {

/// What the system says of this process (proc(5)); nothing where it does not.
struct ProcessFigures {
    std::optional<double> started_at;  ///< seconds since 1970
    std::optional<std::int64_t> resident_bytes;
    std::optional<std::int64_t> open_fds;
};

ProcessFigures process_figures();

}  // namespace mostik::bot
