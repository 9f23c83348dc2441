// mostik-mattermost-simulator: the simulated server as a program, for the demo, benchmarks and curl.
#include "tests/simulators/mattermost/simulator.hpp"

#include <csignal>
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

int main(int argc, char** argv) {
    using namespace mostik::simulators::mattermost;
    Options options;
    std::string seed = "demo";
    std::string port_file;
    int posts = 300;

    CLI::App app{"A simulated Mattermost server"};
    app.add_option("--address", options.address, "Address to listen on");
    app.add_option("--port", options.port, "Port to listen on; 0: any free one");
    app.add_option("--seed", seed, "What is there at the start")->check(CLI::IsMember({"demo", "empty"}));
    app.add_option("--posts", posts, "Old posts of the demo seed")->check(CLI::NonNegativeNumber);
    app.add_option("--port-file", port_file, "File to write the port to");
    app.add_flag("--rate-limit", options.rate_limit, "Switch rate limiting on");
    CLI11_PARSE(app, argc, argv);

    try {
        boost::asio::io_context io{1};
        boost::asio::signal_set signals(io, SIGINT, SIGTERM);
        Simulator simulator(options);
        if (seed == "demo") {
            const auto bot = simulator.seed_demo(posts);
            std::cout << "bot mostik: token " << bot.token
                      << "\npeople alice, bob, carol: password \"password\"\n";
        }
        if (!port_file.empty()) {
            std::ofstream file(port_file);
            file << simulator.port() << '\n';
            if (!file.flush()) throw std::runtime_error("cannot write " + port_file);
        }
        std::cout << "listening on " << simulator.url() << std::endl;
        signals.async_wait([](const boost::system::error_code&, int) {});
        io.run();
        simulator.stop();
    } catch (const std::exception& error) {
        std::cerr << "mostik-mattermost-simulator: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
