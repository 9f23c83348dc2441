// mostik-telegram-simulator: the simulated server as a program, for the demo, benchmarks and curl.
#include "tests/simulators/telegram/simulator.hpp"

#include <csignal>
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

int main(int argc, char** argv) {
    using namespace mostik::simulators::telegram;
    Options options;
    std::string seed = "demo";
    std::string port_file;

    CLI::App app{"A simulated Telegram Bot API server"};
    app.add_option("--address", options.address, "Address to listen on");
    app.add_option("--port", options.port, "Port to listen on; 0: any free one");
    app.add_option("--seed", seed, "What is there at the start")->check(CLI::IsMember({"demo", "empty"}));
    app.add_option("--port-file", port_file, "File to write the port to");
    app.add_option("--token", options.bot.token, "The bot's token");
    app.add_option("--username", options.bot.username, "The bot's username");
    app.add_flag("--read-all", options.bot.can_read_all_group_messages, "Switch privacy mode off");
    app.add_flag("--flood-limits", options.flood_limits, "Refuse too many messages");
    app.add_flag("--any-webhook-address", options.any_webhook_address, "Deliver to http:// webhooks");
    CLI11_PARSE(app, argc, argv);

    try {
        boost::asio::io_context io{1};
        boost::asio::signal_set signals(io, SIGINT, SIGTERM);
        Simulator simulator(options);
        if (seed == "demo") simulator.seed_demo();
        if (!port_file.empty()) {
            std::ofstream file(port_file);
            file << simulator.port() << '\n';
            if (!file.flush()) throw std::runtime_error("cannot write " + port_file);
        }
        std::cout << "bot " << options.bot.username << ": token " << options.bot.token << "\nlistening on "
                  << simulator.url() << std::endl;
        signals.async_wait([](const boost::system::error_code&, int) {});
        io.run();
        simulator.stop();
    } catch (const std::exception& error) {
        std::cerr << "mostik-telegram-simulator: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
