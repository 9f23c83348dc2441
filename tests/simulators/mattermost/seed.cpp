#include "tests/simulators/mattermost/seed.hpp"

#include "tests/simulators/mattermost/identifier.hpp"

#include <array>

namespace mostik::simulators::mattermost {

namespace {

constexpr std::array<std::string_view, 5> deploy_texts{
    "Deploy of billing to production is done", "Деплой биллинга на прод завершён",
    "deploy failed: migration 42 timed out, rolling back", "Кто делает деплой сегодня вечером?",
    "Deploy window moved to 16:00 #release"};

constexpr std::array<std::string_view, 12> small_talk{
    "morning!",
    "Доброе утро, коллеги",
    "P1: api latency over 2s, looking into it @channel",
    "Нашёл: очередь забита, перезапускаю воркер",
    "the staging certificate expires on friday",
    "Кофе?",
    "review please: https://git.example.com/dev/billing/-/merge_requests/17",
    "Спасибо @bob, помогло!",
    "```\nERROR connection reset by peer\n```",
    "tests are green again :tada:",
    "Ребята, кто сломал линтер?",
    "lunch at one, the usual place"};

constexpr std::array<std::string_view, 4> replies{"on it", "готово", "+1", "спасибо, посмотрю"};

constexpr Milliseconds step = 17'000;

struct Scene {
    World& world;
    std::vector<const User*> people;
    std::vector<Channel*> channels;
    std::vector<std::string> roots;
};

User& add_person(World& world, const char* username, const char* first_name, const char* last_name) {
    User user;
    user.username = username;
    user.password = "password";
    user.first_name = first_name;
    user.last_name = last_name;
    return world.create_user(std::move(user));
}

PostDraft draft_of(const Scene& scene, int index, Milliseconds at) {
    const auto number = static_cast<std::size_t>(index);
    PostDraft draft;
    draft.channel_id = scene.channels[number % scene.channels.size()]->id;
    draft.create_at = at;
    draft.silent = true;
    draft.message = number % 10 == 3 ? deploy_texts[number / 10 % deploy_texts.size()]
                                     : small_talk[number % small_talk.size()];
    return draft;
}

// A reply to the newest root of the same channel.
void answer(const Scene& scene, PostDraft& draft, int index) {
    for (auto root = scene.roots.rbegin(); root != scene.roots.rend(); ++root) {
        const auto* post = scene.world.find_live_post(*root);
        if (post == nullptr || post->channel_id != draft.channel_id) continue;
        draft.root_id = *root;
        draft.message = replies[static_cast<std::size_t>(index) % replies.size()];
        return;
    }
}

void add_history(Scene& scene, int posts) {
    auto& world = scene.world;
    auto at = world.now() - step * posts - 3'600'000;
    for (int index = 0; index < posts; ++index) {
        if (index % 25 != 24) at += step;  // else: the millisecond of the post before
        const auto& author = *scene.people[static_cast<std::size_t>(index) % scene.people.size()];
        auto draft = draft_of(scene, index, at);
        if (index % 7 == 5) answer(scene, draft, index);
        if (index % 31 == 30) {
            const auto& file =
                world.add_file(author, draft.channel_id, "build-" + std::to_string(index) + ".log",
                               "step " + std::to_string(index) + "\nok\n");
            draft.file_ids.push_back(file.id);
        }
        const auto created = world.create_post(author, std::move(draft));
        if (!created) continue;
        const auto id = created->post.id;
        if (created->post.root_id.empty()) scene.roots.push_back(id);
        auto& post = *world.find_post(id);
        if (index % 20 == 9) {
            PostPatch patch;
            patch.message = post.message + " (edited)";
            world.patch_post(post, patch);
        }
        if (index % 50 == 41) world.delete_post(post, author);
        if (index % 15 == 7) world.add_reaction(post, *scene.people.front(), "eyes");
    }
}

}  // namespace

const Session& seed_demo(World& world, int posts) {
    auto& alice = add_person(world, "alice", "Alice", "Liddell");
    auto& bob = add_person(world, "bob", "Bob", "");
    auto& carol = add_person(world, "carol", "Carol", "Шевченко");
    User robot;
    robot.username = "mostik";
    robot.first_name = "Mostik";
    robot.bot_description = "bridge";
    robot.is_bot = true;
    auto& bot = world.create_user(std::move(robot));

    auto& team = world.create_team("dev", "Dev");
    Scene scene{world, {&alice, &bob, &carol}, {}, {}};
    struct Room {
        const char* name;
        const char* display_name;
    };
    for (const auto& room :
         {Room{"town-square", "Town Square"}, Room{"alerts", "Alerts"}, Room{"ops", "Ops"}}) {
        Channel channel;
        channel.team_id = team.id;
        channel.name = room.name;
        channel.display_name = room.display_name;
        auto& stored = world.create_channel(std::move(channel), nullptr);
        stored.creator_id = alice.id;
        scene.channels.push_back(&stored);
    }
    for (const auto* user : {&alice, &bob, &carol, &bot}) {
        world.join_team(team, *user, false);
        for (auto* channel : scene.channels) world.join_channel(*channel, *user, *user, false);
    }
    add_history(scene, posts);
    return world.open_session(bot, fixed_id("mostikdemotoken"));
}

}  // namespace mostik::simulators::mattermost
