#pragma once

#include <string>

namespace CLI {
class App;
}

namespace mostik::bot {

/// Adds `send` to the command line. What it is given has to live as long as the parsing; `exit_code` gets
/// what the command returned.
void add_send_command(CLI::App& app, std::string& config_file, int& exit_code);

}  // namespace mostik::bot
