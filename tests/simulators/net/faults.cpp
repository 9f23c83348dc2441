#include "tests/simulators/net/faults.hpp"

#include "tests/simulators/net/request.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace mostik::simulators::net {

namespace {

using Action = Fault::Action;

constexpr std::array<std::pair<std::string_view, Action>, 9> action_names{{
    {"delay", Action::delay},
    {"delay_processing", Action::delay_processing},
    {"answer", Action::answer},
    {"swallow_after_processing", Action::swallow_after_processing},
    {"swallow_before_processing", Action::swallow_before_processing},
    {"silence_after_processing", Action::silence_after_processing},
    {"silence_before_processing", Action::silence_before_processing},
    {"truncate", Action::truncate},
    {"trickle", Action::trickle},
}};

}  // namespace

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
            } else if (key == "lasts") {
                fault.lasts = std::chrono::milliseconds(value.get<int>());
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

bool Fault::processes() const {
    return action != Action::answer && action != Action::swallow_before_processing &&
           action != Action::silence_before_processing;
}

bool Fault::answers() const {
    return action == Action::delay || action == Action::delay_processing || action == Action::answer ||
           action == Action::truncate || action == Action::trickle;
}

void FaultPlan::add(Fault fault) {
    const auto until = fault.lasts.count() > 0 ? std::chrono::steady_clock::now() + fault.lasts : Time::max();
    faults_.push_back({std::move(fault), until});
}

std::optional<Fault> FaultPlan::take(std::string_view method, std::string_view path, std::string_view body) {
    const auto now = std::chrono::steady_clock::now();
    const auto over = [&](const Waiting& waiting) { return waiting.until <= now; };
    faults_.erase(std::remove_if(faults_.begin(), faults_.end(), over), faults_.end());
    const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const Waiting& waiting) {
        const auto& fault = waiting.fault;
        return (fault.method.empty() || to_lower_ascii(fault.method) == to_lower_ascii(method)) &&
               path.substr(0, fault.path_prefix.size()) == fault.path_prefix &&
               (fault.body_contains.empty() || body.find(fault.body_contains) != std::string_view::npos);
    });
    if (found == faults_.end()) return std::nullopt;
    auto fault = found->fault;
    if (found->fault.count > 0 && --found->fault.count == 0) faults_.erase(found);
    return fault;
}

}  // namespace mostik::simulators::net
