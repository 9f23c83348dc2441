#include "bot/terminal_question.hpp"

#include <iostream>
#include <unistd.h>

namespace mostik::bot {

std::optional<bool> ask_on_terminal(const std::string& question) {
    if (::isatty(STDIN_FILENO) == 0) return std::nullopt;
    std::cerr << question << " [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace mostik::bot
