#include "messengers/mattermost/sender.hpp"
#include "tests/contract/mattermost_client_stage.hpp"

namespace mostik::contract {

using core::Errc;
using messengers::mattermost::PostDraft;
using messengers::mattermost::RestTransport;
using messengers::mattermost::WirePost;

namespace {

struct ClientPostStage : MattermostClientStage {
    WirePost create(const PostDraft& draft) {
        return expect(run([&] { return api.create_post(draft); }));
    }
    PostDraft hello() const { return {.channel_id = ops, .message = "hello"}; }
};

}  // namespace

TEST_CASE_METHOD(ClientPostStage, "a post is made as drafted") {
    PostDraft draft = hello();
    draft.message = "привет, @alice\n**жирно** \"\\ \x01 💣";
    draft.pending_post_id = bot.id + ":row-1";
    draft.marker = "row-1";
    const WirePost post = create(draft);
    CHECK(post.user_id == bot.id);
    CHECK(post.channel_id == ops);
    CHECK(post.message == draft.message);
    CHECK(post.pending_post_id == draft.pending_post_id);
    CHECK(post.marker == "row-1");
    CHECK(post.claims_bot);
    CHECK(post.root_id.empty());
    const auto stored = server.post(post.id);
    REQUIRE(stored);
    CHECK(stored->message == draft.message);
    CHECK(stored->props["mostik"]["row"] == "row-1");

    draft = hello();
    draft.root_id = post.id;
    const WirePost reply = create(draft);
    CHECK(reply.root_id == post.id);
    CHECK(reply.marker.empty());
}

TEST_CASE_METHOD(ClientPostStage, "bytes that are no UTF-8 are sent as replacement characters") {
    PostDraft draft = hello();
    draft.message = "bad \xFF byte";
    CHECK(create(draft).message == "bad \xEF\xBF\xBD byte");
}

TEST_CASE_METHOD(ClientPostStage, "the same pending_post_id gives the first post for 30 s") {
    PostDraft draft = hello();
    draft.pending_post_id = bot.id + ":row-1";
    const WirePost first = create(draft);
    draft.message = "hello again";
    CHECK(create(draft).id == first.id);
    server.advance(std::chrono::seconds(29));
    CHECK(create(draft).id == first.id);
    CHECK(server.posts_in(ops).size() == 1);
    server.advance(std::chrono::seconds(2));
    CHECK(create(draft).id != first.id);
    CHECK(server.posts_in(ops).size() == 2);
}

TEST_CASE_METHOD(ClientPostStage,
                 "a post is sent once, and an answer that is not understood leaves it uncertain") {
    const sim::Fault fault =
        GENERATE(sim::server_error("POST", "/api/v4/posts", 502), sim::garbage("POST", "/api/v4/posts"),
                 sim::swallowed_after_processing("POST", "/api/v4/posts"),
                 sim::swallowed_before_processing("POST", "/api/v4/posts"));
    expect(run([&] { return api.me(); }));  // the connection is used again
    server.inject(fault);
    const auto post = run([&] { return api.create_post(hello()); });
    REQUIRE_FALSE(post);
    CHECK(std::holds_alternative<messengers::Unknown>(messengers::mattermost::judge_send(post.error())));
    CHECK(server.requests("POST", "/api/v4/posts").size() == 1);
}

TEST_CASE_METHOD(ClientPostStage, "a server that is away has received nothing") {
    server.refuse_connections();
    const auto post = run([&] { return api.create_post(hello()); });
    REQUIRE_FALSE(post);
    CHECK(std::holds_alternative<messengers::Retry>(messengers::mattermost::judge_send(post.error())));
}

TEST_CASE_METHOD(ClientPostStage, "what the server refuses is refused with its reason") {
    const auto refusal = [&](const PostDraft& draft) {
        const auto post = run([&] { return api.create_post(draft); });
        REQUIRE_FALSE(post);
        return messengers::mattermost::judge_send(post.error());
    };
    const auto rejection = [&](const PostDraft& draft) {
        return std::get<messengers::Rejected>(refusal(draft)).rejection;
    };
    PostDraft draft = hello();
    draft.message = std::string(16'384, 'x');
    CHECK(rejection(draft) == messengers::RejectionClass::bad_message);
    draft = hello();
    draft.root_id = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
    CHECK(rejection(draft) == messengers::RejectionClass::bad_message);
    draft = hello();
    draft.channel_id = server.add_channel(team, "open");
    CHECK(rejection(draft) == messengers::RejectionClass::forbidden);
    server.archive(ops);
    CHECK(rejection(hello()) == messengers::RejectionClass::forbidden);
    server.revoke_token(bot.token);
    CHECK(rejection(hello()) == messengers::RejectionClass::broken_config);
}

TEST_CASE_METHOD(ClientPostStage, "a patch changes the text and keeps from_bot and the marker") {
    PostDraft draft = hello();
    draft.marker = "row-1";
    const WirePost post = create(draft);
    const WirePost patched = expect(run([&] { return api.patch_post(post, "changed"); }));
    CHECK(patched.id == post.id);
    CHECK(patched.message == "changed");
    CHECK(patched.edit_at > 0);
    CHECK(patched.marker == "row-1");
    CHECK(patched.claims_bot);
    const auto stored = server.post(post.id);
    CHECK(stored->props["from_bot"] == "true");
    CHECK(stored->props["mostik"]["row"] == "row-1");

    const auto theirs = server.post_as(alice.id, ops, "mine");
    const WirePost of_alice = expect(run([&] { return api.post(theirs.id); }));
    CHECK(run([&] { return api.patch_post(of_alice, "yours"); }).error().code == Errc::forbidden);
}

TEST_CASE_METHOD(ClientPostStage, "a deleted post is gone, and deleting it again is refused") {
    const WirePost post = create(hello());
    expect(run([&] { return api.delete_post(post.id); }));
    CHECK(run([&] { return api.post(post.id); }).error().code == Errc::not_found);
    CHECK(run([&] { return api.delete_post(post.id); }).error().code == Errc::forbidden);
}

TEST_CASE_METHOD(ClientPostStage, "posts by their ids: those that exist and may be read, deleted ones too") {
    const std::string open = server.add_channel(team, "open");
    const std::string readable = server.post_as(alice.id, ops, "readable").id;
    const std::string deleted = server.post_as(alice.id, ops, "deleted").id;
    server.join(open, alice.id);
    const std::string foreign = server.post_as(alice.id, open, "foreign").id;
    server.delete_as(alice.id, deleted);
    std::vector<std::string> ids{readable, deleted, foreign, "aaaaaaaaaaaaaaaaaaaaaaaaaa"};
    std::map<std::string, std::int64_t> found;
    for (const auto& post : expect(run([&] { return api.posts_by_ids(ids); })))
        found[post.id] = post.delete_at;
    CHECK(found.size() == 2);
    CHECK(found.at(readable) == 0);
    CHECK(found.at(deleted) > 0);

    ids = {"aaaaaaaaaaaaaaaaaaaaaaaaaa"};
    CHECK(expect(run([&] { return api.posts_by_ids(ids); })).empty());
}

TEST_CASE_METHOD(ClientPostStage,
                 "a thread is found from any of its posts, the one asked for is listed twice") {
    const std::string root = server.post_as(alice.id, ops, "root").id;
    const std::string reply = server.post_as(alice.id, ops, "reply", {.root_id = root}).id;
    server.post_as(alice.id, ops, "another reply", {.root_id = root});
    for (const std::string& asked : {root, reply}) {
        const auto thread = expect(run([&] { return api.thread(asked); }));
        std::map<std::string, int> times;
        for (const auto& post : thread.posts) ++times[post.id];
        CHECK(times.size() == 3);
        // As the server lists them: who wants each once has to drop what came before.
        CHECK(times.at(asked) == 2);
        CHECK(thread.posts.front().id == asked);
    }
    CHECK(run([&] { return api.thread("aaaaaaaaaaaaaaaaaaaaaaaaaa"); }).error().code == Errc::not_found);
}

}  // namespace mostik::contract
