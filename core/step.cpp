#include "core/step.hpp"

#include <stdexcept>

#include <nlohmann/json.hpp>

namespace mostik::core {

using nlohmann::json;

std::string to_json(const Step& step) {
    const json object = {{"operation", to_string(step.operation)},
                         {"part", step.part},
                         {"remote_id", step.remote_id},
                         {"payload", step.payload},
                         {"files", step.files},
                         {"messages", step.messages}};
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

Step step_from_json(std::string_view text) {
    try {
        const json object = json::parse(text);
        return {.operation = operation_from(object.at("operation").get<std::string>()),
                .part = object.at("part"),
                .remote_id = object.at("remote_id"),
                .payload = object.at("payload"),
                .files = object.at("files"),
                .messages = object.at("messages")};
    } catch (const json::exception& e) {
        throw std::runtime_error(std::string("not a step: ") + e.what());
    }
}

std::string to_json(const std::vector<Made>& made) {
    json list = json::array();
    for (const Made& each : made) {
        list.push_back({{"message_id", each.message_id},
                        {"part", each.part},
                        {"thread_id", each.thread_id},
                        {"kind", each.kind}});
    }
    return list.dump();
}

std::vector<Made> made_from_json(std::string_view text) {
    try {
        std::vector<Made> made;
        for (const json& each : json::parse(text)) {
            made.push_back({each.at("message_id"), each.at("part"), each.at("thread_id"), each.at("kind")});
        }
        return made;
    } catch (const json::exception& e) {
        throw std::runtime_error(std::string("not messages that were made: ") + e.what());
    }
}

}  // namespace mostik::core
