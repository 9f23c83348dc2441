#include "tests/simulators/mattermost/faults.hpp"

#include <utility>

namespace mostik::simulators::mattermost {

namespace {

using Action = Fault::Action;

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

}  // namespace mostik::simulators::mattermost
