#include "tests/simulators/mattermost/identifier.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace mostik::simulators::mattermost {

namespace {
constexpr std::size_t id_length = 26;
constexpr std::string_view alphabet = "ybndrfg8ejkmcpqxot1uwisza345h769";
}  // namespace

std::string new_id() {
    thread_local std::mt19937_64 random{std::random_device{}()};
    std::string id(id_length, 'y');
    for (char& c : id) c = alphabet[random() % alphabet.size()];
    return id;
}

bool is_valid_id(std::string_view text) {
    return text.size() == id_length && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
           });
}

std::string fixed_id(std::string_view prefix) {
    std::string id(prefix.substr(0, id_length));
    while (id.size() < id_length) id += alphabet[(id.size() * 7) % alphabet.size()];
    return id;
}

}  // namespace mostik::simulators::mattermost
