#include "processors/when/command.hpp"

#include "core/text_filter.hpp"

namespace mostik::processors::when {

namespace {

constexpr std::string_view spaces = " \t\r\n\v\f";
constexpr std::string_view punctuation = ".,!?:;";

}  // namespace

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(spaces);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

std::string command_name(std::string_view word) {
    if (word.starts_with('!') || word.starts_with('/')) word.remove_prefix(1);
    const auto last = word.find_last_not_of(punctuation);
    return core::fold(word.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

std::optional<Command> read_command(const core::Post& post) {
    const bool addressed = !trimmed(post.addressed).empty();
    const std::string_view said = trimmed(addressed ? post.addressed : post.text);
    if (!addressed && !said.starts_with('!')) return std::nullopt;

    const std::string_view word = said.substr(0, said.find_first_of(spaces));
    Command command{command_name(word), std::string(trimmed(said.substr(word.size())))};
    if (command.name.empty()) return std::nullopt;
    return command;
}

}  // namespace mostik::processors::when
