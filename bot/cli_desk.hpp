#pragma once

#include <string>

namespace CLI {
class App;
}

namespace mostik::bot {

/// Adds the commands of the support desk, `tickets` and `forget`, to `app`. They read the configuration
/// `config_file` and leave their exit code in `exit_code`; both must live as long as `app`.
void add_desk_commands(CLI::App& app, std::string& config_file, int& exit_code);

}  // namespace mostik::bot
