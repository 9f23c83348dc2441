#include "tests/service/bridge_scene.hpp"

#include <fstream>

namespace mostik::service_tests {

BridgeScene::BridgeScene(const tg::Options& options)
    : telegram(options), anna(telegram.add_user("Anna")), group(telegram.add_supergroup("Ops room", {anna})) {
    telegram.set_privacy_mode(false);
}

std::string BridgeScene::route(const std::string& more) const {
    return "  - {from: \"mattermost:dev/ops\", to: \"telegram:" + std::to_string(group) +
           "\", both_ways: true" + more + "}\n";
}

std::string BridgeScene::config(const std::string& more, const std::string& route_keys) const {
    Wishes wishes;
    wishes.posted = "[save, respond, forward]";
    wishes.chains = {"post_edited: [forward]", "post_deleted: [forward]", "reaction_added: [forward]",
                     "reaction_removed: [forward]"};
    return mattermost.config(wishes) +
           "telegram:\n"
           "  token: " +
           telegram.token() + "\n  api_root: " + telegram.url() +
           "\n  limits: {overall: 1000/s, chat: 1000/s, group: 1000/s}\n" + more +
           "  target_events_processors:\n"
           "    - message: [respond, forward]\n"
           "    - edited_message: [forward]\n"
           "    - message_reaction: [forward]\n"
           "routes:\n" +
           route(route_keys);
}

std::filesystem::path BridgeScene::write_config(const std::string& more,
                                                const std::string& route_keys) const {
    std::string text = config(more, route_keys);
    const auto replace = [&text](const std::string& secret, const std::string& name) {
        text.replace(text.find(secret), secret.size(), "${" + name + "}");
    };
    replace(mattermost.bot.token, "MATTERMOST_TOKEN");
    replace(telegram.token(), "TELEGRAM_TOKEN");
    std::filesystem::path file = mattermost.folder.path() / "config.yaml";
    std::ofstream(file) << text;
    return file;
}

BotProcess::Environment BridgeScene::environment(const std::string& kill_point) const {
    BotProcess::Environment environment = mattermost.environment(kill_point);
    environment["TELEGRAM_TOKEN"] = telegram.token();
    return environment;
}

bool BridgeScene::wait_until_ready() {
    return mattermost.server.wait_for_websockets(1) && telegram.wait_for_poll();
}

Post BridgeScene::says_in_mattermost(const std::string& text, const std::string& root_id) {
    simulators::mattermost::PostOptions options;
    options.root_id = root_id;
    return mattermost.server.post_as(mattermost.alice.id, mattermost.ops, text, options);
}

tg::Message BridgeScene::says_in_telegram(const std::string& text, const tg::WriteOptions& options) {
    return telegram.write(anna, group, text, options);
}

std::optional<tg::Message> BridgeScene::copy_in_telegram(const std::string& text) {
    return telegram.wait_for_message(
        group, [&](const tg::Message& message) { return message.by_bot && message.text.ends_with(text); },
        patience);
}

std::optional<Post> BridgeScene::copy_in_mattermost(const std::string& text) {
    return mattermost.server.wait_for_post(
        mattermost.ops,
        [&](const Post& post) { return post.user_id == mattermost.bot.id && post.message.ends_with(text); },
        patience);
}

std::vector<std::string> BridgeScene::texts_in_telegram() const {
    std::vector<std::string> texts;
    for (const tg::Message& message : telegram.sent_by_bot(group)) {
        if (!message.is_deleted) texts.push_back(message.text);
    }
    return texts;
}

std::vector<std::string> BridgeScene::texts_in_mattermost() const {
    std::vector<std::string> texts;
    for (const Post& post : mattermost.answers_in(mattermost.ops)) texts.push_back(post.message);
    return texts;
}

}  // namespace mostik::service_tests
