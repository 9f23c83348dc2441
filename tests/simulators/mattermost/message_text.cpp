#include "tests/simulators/mattermost/message_text.hpp"

#include "tests/simulators/mattermost/json_text.hpp"

#include <algorithm>
#include <cctype>

namespace mostik::simulators::mattermost {

namespace {

// Bytes of other alphabets count as letters.
bool is_letter(char c) {
    return static_cast<unsigned char>(c) >= 0x80 || std::isalpha(static_cast<unsigned char>(c));
}
bool is_word(char c) {
    return is_letter(c) || std::isdigit(static_cast<unsigned char>(c));
}
bool is_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_';
}

std::vector<std::string> names_after(char mark, std::string_view message) {
    std::vector<std::string> names;
    for (std::size_t at = message.find(mark); at != std::string_view::npos; at = message.find(mark, at + 1)) {
        if (at > 0 && is_word(message[at - 1])) continue;  // an address, not a mention
        auto end = at + 1;
        while (end < message.size() && is_name(message[end])) ++end;
        while (end > at + 1 && !is_word(message[end - 1])) --end;
        auto name = to_lower_ascii(message.substr(at + 1, end - at - 1));
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(std::move(name));
        }
    }
    return names;
}

}  // namespace

std::string hashtags_in(std::string_view message) {
    std::string result;
    std::size_t at = 0;
    while (at < message.size()) {
        const auto is_space = [&](std::size_t index) {
            return std::isspace(static_cast<unsigned char>(message[index]));
        };
        while (at < message.size() && is_space(at)) ++at;
        auto end = at;
        while (end < message.size() && !is_space(end)) ++end;
        auto word = message.substr(at, end - at);
        at = end;
        while (!word.empty() && word.front() != '#' && !is_word(word.front())) word.remove_prefix(1);
        while (!word.empty() && !is_word(word.back())) word.remove_suffix(1);
        const bool valid = word.size() > 2 && word[0] == '#' && is_letter(word[1]) &&
                           std::all_of(word.begin() + 1, word.end(),
                                       [](char c) { return is_word(c) || c == '-' || c == '_' || c == '.'; });
        if (!valid) continue;
        if (!result.empty()) result += ' ';
        result += word;
    }
    return result;
}

std::vector<std::string> at_names_in(std::string_view message) {
    return names_after('@', message);
}

std::vector<std::string> channel_names_in(std::string_view message) {
    return names_after('~', message);
}

}  // namespace mostik::simulators::mattermost
