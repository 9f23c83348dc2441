#include "bot/api/ready.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace mostik::bot::api {

boost::asio::awaitable<core::net::Reply> show_readiness(const Parts& parts) {
    const std::vector<PartState> states = co_await parts.readiness();
    const bool ready =
        std::all_of(states.begin(), states.end(), [](const PartState& part) { return part.reason.empty(); });
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const PartState& part : states) {
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

}  // namespace mostik::bot::api
