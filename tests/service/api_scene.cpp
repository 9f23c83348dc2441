#include "tests/service/api_scene.hpp"

#include <fstream>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

using nlohmann::json;

ApiScene::ApiScene(std::string api_keys, std::string notifications)
    : api_keys_(std::move(api_keys)), notifications_(std::move(notifications)) {}

std::string ApiScene::config() const {
    std::string text = scene.config();
    const std::string before = "backend: {port: 0";
    std::string backend = "backend: {port: " + std::to_string(port());
    if (!api_keys_.empty()) backend += ", api_keys: " + api_keys_;
    text.replace(text.find(before), before.size(), backend);
    return text + "notifications:\n  senders: {TG: \"" + chat() + "\", quiet: \"telegram:\"}\n" +
           notifications_;
}

std::filesystem::path ApiScene::write_config() const {
    std::string text = config();
    const auto replace = [&text](const std::string& secret, const std::string& name) {
        text.replace(text.find(secret), secret.size(), "${" + name + "}");
    };
    replace(scene.mattermost.bot.token, "MATTERMOST_TOKEN");
    replace(scene.telegram.token(), "TELEGRAM_TOKEN");
    std::filesystem::path file = scene.mattermost.folder.path() / "config.yaml";
    std::ofstream(file) << text;
    return file;
}

ApiAnswer ApiScene::call(const std::string& method, const std::string& path, const json& body,
                         contract::Headers headers) const {
    std::string text;
    if (!body.is_null()) {
        text = body.dump();
        headers.emplace_back("Content-Type", "application/json");
    }
    const contract::Answer answer = contract::fetch(port(), method, path, headers, text);
    return {answer.status, answer.headers, json::parse(answer.body, nullptr, false)};
}

std::vector<std::int64_t> ApiScene::send(const json& message) const {
    const ApiAnswer answer = call("POST", "/api/v1/messages", message);
    INFO(answer.body);
    REQUIRE(answer.status == 202);
    std::vector<std::int64_t> ids;
    for (const json& each : answer.body.at("messages")) ids.push_back(each.at("id"));
    return ids;
}

bool ApiScene::telegram_says(const std::vector<std::string>& texts) {
    return scene.telegram.wait_for([&] { return scene.texts_in_telegram() == texts; }, patience);
}

bool ApiScene::wait_for_state(std::int64_t id, const std::string& state) const {
    return eventually([&] {
        const ApiAnswer answer = call("GET", "/api/v1/messages/" + std::to_string(id));
        return answer.status == 200 && answer.body.at("state") == state;
    });
}

}  // namespace mostik::service_tests
