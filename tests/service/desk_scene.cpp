#include "tests/service/desk_scene.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

bool has(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

DeskScene::DeskScene() = default;

std::string DeskScene::config(const std::string& support) const {
    Wishes wishes;
    wishes.posted = "[log, support, respond, forward]";
    wishes.chains = {"post_edited: [support, forward]", "post_deleted: [support, forward]",
                     "reaction_added: [support]"};
    return mattermost.config(wishes) +
           "telegram:\n"
           "  token: " +
           telegram.token() + "\n  api_root: " + telegram.url() +
           "\n  limits: {overall: 1000/s, chat: 1000/s, group: 1000/s}\n"
           "  target_events_processors:\n"
           "    - message: [support, respond, forward]\n"
           "    - edited_message: [support]\n"
           "    - callback_query: [support]\n"
           "    - my_chat_member: [support]\n"
           "support:\n"
           "  channel: \"mattermost:dev/ops\"\n" +
           support;
}

void DeskScene::run(const std::string& support) {
    bot_.reset();
    support_ = support;
    const std::size_t opened = mattermost.server.websockets_opened();
    bot_ = std::make_unique<BotInProcess>(mattermost.folder.path(), config(support));
    REQUIRE(mattermost.server.wait_for_websockets_opened(opened + 1));
    REQUIRE(telegram.wait_for_poll());
}

void DeskScene::restart() {
    run(support_);
}

void DeskScene::later(std::chrono::seconds by) {
    bot_->advance(by);
    mattermost.server.post_as(mattermost.alice.id, mattermost.ops, "time goes by");
}

tg::UserId DeskScene::add_person(const std::string& name, const std::string& language) {
    tg::UserOptions options;
    options.language_code = language;
    const tg::UserId person = telegram.add_user(name, options);
    telegram.started(person);
    return person;
}

tg::Message DeskScene::told(tg::UserId person, const std::string& words) {
    const auto message = telegram.wait_for_message(
        person, [&](const tg::Message& each) { return each.by_bot && has(each.text, words); }, patience);
    INFO("words: " << words);
    for (const std::string& each : all_told(person)) UNSCOPED_INFO("told: " << each);
    REQUIRE(message);
    return *message;
}

bool DeskScene::was_told(tg::UserId person, const std::string& words) const {
    const auto texts = all_told(person);
    return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return has(text, words); });
}

std::vector<std::string> DeskScene::all_told(tg::UserId person) const {
    std::vector<std::string> texts;
    for (const tg::Message& message : telegram.sent_by_bot(person)) {
        if (!message.is_deleted) texts.push_back(message.text);
    }
    return texts;
}

void DeskScene::press(tg::UserId person, const tg::Message& message, const std::string& label) {
    for (const auto& row : message.reply_markup.at("inline_keyboard")) {
        for (const auto& button : row) {
            if (button.at("text") != label) continue;
            telegram.press(person, person, message.id, button.at("callback_data"));
            return;
        }
    }
    FAIL("there is no button " << label);
}

Post DeskScene::root(int number, const std::string& words) {
    const std::string title = "#### #" + std::to_string(number) + " ";
    const auto post = mattermost.server.wait_for_post(
        mattermost.ops,
        [&](const Post& each) {
            return each.user_id == mattermost.bot.id && each.root_id.empty() &&
                   each.message.starts_with(title) && has(each.message, words);
        },
        patience);
    INFO("ticket " << number << ", words: " << words);
    for (const Post& each : mattermost.answers_in(mattermost.ops)) UNSCOPED_INFO("post: " << each.message);
    REQUIRE(post);
    return *post;
}

Post DeskScene::in_thread(const Post& root, const std::string& words) {
    const auto post = mattermost.server.wait_for_post(
        mattermost.ops,
        [&](const Post& each) {
            return each.user_id == mattermost.bot.id && each.root_id == root.id && has(each.message, words);
        },
        patience);
    INFO("words: " << words);
    for (const std::string& each : thread(root)) UNSCOPED_INFO("post: " << each);
    REQUIRE(post);
    return *post;
}

std::vector<std::string> DeskScene::thread(const Post& root) const {
    std::vector<std::string> texts;
    for (const Post& post : mattermost.answers_in(mattermost.ops)) {
        if (post.root_id == root.id) texts.push_back(post.message);
    }
    return texts;
}

Post DeskScene::answers(const Post& root, const std::string& text, const Account* specialist) {
    simulators::mattermost::PostOptions options;
    options.root_id = root.id;
    const Account& who = specialist == nullptr ? mattermost.alice : *specialist;
    return mattermost.server.post_as(who.id, mattermost.ops, text, options);
}

void DeskScene::marked(const Post& post, const std::string& emoji) {
    INFO("mark: " << emoji);
    REQUIRE(mattermost.server.wait_for([&] {
        const auto reactions = mattermost.server.reactions_of(post.id);
        return std::any_of(reactions.begin(), reactions.end(),
                           [&](const auto& reaction) { return reaction.emoji_name == emoji; });
    }));
}

}  // namespace mostik::service_tests
