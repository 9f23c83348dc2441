#include "tests/simulators/mattermost/faults.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace mostik::simulators::mattermost {

namespace {

using Action = Fault::Action;

constexpr std::array<std::pair<std::string_view, Action>, 5> action_names{{
    {"delay", Action::delay},
    {"delay_processing", Action::delay_processing},
    {"answer", Action::answer},
    {"swallow_after_processing", Action::swallow_after_processing},
    {"swallow_before_processing", Action::swallow_before_processing},
}};

Fault fault_of(Action action, std::string method, std::string path_prefix, int count) {
    Fault fault;
    fault.action = action;
    fault.method = std::move(method);
    fault.path_prefix = std::move(path_prefix);
    fault.count = count;
    return fault;
}

}  // namespace

Fault server_error(std::string method, std::string path_prefix, int status, int count) {
    auto fault = fault_of(Action::answer, std::move(method), std::move(path_prefix), count);
    fault.status = status;
    fault.headers["Content-Type"] = "text/html";
    fault.body = "<html><head><title>" + std::to_string(status) + "</title></head></html>\n";
    return fault;
}

Fault too_many_requests(std::string method, std::string path_prefix, int retry_after_seconds, int count) {
    auto fault = fault_of(Action::answer, std::move(method), std::move(path_prefix), count);
    fault.status = 429;
    fault.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                     {"Retry-After", std::to_string(retry_after_seconds)},
                     {"X-Content-Type-Options", "nosniff"},
                     {"X-Ratelimit-Limit", "101"},
                     {"X-Ratelimit-Remaining", "0"},
                     {"X-Ratelimit-Reset", "11"}};
    fault.body = "limit exceeded\n";
    return fault;
}

Fault garbage(std::string method, std::string path_prefix, int count) {
    auto fault = fault_of(Action::answer, std::move(method), std::move(path_prefix), count);
    fault.status = 200;
    fault.body = "{\"id\":\"truncated";
    return fault;
}

Fault delayed(std::string method, std::string path_prefix, std::chrono::milliseconds delay, int count) {
    auto fault = fault_of(Action::delay, std::move(method), std::move(path_prefix), count);
    fault.delay = delay;
    return fault;
}

Fault swallowed_after_processing(std::string method, std::string path_prefix, int count) {
    return fault_of(Action::swallow_after_processing, std::move(method), std::move(path_prefix), count);
}

Fault swallowed_before_processing(std::string method, std::string path_prefix, int count) {
    return fault_of(Action::swallow_before_processing, std::move(method), std::move(path_prefix), count);
}

Fault fault_from_json(const nlohmann::json& json) {
    if (!json.is_object()) throw std::invalid_argument("a fault is a JSON object");
    Fault fault;
    for (const auto& member : json.items()) {
        const auto& key = member.key();
        const auto& value = member.value();
        try {
            if (key == "action") {
                const auto* row = std::find_if(action_names.begin(), action_names.end(),
                                               [&](const auto& name) { return name.first == value; });
                if (row == action_names.end()) throw std::invalid_argument("unknown action");
                fault.action = row->second;
            } else if (key == "method") {
                fault.method = value;
            } else if (key == "path_prefix") {
                fault.path_prefix = value;
            } else if (key == "body_contains") {
                fault.body_contains = value;
            } else if (key == "count") {
                fault.count = value;
            } else if (key == "delay") {
                fault.delay = std::chrono::milliseconds(value.get<int>());
            } else if (key == "status") {
                fault.status = value;
            } else if (key == "headers") {
                fault.headers = value.get<std::map<std::string, std::string>>();
            } else if (key == "body") {
                fault.body = value.is_string() ? value.get<std::string>() : value.dump();
            } else {
                throw std::invalid_argument("unknown key");
            }
        } catch (const std::exception& error) {
            throw std::invalid_argument(key + ": " + error.what());
        }
    }
    return fault;
}

std::optional<Fault> FaultPlan::take(std::string_view method, std::string_view path, std::string_view body) {
    const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& fault) {
        return (fault.method.empty() || fault.method == method) &&
               path.substr(0, fault.path_prefix.size()) == fault.path_prefix &&
               (fault.body_contains.empty() || body.find(fault.body_contains) != std::string_view::npos);
    });
    if (found == faults_.end()) return std::nullopt;
    auto fault = *found;
    if (found->count > 0 && --found->count == 0) faults_.erase(found);
    return fault;
}

}  // namespace mostik::simulators::mattermost
