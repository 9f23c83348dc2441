// What became of posts: edits, deletions and reactions, heard as they happen or found afterwards.
#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using Texts = std::vector<std::string>;

Wishes remembering() {
    Wishes wishes;
    wishes.posted = "[log, save, respond]";
    wishes.chains = {"post_edited: [log, save]", "post_deleted: [log, save]", "reaction_added: [log, save]",
                     "reaction_removed: [log, save]"};
    return wishes;
}

/// Five posts that are stored: to be edited, deleted, reacted to, with a reaction to be taken away, and with
/// a reply, to be deleted.
struct Posts {
    explicit Posts(Scene& scene) {
        edited = scene.server.post_as(scene.alice.id, scene.ops, "deploy one");
        deleted = scene.server.post_as(scene.alice.id, scene.ops, "deploy two");
        liked = scene.server.post_as(scene.alice.id, scene.ops, "deploy three");
        disliked = scene.server.post_as(scene.alice.id, scene.ops, "deploy four");
        scene.server.react_as(scene.bob.id, disliked.id, "thumbsup");
        root = scene.server.post_as(scene.alice.id, scene.ops, "deploy five");
        simulators::mattermost::PostOptions options;
        options.root_id = root.id;
        reply = scene.server.post_as(scene.bob.id, scene.ops, "deploy five went wrong", options);
    }

    void change(Scene& scene) const {
        scene.server.edit_as(scene.alice.id, edited.id, "deploy one, again");
        scene.server.delete_as(scene.alice.id, deleted.id);
        scene.server.react_as(scene.bob.id, liked.id, "tada");
        scene.server.unreact_as(scene.bob.id, disliked.id, "thumbsup");
        scene.server.delete_as(scene.alice.id, root.id);
    }

    bool are_stored(BotInProcess& bot) const {
        Remembered& remembered = bot.remembered();
        return remembered.has_post(reply.id) && remembered.reactions(disliked) == Texts{"bob:thumbsup"};
    }

    bool are_changed(BotInProcess& bot) const {
        Remembered& remembered = bot.remembered();
        return remembered.texts(edited) == Texts{"deploy one", "deploy one, again"} &&
               remembered.post(deleted)->deleted_at && remembered.reactions(liked) == Texts{"bob:tada"} &&
               remembered.reactions(disliked).empty() && remembered.post(root)->deleted_at &&
               remembered.post(reply)->deleted_at;
    }

    Post edited, deleted, liked, disliked, root, reply;
};

bool is_deleted(BotInProcess& bot, const Post& post) {
    const auto stored = bot.remembered().post(post);
    return stored && stored->deleted_at;
}

}  // namespace

TEST_CASE("what becomes of stored posts is remembered as it happens") {
    Scene scene;
    BotInProcess bot(scene.folder.path(), scene.config(remembering()));
    REQUIRE(scene.server.wait_for_websockets(1));
    const Posts posts(scene);
    REQUIRE(bot.wait_until([&] { return posts.are_stored(bot); }));
    posts.change(scene);
    CHECK(bot.wait_until([&] { return posts.are_changed(bot); }));
    CHECK(bot.remembered().texts(posts.edited) == Texts{"deploy one", "deploy one, again"});
    CHECK(bot.remembered().reactions(posts.liked) == Texts{"bob:tada"});
    CHECK(bot.remembered().reactions(posts.disliked).empty());
    CHECK(is_deleted(bot, posts.root));
    CHECK(is_deleted(bot, posts.reply));
    CHECK(bot.remembered().post(posts.deleted)->text == "deploy two");
}

TEST_CASE("a reaction that is taken back while the bot asks what it missed is not remembered") {
    Scene scene;
    const Post post = scene.server.post_as(scene.alice.id, scene.ops, "deploy it");
    {
        BotInProcess bot(scene.folder.path(), scene.config(remembering()));
        REQUIRE(bot.wait_until([&] { return bot.remembered().has_post(post.id); }));
        REQUIRE(bot.stop() == 0);
    }
    scene.server.react_as(scene.bob.id, post.id, "tada");
    scene.server.react_as(scene.bob.id, post.id, "eyes");
    // Its lists are made when they are asked for, and come a moment later.
    const std::string posts = "/api/v4/channels/" + scene.ops + "/posts";
    scene.server.forget_requests();
    scene.server.inject(simulators::mattermost::delayed("GET", posts, std::chrono::milliseconds(300)));
    BotInProcess bot(scene.folder.path(), scene.config(remembering()));
    REQUIRE(scene.server.wait_for([&] {
        const auto requests = scene.server.requests("GET", posts);
        return std::any_of(requests.begin(), requests.end(), [](const auto& request) {
            return request.query.find("since=") != std::string::npos;
        });
    }));
    scene.server.unreact_as(scene.bob.id, post.id, "tada");
    CHECK(bot.wait_until([&] { return bot.remembered().reactions(post) == Texts{"bob:eyes"}; }));
}

TEST_CASE("what became of stored posts while the bot was away is found at the next start") {
    Scene scene;
    const Posts posts(scene);
    {
        BotInProcess bot(scene.folder.path(), scene.config(remembering()));
        REQUIRE(bot.wait_until([&] { return posts.are_stored(bot); }));
        REQUIRE(bot.stop() == 0);
    }
    posts.change(scene);
    BotInProcess bot(scene.folder.path(), scene.config(remembering()));
    CHECK(bot.wait_until([&] { return posts.are_changed(bot); }));
    CHECK(bot.remembered().post(posts.deleted)->text == "deploy two");
    const auto at_server = scene.server.post(posts.deleted.id);
    CHECK(bot.remembered().post(posts.deleted)->deleted_at == core::from_millis(at_server->delete_at));
}

TEST_CASE("what became of stored posts in lost frames is found") {
    Scene scene;
    BotInProcess bot(scene.folder.path(), scene.config(remembering()));
    REQUIRE(scene.server.wait_for_websockets(1));
    const Posts posts(scene);
    REQUIRE(bot.wait_until([&] { return posts.are_stored(bot); }));
    scene.server.drop_frames(5);
    posts.change(scene);
    // What was lost shows in the next frame's number.
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    CHECK(bot.wait_until([&] { return posts.are_changed(bot); }));
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
}

TEST_CASE("a post that was edited while the bot was away, so that it matches now, is stored") {
    Scene scene;
    const Post post = scene.server.post_as(scene.alice.id, scene.ops, "small talk");
    {
        BotInProcess bot(scene.folder.path(), scene.config(remembering()));
        REQUIRE(scene.log.wait_for("posts read in"));
        REQUIRE(bot.stop() == 0);
    }
    scene.server.edit_as(scene.alice.id, post.id, "deploy talk");
    BotInProcess bot(scene.folder.path(), scene.config(remembering()));
    CHECK(bot.wait_until([&] { return bot.remembered().texts(post) == Texts{"deploy talk"}; }));
}

TEST_CASE("what became of posts before the bot first ran is past") {
    Scene scene;
    simulators::mattermost::PostOptions earlier;
    earlier.create_at = scene.server.now() - 5'000;
    const Post edited = scene.server.post_as(scene.alice.id, scene.ops, "small talk", earlier);
    const Post deleted = scene.server.post_as(scene.alice.id, scene.ops, "smaller talk", earlier);
    scene.server.edit_as(scene.alice.id, edited.id, "talk");
    scene.server.delete_as(scene.alice.id, deleted.id);
    {
        BotInProcess bot(scene.folder.path(), scene.config(remembering()));
        REQUIRE(scene.log.wait_for("posts read in"));
        REQUIRE(bot.stop() == 0);
    }
    BotInProcess bot(scene.folder.path(), scene.config(remembering()));
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    const std::string posts = "/api/v4/channels/" + scene.ops + "/posts";
    REQUIRE(scene.server.wait_for([&] {
        const auto requests = scene.server.requests("GET", posts);
        return std::any_of(requests.begin(), requests.end(), [](const auto& request) {
            return request.query.find("since=") != std::string::npos;
        });
    }));
    CHECK(bot.stop() == 0);
    CHECK(scene.log.count("event=mattermost/post_edited") == 0);
    CHECK(scene.log.count("event=mattermost/post_deleted") == 0);
}

TEST_CASE("an edit that makes a command of an old post is not answered") {
    Scene scene;
    const Post post = scene.server.post_as(scene.alice.id, scene.ops, "deploy it");
    {
        BotInProcess bot(scene.folder.path(), scene.config(remembering()));
        REQUIRE(bot.wait_until([&] { return bot.remembered().has_post(post.id); }));
        REQUIRE(bot.stop() == 0);
    }
    scene.server.edit_as(scene.alice.id, post.id, "!ping");
    BotInProcess bot(scene.folder.path(), scene.config(remembering()));
    REQUIRE(bot.wait_until([&] { return bot.remembered().texts(post) == Texts{"deploy it", "!ping"}; }));
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    CHECK(bot.stop() == 0);
    CHECK(scene.count_answers(scene.ops, "pong") == 1);
}

TEST_CASE("reactions, replies and pins move a post without being edits of it") {
    Scene scene;
    const Post post = scene.server.post_as(scene.alice.id, scene.ops, "deploy it");
    {
        BotInProcess bot(scene.folder.path(), scene.config(remembering()));
        REQUIRE(bot.wait_until([&] { return bot.remembered().has_post(post.id); }));
        REQUIRE(bot.stop() == 0);
    }
    scene.server.react_as(scene.bob.id, post.id, "eyes");
    scene.server.pin_as(scene.bob.id, post.id);
    simulators::mattermost::PostOptions options;
    options.root_id = post.id;
    const Post reply = scene.server.post_as(scene.bob.id, scene.ops, "the deploy is done", options);
    BotInProcess bot(scene.folder.path(), scene.config(remembering()));
    REQUIRE(bot.wait_until([&] { return bot.remembered().reactions(post) == Texts{"bob:eyes"}; }));
    CHECK(bot.stop() == 0);
    CHECK(bot.remembered().texts(post) == Texts{"deploy it"});
    // Each pin leaves an old revision of the post behind in the list of changes: that is no post.
    CHECK(bot.remembered().post_ids() == scene.matching({scene.ops}, "deploy"));
}

TEST_CASE("more changes than the server lists at once are found all the same") {
    Scene scene;
    std::vector<Post> posts;
    for (int number = 0; number < 600; ++number) {
        posts.push_back(scene.server.post_as(scene.alice.id, scene.ops, "deploy " + std::to_string(number)));
    }
    {
        BotInProcess bot(scene.folder.path(), scene.config(remembering()));
        REQUIRE(bot.wait_until([&] { return bot.remembered().post_ids().size() == posts.size(); }));
        REQUIRE(bot.stop() == 0);
    }
    // Each edit counts twice: the post and its old revision.
    for (const Post& post : posts) scene.server.edit_as(scene.alice.id, post.id, "deploy again");
    scene.server.delete_as(scene.alice.id, posts.front().id);
    BotInProcess bot(scene.folder.path(), scene.config(remembering()));
    REQUIRE(bot.wait_until([&] { return is_deleted(bot, posts.front()); }));
    CHECK(bot.stop() == 0);
    for (std::size_t i = 1; i < posts.size(); ++i) {
        CHECK(bot.remembered().texts(posts[i]).back() == "deploy again");
    }
}

TEST_CASE("it is looked for changes from time to time") {
    Scene scene;
    Wishes wishes = remembering();
    wishes.more = "  history: {reconcile: {every: 100ms}}\n";
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.server.wait_for_websockets(1));
    const std::string posts = "/api/v4/channels/" + scene.ops + "/posts";
    const auto looked = [&](std::size_t times) {
        return scene.server.wait_for([&] {
            const auto requests = scene.server.requests("GET", posts);
            const auto looks = std::count_if(requests.begin(), requests.end(), [](const auto& request) {
                return request.query.find("since=") != std::string::npos;
            });
            return static_cast<std::size_t>(looks) >= times;
        });
    };
    CHECK(looked(3));
    CHECK(scene.log.count("changes were missed") == 0);
}

TEST_CASE("an edit, a deletion or a reaction that was heard is not told again by a later look") {
    Scene scene;
    Wishes wishes = remembering();
    wishes.filter = {"nothing matches this"};
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.server.wait_for_websockets(1));
    const Post post = scene.server.post_as(scene.alice.id, scene.ops, "small talk");
    scene.server.edit_as(scene.alice.id, post.id, "smaller talk");
    scene.server.react_as(scene.bob.id, post.id, "eyes");
    REQUIRE(scene.log.wait_for("reaction_added"));
    REQUIRE(scene.log.wait_for("posts read in"));
    scene.server.restart();
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    REQUIRE(scene.server.wait_for([&] {
        const auto requests = scene.server.requests("GET", "/api/v4/channels/" + scene.ops + "/posts");
        return !requests.empty() && requests.back().query.find("since=") != std::string::npos;
    }));
    CHECK(bot.stop() == 0);
    CHECK(scene.log.count("event=mattermost/post_edited") == 1);
    CHECK(scene.log.count("event=mattermost/reaction_added") == 1);
}

}  // namespace mostik::service_tests
