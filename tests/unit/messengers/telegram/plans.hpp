#pragma once

#include "messengers/telegram/payload.hpp"
#include "messengers/telegram/plan.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

/// Messages for a chat, and the calls that are planned for them.
namespace mostik::messengers::telegram::testing {

constexpr std::int64_t file_limit = 50LL << 20U;

/// A message to telegram:-100200.
inline Outgoing outgoing(const std::string& text) {
    return {.token = "t",
            .operation = core::Operation::send,
            .to = {"telegram", "-100200"},
            .message = {.text = text},
            .answered = {},
            .copies = {}};
}

inline core::File file(const std::string& name, core::FileKind kind = core::FileKind::document,
                       std::int64_t size = 1000) {
    return {.post = {},
            .id = "id-" + name,
            .name = name,
            .mime_type = "application/octet-stream",
            .size = size,
            .kind = kind,
            .link = ""};
}

/// A copy in the chat: "-100200:7".
inline core::LinkedMessage copy(const std::string& message_id, int part = 0,
                                const std::string& kind = "text") {
    return {{"telegram", "-100200", message_id}, part, "", kind};
}

inline std::vector<core::Step> steps_of(const Outgoing& message) {
    auto steps = plan_message(message, {.max_file_bytes = file_limit});
    REQUIRE(steps);
    return std::move(*steps);
}

inline std::vector<Payload> calls_of(const Outgoing& message) {
    std::vector<Payload> calls;
    for (const core::Step& step : steps_of(message)) calls.push_back(payload_from_json(step.payload));
    return calls;
}

/// Of a message that takes one.
inline Payload call_of(const Outgoing& message) {
    auto calls = calls_of(message);
    REQUIRE(calls.size() == 1);
    return std::move(calls.front());
}

inline std::vector<std::string> methods_of(const Outgoing& message) {
    std::vector<std::string> methods;
    for (const Payload& call : calls_of(message)) methods.push_back(call.method);
    return methods;
}

}  // namespace mostik::messengers::telegram::testing
