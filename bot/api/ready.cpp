#include "bot/api/ready.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace asio = boost::asio;

namespace mostik::bot::api {

namespace {

asio::awaitable<core::net::Reply> answer(Readiness& readiness) {
    const std::vector<PartState> parts = co_await readiness.parts();
    const bool ready =
        std::all_of(parts.begin(), parts.end(), [](const PartState& part) { return part.reason.empty(); });
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const PartState& part : parts) {
        nlohmann::ordered_json entry;
        entry["name"] = part.name;
        entry["ready"] = part.reason.empty();
        if (!part.reason.empty()) entry["reason"] = part.reason;
        list.push_back(std::move(entry));
    }
    nlohmann::ordered_json body;
    body["status"] = ready ? "ready" : "not ready";
    body["parts"] = std::move(list);
    co_return core::net::json_reply(ready ? 200 : 503, body.dump()).with("Cache-Control", "no-store");
}

}  // namespace

core::net::HttpRoute ready_route(Readiness& readiness) {
    return {.method = "GET", .path = "/ready", .handler = [&readiness](const core::net::IncomingRequest&) {
                return answer(readiness);
            }};
}

}  // namespace mostik::bot::api
