#include "tests/simulators/telegram/faults.hpp"

#include "tests/simulators/telegram/answers.hpp"

#include <utility>

namespace mostik::simulators::telegram {

namespace {

using Action = Fault::Action;

Fault of(Action action, std::string method, int count) {
    Fault fault;
    fault.action = action;
    fault.method = std::move(method);
    fault.count = count;
    return fault;
}

Fault html(std::string method, int status, const std::string& reason, int count) {
    auto fault = of(Action::answer, std::move(method), count);
    const auto title = std::to_string(status) + " " + reason;
    fault.status = status;
    fault.headers = {{"Content-Type", "text/html"}, {"Server", "nginx"}};
    fault.body = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
                 "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
    return fault;
}

Fault refusal(std::string method, const Refusal& refusal, int count) {
    auto fault = of(Action::answer, std::move(method), count);
    auto response = refused(refusal);
    fault.status = response.status;
    for (auto& [name, value] : response.headers) fault.headers[name] = value;
    fault.body = std::move(response.body);
    return fault;
}

}  // namespace

Fault api_error(std::string method, int code, const std::string& description, int count) {
    return refusal(std::move(method), Refusal(code, description), count);
}
Fault flood(std::string method, int retry_after_seconds, int count) {
    return refusal(std::move(method), too_many_requests(retry_after_seconds), count);
}
Fault bad_gateway(std::string method, int count) {
    return html(std::move(method), 502, "Bad Gateway", count);
}
Fault bad_gateway_for(std::chrono::milliseconds real_time) {
    auto fault = html({}, 502, "Bad Gateway", 0);
    fault.lasts = real_time;
    return fault;
}
Fault too_large(std::string method, int count) {
    return html(std::move(method), 413, "Request Entity Too Large", count);
}
Fault garbage(std::string method, int count) {
    auto fault = of(Action::answer, std::move(method), count);
    fault.status = 200;
    fault.body = R"({"ok":true,"result":{"message_)";
    return fault;
}
Fault delayed(std::string method, std::chrono::milliseconds delay, int count) {
    auto fault = of(Action::delay, std::move(method), count);
    fault.delay = delay;
    return fault;
}
Fault lost_answer(std::string method, int count) {
    return of(Action::swallow_after_processing, std::move(method), count);
}
Fault lost_request(std::string method, int count) {
    return of(Action::swallow_before_processing, std::move(method), count);
}
Fault silent(std::string method, bool processed, int count) {
    return of(processed ? Action::silence_after_processing : Action::silence_before_processing,
              std::move(method), count);
}
Fault truncated(std::string method, int count) {
    return of(Action::truncate, std::move(method), count);
}
Fault slow(std::string method, std::chrono::milliseconds delay, int count) {
    auto fault = of(Action::trickle, std::move(method), count);
    fault.delay = delay;
    return fault;
}

}  // namespace mostik::simulators::telegram
