#include "tests/service/scene.hpp"

#include <algorithm>
#include <fstream>

namespace mostik::service_tests {

namespace {

std::string quoted_list(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts) list += (list.empty() ? "\"" : ", \"") + text + "\"";
    return "[" + list + "]";
}

std::string chain_lines(const std::vector<std::string>& chains) {
    std::string lines;
    for (const std::string& chain : chains) lines += "    - " + chain + "\n";
    return lines;
}

}  // namespace

Scene::Scene(const simulators::mattermost::Options& options)
    : server(options),
      team(server.add_team("dev")),
      bot(server.add_bot("mostik")),
      alice(server.add_user("alice")),
      bob(server.add_user("bob")),
      ops(add_channel("ops")) {}

std::string Scene::add_channel(const std::string& name) {
    std::string channel = server.add_channel(team, name);
    for (const Account* account : {&bot, &alice, &bob}) server.join(channel, account->id);
    return channel;
}

std::string Scene::config(const Wishes& wishes, const std::string& token) const {
    return "log: {level: debug}\n"
           "backend: {port: " +
           std::to_string(wishes.http_port) +
           "}\n"
           "db: {url: \"sqlite:mostik.db\"}\n"
           "mattermost:\n"
           "  url: " +
           (wishes.url.empty() ? server.url() : wishes.url) +
           "\n"
           "  token: " +
           (token.empty() ? bot.token : token) +
           "\n"
           "  filter_messages_contains: " +
           quoted_list(wishes.filter) +
           "\n"
           "  listen_channels: " +
           quoted_list(wishes.channels) + "\n" + wishes.more +
           "  target_events_processors:\n"
           "    - hello: [log]\n"
           "    - posted: " +
           wishes.posted + "\n" + chain_lines(wishes.chains) + wishes.sections;
}

std::filesystem::path Scene::write_config(const Wishes& wishes) const {
    std::filesystem::path file = folder.path() / wishes.file;
    std::ofstream(file) << config(wishes, "${MATTERMOST_TOKEN}");
    return file;
}

BotProcess::Environment Scene::environment(const std::string& kill_point) const {
    BotProcess::Environment environment{{"MATTERMOST_TOKEN", bot.token}};
    if (!kill_point.empty()) environment["MOSTIK_KILL_POINT"] = kill_point;
    return environment;
}

void Scene::add_past(const std::string& channel, int count, std::int64_t first_at, const std::string& text,
                     std::int64_t step) {
    simulators::mattermost::PostOptions options;
    options.silent = true;
    for (int number = 0; number < count; ++number) {
        options.create_at = first_at + number * step;
        server.post_as(number % 2 == 0 ? alice.id : bob.id, channel, text + " " + std::to_string(number),
                       options);
    }
}

std::vector<std::string> Scene::matching(const std::vector<std::string>& channels,
                                         const std::string& needle) const {
    std::vector<std::string> ids;
    for (const std::string& channel : channels) {
        for (const Post& post : server.posts_in(channel)) {
            const bool by_people = post.type.empty() && post.user_id != bot.id;
            if (by_people && post.message.find(needle) != std::string::npos) ids.push_back(post.id);
        }
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<Post> Scene::answers_in(const std::string& channel) const {
    std::vector<Post> posts = server.posts_in(channel);
    std::erase_if(posts, [&](const Post& post) { return post.user_id != bot.id || !post.type.empty(); });
    return posts;
}

std::size_t Scene::count_answers(const std::string& channel, const std::string& text) const {
    const std::vector<Post> answers = answers_in(channel);
    const auto says = [&](const Post& post) { return post.message == text; };
    return static_cast<std::size_t>(std::count_if(answers.begin(), answers.end(), says));
}

bool Scene::wait_for_answers(const std::string& channel, const std::string& text, std::size_t count) {
    return server.wait_for([&] { return count_answers(channel, text) >= count; }, patience);
}

}  // namespace mostik::service_tests
