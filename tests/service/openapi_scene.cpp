#include "tests/service/openapi_scene.hpp"

#include <algorithm>
#include <functional>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

using nlohmann::json;

void AnswerJudge::judge(const std::string& operation, int status, const std::string& content_type,
                        const json& body) {
    INFO(operation << " answered " << status << ", " << content_type << ": " << body.dump().substr(0, 2000));
    const json& response = document.operation(operation).response(status);
    REQUIRE_FALSE(response.is_null());
    seen_answers_.insert(operation + " " + std::to_string(status));
    REQUIRE(response.at("content").contains(content_type));
    const json& schema = response.at("content").at(content_type).at("schema");
    CHECK(misfit(schema, body) == "");
    seen_properties_.merge(properties_in(schema, body, operation));
}

std::set<std::string> AnswerJudge::answers_not_seen() const {
    std::set<std::string> left;
    for (const auto& operation : document.operations()) {
        for (const auto& [status, response] : operation.content.at("responses").items())
            left.insert(operation.name() + " " + status);
    }
    for (const std::string& each : seen_answers_) left.erase(each);
    return left;
}

std::set<std::string> AnswerJudge::properties_not_seen() const {
    std::set<std::string> left;
    for (const auto& operation : document.operations()) {
        for (const auto& [status, response] : operation.content.at("responses").items()) {
            for (const auto& [type, content] : response.at("content").items())
                left.merge(properties_of(content.at("schema"), operation.name()));
        }
    }
    for (const std::string& each : seen_properties_) left.erase(each);
    return left;
}

OpenApiScene::OpenApiScene(AnswerJudge& judge, Keys keys)
    : desk(mattermost.add_channel("desk")),
      anna(telegram.add_user("Anna")),
      group(telegram.add_supergroup("Ops room", {anna})),
      judge_(judge),
      bot_(mattermost.folder.path(), config(keys)) {
    telegram.set_privacy_mode(false);
    REQUIRE(mattermost.server.wait_for_websockets(1));
    REQUIRE(telegram.wait_for_poll());
    REQUIRE(mattermost.log.wait_for("http: listening on"));
}

std::string OpenApiScene::config(Keys keys) const {
    Wishes wishes;
    wishes.channels = {"dev/ops", "dev/desk"};
    wishes.filter = {};
    wishes.posted = "[save, support, forward]";
    wishes.chains = {"post_edited: [save, support]", "post_deleted: [save, support]"};
    wishes.sections =
        "telegram:\n  token: " + telegram.token() + "\n  api_root: " + telegram.url() +
        "\n  limits: {overall: 1000/s, chat: 1000/s, group: 1000/s}\n"
        "  target_events_processors:\n"
        "    - message: [support]\n    - edited_message: [support]\n    - callback_query: [support]\n"
        "routes:\n  - {from: \"mattermost:dev/ops\", to: \"telegram:" +
        std::to_string(group) +
        "\"}\n"
        "support: {channel: \"mattermost:dev/desk\", any_message: true, rating: true}\n"
        "delivery: {max_attempts: 1}\n"
        "notifications:\n  senders: {TG: \"telegram:" +
        std::to_string(group) +
        "\"}\n"
        "  templates: {deployed: {title: \"{{service}} {{version}}\", body: {en: \"deployed\", ru: "
        "\"выложен\"}}}\n";
    std::string text = mattermost.config(wishes);
    std::string backend = "backend: {port: " + std::to_string(port.number());
    if (keys == Keys::configured) {
        const auto row = [](const std::string& name, const std::string& key, const std::string& more) {
            return "{name: " + name + ", key: " + key + ", " + more + "}";
        };
        backend += ", api_keys: [" + row("admin", admin, "scopes: [admin], rate: 10000/s") + ", " +
                   row("posts", posts_only, "scopes: [\"posts:read\"], rate: 10000/s") + ", " +
                   row("sends", sends_only, "scopes: [\"messages:send\"], rate: 10000/s") + ", " +
                   row("seldom", seldom, "scopes: [admin], rate: 1/h") + "]";
    }
    const std::string before = "backend: {port: 0";
    return text.replace(text.find(before), before.size(), backend);
}

ApiAnswer OpenApiScene::ask_raw(const std::string& operation, const std::string& target,
                                const contract::Headers& headers, const std::string& body) {
    const std::string method = operation.substr(0, operation.find(' '));
    const contract::Answer answer = contract::fetch(port.number(), method, target, headers, body);
    const auto type = answer.headers.find("content-type");
    INFO(target);
    const std::string essence =
        type == answer.headers.end() ? "" : type->second.substr(0, type->second.find(';'));
    json parsed = essence == "text/plain" ? json(answer.body) : json::parse(answer.body, nullptr, false);
    judge_.judge(operation, answer.status, essence, parsed);
    return {answer.status, answer.headers, std::move(parsed)};
}

ApiAnswer OpenApiScene::ask(const std::string& operation, const std::string& target, const json& body,
                            const std::string& key) {
    contract::Headers headers;
    if (!key.empty()) headers.emplace_back("Authorization", "Bearer " + key);
    if (!body.is_null()) headers.emplace_back("Content-Type", "application/json");
    return ask_raw(operation, target, headers, body.is_null() ? "" : body.dump());
}

std::int64_t OpenApiScene::send(const json& message) {
    const ApiAnswer answer = ask("POST /api/v1/messages", "/api/v1/messages", message);
    REQUIRE(answer.status == 202);
    return answer.body.at("messages").at(0).at("id");
}

json OpenApiScene::wait(const std::string& operation, const std::string& target,
                        const std::function<bool(const json&)>& ready, int status) {
    ApiAnswer answer;
    INFO("waiting for " << target);
    REQUIRE(eventually([&] {
        answer = ask(operation, target);
        return answer.status == status && ready(answer.body);
    }));
    return answer.body;
}

}  // namespace mostik::service_tests
