#include "messengers/telegram/payload.hpp"

namespace mostik::messengers::telegram {

using nlohmann::json;

std::string to_json(const Payload& payload) {
    const json object = {{"method", payload.method},         {"chat", payload.chat},
                         {"parameters", payload.parameters}, {"kinds", payload.kinds},
                         {"document", payload.document},     {"uploads", payload.uploads}};
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

Payload payload_from_json(std::string_view text) {
    const json object = json::parse(text);
    return {.method = object.at("method"),
            .chat = object.at("chat"),
            .parameters = object.at("parameters"),
            .kinds = object.at("kinds"),
            .document = object.at("document"),
            .uploads = object.at("uploads")};
}

}  // namespace mostik::messengers::telegram
