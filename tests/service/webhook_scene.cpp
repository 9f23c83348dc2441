#include "tests/service/webhook_scene.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <nlohmann/json.hpp>

namespace mostik::service_tests {

using namespace std::chrono_literals;

telegram_sim::Options any_webhook_address() {
    telegram_sim::Options options;
    options.any_webhook_address = true;
    return options;
}

WebhookScene::WebhookScene(const telegram_sim::Options& options)
    : telegram(options),
      alice(telegram.add_user("Alice")),
      anna(telegram.add_user("Anna")),
      ops(telegram.add_supergroup("Ops", {alice, anna})),
      url("http://127.0.0.1:" + std::to_string(port.number()) + path) {
    telegram.started(alice);
    telegram.started(anna);
    telegram.set_privacy_mode(false);
}

Wishes WebhookScene::wishes() const {
    Wishes wishes;
    wishes.http_port = port.number();
    wishes.sections =
        "telegram:\n"
        "  token: " +
        telegram.token() + "\n  api_root: " + telegram.url() + "\n  webhook: {url: '" + url +
        "', path: " + path + ", secret: " + secret +
        "}\n"
        "  target_events_processors:\n"
        "    - message: [save, respond]\n";
    return wishes;
}

bot::ServiceTiming WebhookScene::impatient() {
    bot::ServiceTiming timing = quick();
    timing.receiver.look_at_calls = 50ms;
    return timing;
}

std::unique_ptr<BotInProcess> WebhookScene::run(const bot::ServiceTiming& timing) const {
    auto bot = std::make_unique<BotInProcess>(mattermost.folder.path(), config(), timing);
    return bot;
}

contract::Answer WebhookScene::call(const std::string& body, const contract::Headers& headers) const {
    return contract::fetch(port.number(), "POST", path, headers, body);
}

std::string WebhookScene::update(int number, const std::string& text) const {
    const nlohmann::json person = {{"id", alice}, {"is_bot", false}, {"first_name", "Alice"}};
    return nlohmann::json{{"update_id", number},
                          {"message",
                           {{"message_id", number},
                            {"date", 1'763'000'000},
                            {"chat", {{"id", ops}, {"type", "supergroup"}, {"title", "Ops"}}},
                            {"from", person},
                            {"text", text}}}}
        .dump();
}

std::vector<std::string> WebhookScene::answers() const {
    std::vector<std::string> texts;
    for (const auto& message : telegram.sent_by_bot(alice)) texts.push_back(message.text);
    return texts;
}

bool WebhookScene::wait_for_answers(std::size_t count) {
    return telegram.wait_for([&] { return answers().size() >= count; }, patience);
}

bool WebhookScene::wait_for_repetitions() {
    for (int attempt = 0; attempt < 30; ++attempt) {
        telegram.advance(61s);
        if (telegram.wait_for_confirmed(500ms)) return true;
    }
    return false;
}

std::vector<std::string> stored_texts(const std::filesystem::path& database) {
    const SQLite::Database opened(database.string(), SQLite::OPEN_READONLY, 10'000);
    SQLite::Statement query(opened, "SELECT text FROM posts WHERE messenger = 'telegram' ORDER BY row_id");
    std::vector<std::string> texts;
    while (query.executeStep()) texts.push_back(query.getColumn(0).getString());
    return texts;
}

}  // namespace mostik::service_tests
