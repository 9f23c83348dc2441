#pragma once

#include <string>
#include <vector>

namespace mostik::core {

/// A command that people can say, for a menu that their messenger shows.
struct MenuCommand {
    std::string name;
    std::string description;
};

/// The commands in one language.
struct CommandMenu {
    std::string language;                ///< "en", "ru", …
    std::vector<MenuCommand> in_groups;  ///< where several people are
    std::vector<MenuCommand> direct;     ///< in a conversation with the bot
};

}  // namespace mostik::core
