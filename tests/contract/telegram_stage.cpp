#include "tests/contract/telegram_stage.hpp"

#include <algorithm>
#include <fstream>
#include <future>

#include <catch2/catch.hpp>

namespace mostik::contract {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

telegram::UserOptions person(telegram::UserId id, const char* last_name, const char* username,
                             const char* language_code, bool is_premium) {
    telegram::UserOptions options;
    options.id = id;
    options.last_name = last_name;
    options.username = username;
    options.language_code = language_code;
    options.is_premium = is_premium;
    return options;
}

telegram::ChatOptions place(telegram::ChatId id, const char* username, bool is_forum, bool is_administrator) {
    telegram::ChatOptions options;
    options.id = id;
    options.username = username;
    options.is_forum = is_forum;
    if (is_administrator) {
        options.bot_status = "administrator";
        options.bot_rights = {"can_manage_topics", "can_delete_messages", "can_post_messages"};
    }
    return options;
}

void compare(const ordered_json& sample, const ordered_json& actual, const std::string& path,
             std::vector<std::string>& differences) {
    const bool both_numbers = sample.is_number() && actual.is_number();
    if (!both_numbers && sample.type() != actual.type()) {
        differences.push_back(path + ": " + actual.type_name() + " instead of " + sample.type_name());
        return;
    }
    if (sample.is_array() && !sample.empty()) {
        if (actual.empty()) differences.push_back(path + ": empty");
        for (std::size_t index = 0; index < std::min(sample.size(), actual.size()); ++index) {
            compare(sample[index], actual[index], path + "/" + std::to_string(index), differences);
        }
    }
    if (!sample.is_object()) return;
    for (const auto& member : sample.items()) {
        const auto found = actual.find(member.key());
        if (found == actual.end()) {
            differences.push_back(path + "/" + member.key() + ": missing");
        } else {
            compare(member.value(), *found, path + "/" + member.key(), differences);
        }
    }
    for (const auto& member : actual.items()) {
        if (!sample.contains(member.key()))
            differences.push_back(path + "/" + member.key() + ": not in the sample");
    }
}

}  // namespace

ordered_json load_sample(const std::string& name) {
    std::ifstream file(std::string(MOSTIK_FIXTURES) + "/telegram/samples/" + name + ".json");
    REQUIRE(file);
    return ordered_json::parse(file);
}

std::string sample_bytes(const std::string& name) {
    return load_sample(name).dump(-1, ' ', true);
}

std::vector<std::string> shape_differences(const ordered_json& sample, const ordered_json& actual) {
    std::vector<std::string> differences;
    compare(sample, actual, "", differences);
    return differences;
}

TelegramStage::TelegramStage(telegram::Options options)
    : server(std::move(options)),
      alice(server.add_user("Alice", person(777000101, "Novak", "alice_novak", "en", false))),
      anna(server.add_user("Anna", person(777000102, "", "", "ru", true))),
      omar(server.add_user("عمر", person(8123456789, "", "omar_h1", "ar", false))),
      group(server.add_group("Ops room", {alice, anna}, place(-4200100200, "", false, false))),
      ops(server.add_supergroup("Ops room", {alice, anna}, place(-1002200300400, "", false, true))),
      forum(server.add_supergroup("Acme Support", {alice, anna}, place(-1002200300500, "", true, true))),
      channel(server.add_channel("Acme News", {alice}, place(-1002200300600, "acme_news", false, true))),
      open(server.add_supergroup("Acme Public", {alice}, place(-1002200300401, "acme_public", false, true))) {
    server.started(alice);
    server.started(anna);
}

std::string TelegramStage::path(const std::string& method) const {
    return "/bot" + server.token() + "/" + method;
}

Answer TelegramStage::call(const std::string& method, const json& parameters) {
    return fetch(server.port(), "POST", path(method), {{"Content-Type", "application/json"}},
                 parameters.dump());
}

ordered_json TelegramStage::result(const std::string& method, const json& parameters) {
    const auto answer = call(method, parameters);
    INFO(method << ": " << answer.body);
    REQUIRE(answer.status == 200);
    return ordered_json::parse(answer.body).at("result");
}

Answer TelegramStage::upload(const std::string& method, const json& fields,
                             const std::vector<FilePart>& files) {
    std::string body;
    for (const auto& field : fields.items()) {
        const auto value =
            field.value().is_string() ? field.value().get<std::string>() : field.value().dump();
        body +=
            "--X7\r\nContent-Disposition: form-data; name=\"" + field.key() + "\"\r\n\r\n" + value + "\r\n";
    }
    for (const auto& file : files) {
        body += "--X7\r\nContent-Disposition: form-data; name=\"" + file.field + "\"; filename=\"" +
                file.name + "\"\r\nContent-Type: " + file.content_type + "\r\n\r\n" + file.bytes + "\r\n";
    }
    return fetch(server.port(), "POST", path(method), {{"Content-Type", "multipart/form-data; boundary=X7"}},
                 body + "--X7--\r\n");
}

Answer TelegramStage::get(const std::string& path_and_query) {
    return fetch(server.port(), "GET", path_and_query);
}

ordered_json TelegramStage::next_update() {
    const auto updates = result("getUpdates", {{"offset", offset_}, {"limit", 1}, {"timeout", 4}});
    REQUIRE(updates.size() == 1);
    offset_ = updates[0].at("update_id").get<std::int64_t>() + 1;
    return updates[0];
}

ordered_json TelegramStage::next_update(const std::string& kind) {
    auto update = next_update();
    while (!update.contains(kind)) update = next_update();
    return update;
}

void TelegramStage::allow_all_updates() {
    result("getUpdates", {{"offset", 2},
                          {"allowed_updates",
                           {"message", "edited_message", "channel_post", "edited_channel_post",
                            "callback_query", "my_chat_member", "chat_member", "message_reaction"}}});
}

struct Pending::State {
    std::future<Answer> answer;
};

Pending::Pending(std::function<Answer()> function) : state_(std::make_unique<State>()) {
    state_->answer = std::async(std::launch::async, std::move(function));
}
Pending::~Pending() = default;

Answer Pending::get() {
    return state_->answer.get();
}

}  // namespace mostik::contract
