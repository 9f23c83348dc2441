#pragma once

namespace mostik::bot {

/// The command line: `mostik run | check | search | failed | config`. Returns the exit code: 0 done, 1
/// failed, 2 wrong use or bad configuration.
int run_command_line(int argc, const char* const* argv);

}  // namespace mostik::bot
