#include "tests/simulators/telegram/answers.hpp"

#include "tests/simulators/telegram/shapes.hpp"

namespace mostik::simulators::telegram {

net::Response succeeded(const Json& result, const std::string& description) {
    Json json = {{"ok", true}, {"result", result}};
    if (!description.empty()) json["description"] = description;
    net::Response response;
    response.body = shapes::dump(json);
    return response;
}

net::Response refused(const Refusal& refusal) {
    Json json = {{"ok", false}, {"error_code", refusal.code()}, {"description", refusal.what()}};
    net::Response response;
    response.status = refusal.code();
    if (!refusal.parameters().is_null()) {
        json["parameters"] = refusal.parameters();
        if (refusal.parameters().contains("retry_after")) {
            response.headers.emplace_back("Retry-After", refusal.parameters()["retry_after"].dump());
        }
    }
    response.body = shapes::dump(json);
    return response;
}

}  // namespace mostik::simulators::telegram
