#include "bot/cli.hpp"

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
    try {
        return mostik::bot::run_command_line(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "mostik: " << error.what() << '\n';
        return 1;
    }
}
