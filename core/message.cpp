#include "core/message.hpp"

#include <stdexcept>

#include <nlohmann/json.hpp>

namespace mostik::core {

using nlohmann::json;

std::string text_with(const Message& message, const std::vector<Excerpt>& shown, bool withheld) {
    const Excerpts& excerpts = message.excerpts.value();
    if (shown.empty()) return withheld ? excerpts.withheld : excerpts.otherwise;
    std::string text = message.text;
    for (const Excerpt& excerpt : shown) text += "\n\n" + excerpt.text;
    if (withheld) text += "\n\n" + excerpts.withheld;
    return text;
}

std::string to_json(const Excerpts& excerpts) {
    json candidates = json::array();
    for (const Excerpt& excerpt : excerpts.candidates) {
        candidates.push_back({{"channel_id", excerpt.channel_id}, {"text", excerpt.text}});
    }
    const json object = {{"reader", excerpts.reader},
                         {"candidates", std::move(candidates)},
                         {"shown", excerpts.shown},
                         {"otherwise", excerpts.otherwise},
                         {"withheld", excerpts.withheld}};
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

Excerpts excerpts_from_json(std::string_view text) {
    try {
        const json object = json::parse(text);
        Excerpts excerpts{.reader = object.at("reader"),
                          .shown = object.at("shown"),
                          .otherwise = object.at("otherwise"),
                          .withheld = object.at("withheld")};
        for (const json& candidate : object.at("candidates")) {
            excerpts.candidates.push_back({candidate.at("channel_id"), candidate.at("text")});
        }
        return excerpts;
    } catch (const json::exception& e) {
        throw std::runtime_error(std::string("not the excerpts of a message: ") + e.what());
    }
}

}  // namespace mostik::core
