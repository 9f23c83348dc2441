#include "messengers/mattermost/disclosure.hpp"
#include "messengers/mattermost/sender.hpp"
#include "tests/contract/mattermost_client_stage.hpp"

namespace mostik::contract {

using core::Errc;
using messengers::Delivered;
using messengers::Outgoing;
using messengers::SendOutcome;
using messengers::mattermost::MattermostSender;

namespace {

struct SenderStage : MattermostClientStage {
    SendOutcome send(const Outgoing& what) { return send_through(sender, what); }
    SendOutcome send_through(MattermostSender& through, const Outgoing& what) {
        const auto steps = run([&] { return through.plan(what); });
        if (!steps) return steps.error();
        SendOutcome outcome;
        const std::vector<messengers::LocalFile> files;
        for (const core::Step& step : *steps) {
            outcome = run([&] { return through.perform(what, step, files); });
            if (!std::holds_alternative<Delivered>(outcome)) break;
        }
        return outcome;
    }
    std::string sent(const Outgoing& what) {
        const SendOutcome outcome = send(what);
        REQUIRE(std::holds_alternative<Delivered>(outcome));
        return std::get<Delivered>(outcome).made.at(0).message_id;
    }
    std::optional<std::string> found(const Outgoing& what, core::Time since) {
        const auto steps = run([&] { return sender.plan(what); });
        REQUIRE(steps);
        const auto result = run([&] { return sender.find_sent(what, steps->front(), since); });
        if (!result) FAIL(result.error().message);
        if (!*result) return std::nullopt;
        return (*result)->made.at(0).message_id;
    }
    Outgoing to(const std::string& target, const std::string& token = "row-1") const {
        return {.token = token, .to = {"mattermost", target}, .message = {.text = "hello"}};
    }
    core::Time now() const { return core::from_millis(server.now()); }

    MattermostSender sender{api, directory};
};

const nlohmann::json marker_of_row_1 = {{"mostik", {{"row", "row-1"}, {"part", 0}}}};

}  // namespace

TEST_CASE_METHOD(SenderStage, "a message goes to a channel by id and by name, and to a person") {
    CHECK(server.post(sent(to(ops, "row-1")))->channel_id == ops);
    CHECK(server.post(sent(to("dev/ops", "row-2")))->channel_id == ops);
    const auto direct = server.post(sent(to("@alice", "row-3")));
    CHECK(direct->channel_id == server.direct_channel(alice.id, bot.id));
    CHECK(direct->message == "hello");
    CHECK(direct->user_id == bot.id);
}

TEST_CASE_METHOD(SenderStage, "an answer goes to its thread") {
    const std::string root = server.post_as(alice.id, ops, "question").id;
    Outgoing answer = to(ops);
    answer.answered = {{.message = {"telegram", "-1", "-1:7"}}, {.message = {"mattermost", ops, root}}};
    CHECK(server.post(sent(answer))->root_id == root);
}

TEST_CASE_METHOD(SenderStage, "a message sent again within half a minute is the same post") {
    const std::string first = sent(to(ops));
    CHECK(sent(to(ops)) == first);
    CHECK(server.posts_in(ops).size() == 1);
}

TEST_CASE_METHOD(SenderStage, "an address that leads nowhere is refused") {
    const std::string target =
        GENERATE("dev/missing", "nowhere/ops", "@nobody", "aaaaaaaaaaaaaaaaaaaaaaaaaa");
    const auto outcome = send(to(target));
    REQUIRE(std::holds_alternative<messengers::Rejected>(outcome));
    CHECK(std::get<messengers::Rejected>(outcome).rejection == messengers::RejectionClass::forbidden);
}

TEST_CASE_METHOD(SenderStage, "a failure before the message itself was sent is no uncertainty") {
    server.inject(sim::swallowed_before_processing("GET", "/api/v4/teams/name/dev", 0));
    messengers::mattermost::RestTransport hasty(http, {.api = server.url() + "/api/v4",
                                                       .token = core::Secret(bot.token),
                                                       .first_backoff = std::chrono::milliseconds(1),
                                                       .backoff_cap = std::chrono::milliseconds(1)});
    messengers::mattermost::RestApi hasty_api(hasty);
    MattermostSender hasty_sender(hasty_api, directory);
    const Outgoing message = to("dev/ops");
    const auto outcome = send_through(hasty_sender, message);
    CHECK(std::holds_alternative<messengers::Retry>(outcome));
    CHECK(server.posts_in(ops).empty());
}

TEST_CASE_METHOD(SenderStage, "a message whose answer was lost is found by its marker") {
    const core::Time since = now();
    CHECK_FALSE(found(to(ops), since));
    expect(run([&] { return directory.own(); }));
    server.inject(sim::swallowed_after_processing("POST", "/api/v4/posts"));
    REQUIRE(std::holds_alternative<messengers::Unknown>(send(to(ops))));
    REQUIRE(server.posts_in(ops).size() == 1);
    CHECK(found(to(ops), since) == server.posts_in(ops).front().id);
    CHECK_FALSE(found(to(ops, "another row"), since));
}

TEST_CASE_METHOD(SenderStage, "a message that never arrived is not found") {
    const core::Time since = now();
    server.inject(sim::swallowed_before_processing("POST", "/api/v4/posts"));
    REQUIRE(std::holds_alternative<messengers::Unknown>(send(to(ops))));
    CHECK_FALSE(found(to(ops), since));
}

TEST_CASE_METHOD(SenderStage, "a marker that a person has forged does not count") {
    const core::Time since = now();
    server.post_as(alice.id, ops, "hello", {.props = marker_of_row_1});
    CHECK_FALSE(found(to(ops), since));
    const std::string own = server.post_as(bot.id, ops, "hello", {.props = marker_of_row_1}).id;
    server.post_as(alice.id, ops, "hello", {.props = marker_of_row_1});
    CHECK(found(to(ops), since) == own);
}

TEST_CASE_METHOD(SenderStage, "a message is found behind a thousand newer ones") {
    const core::Time since = now();
    const std::string own = server.post_as(bot.id, ops, "hello", {.props = marker_of_row_1}).id;
    for (int number = 0; number < 1000; ++number) server.post_as(alice.id, ops, "noise", {.silent = true});
    CHECK(found(to(ops), since) == own);
}

TEST_CASE_METHOD(SenderStage, "the search ends where the attempt began, give or take the clocks") {
    for (int number = 0; number < 1000; ++number) {
        const std::int64_t long_ago = server.now() - 3'600'000 + number;
        server.post_as(alice.id, ops, "old", {.create_at = long_ago, .silent = true});
    }
    const std::string minutes_ago =
        server
            .post_as(bot.id, ops, "hello",
                     {.props = marker_of_row_1, .create_at = server.now() - 120'000, .silent = true})
            .id;
    server.forget_requests();
    CHECK_FALSE(found(to(ops, "another row"), now()));
    CHECK(server.requests("GET", "/api/v4/channels/").size() == 1);
    // The server's clock may be behind ours.
    CHECK(found(to(ops), now()) == minutes_ago);
}

TEST_CASE_METHOD(SenderStage, "a channel that cannot be read any more cannot be searched") {
    server.leave(ops, bot.id);
    const Outgoing message = to(ops);
    const core::Step step{.payload = R"({"channel_id":")" + ops + "\"}"};
    const auto result = run([&] { return sender.find_sent(message, step, now()); });
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::forbidden);
}

namespace {

/// Alice has asked, and each channel has what she asked for.
struct ExcerptStage : SenderStage {
    ExcerptStage() {
        for (const std::string& channel : {open, secret, foreign, elsewhere}) server.join(channel, bot.id);
        for (const std::string& channel : {open, secret, elsewhere}) server.join(channel, alice.id);
        server.join(ops, bob.id);
    }

    /// The answer to a search, with an excerpt of each channel.
    Outgoing answer_in(const std::string& target, const std::vector<std::string>& channels) const {
        Outgoing answer = to(target);
        answer.message.text = "found:";
        core::Excerpts excerpts{.reader = alice.id, .otherwise = "nothing", .withheld = "ask me directly"};
        for (const std::string& channel : channels)
            excerpts.candidates.push_back({channel, name_of(channel)});
        answer.message.excerpts = excerpts;
        return answer;
    }
    std::string said(const Outgoing& what) { return server.post(sent(what))->message; }

    std::string name_of(const std::string& channel) const {
        if (channel == ops) return "ops";
        if (channel == open) return "open";
        if (channel == secret) return "secret";
        return channel == foreign ? "foreign" : "elsewhere";
    }

    std::string open = server.add_channel(team, "open");
    std::string secret = server.add_channel(team, "secret", {.type = 'P'});
    std::string foreign = server.add_channel(team, "foreign");  ///< without Alice
    std::string elsewhere = server.add_channel(server.add_team("other"), "elsewhere");
};

}  // namespace

TEST_CASE_METHOD(ExcerptStage, "who asks directly is shown the channels that she belongs to") {
    const bool by_name = GENERATE(true, false);
    const std::string target = by_name ? "@alice" : server.direct_channel(alice.id, bot.id);
    CHECK(said(answer_in(target, {secret, foreign, open, elsewhere, ops})) ==
          "found:\n\nsecret\n\nopen\n\nelsewhere\n\nops");
}

TEST_CASE_METHOD(ExcerptStage, "where none of the channels is hers she is told that there is nothing") {
    const std::string target = GENERATE("@alice", "dev/ops");
    CHECK(said(answer_in(target, {foreign})) == "nothing");
}

TEST_CASE_METHOD(ExcerptStage, "membership counts at the moment of sending") {
    const std::string direct = server.direct_channel(alice.id, bot.id);
    server.leave(secret, alice.id);
    CHECK(said(answer_in(direct, {secret})) == "nothing");
    Outgoing again = answer_in(direct, {secret});
    again.token = "row-2";
    server.join(secret, alice.id);
    CHECK(said(again) == "found:\n\nsecret");
}

TEST_CASE_METHOD(ExcerptStage, "a channel that the bot was removed from is nobody's") {
    server.leave(secret, bot.id);
    CHECK(said(answer_in(server.direct_channel(alice.id, bot.id), {secret, open})) == "found:\n\nopen");
}

TEST_CASE_METHOD(ExcerptStage,
                 "in a channel only its own words and those of the team's public channels are shown") {
    CHECK(said(answer_in(ops, {secret, open, elsewhere, foreign, ops})) ==
          "found:\n\nopen\n\nops\n\nask me directly");
}

TEST_CASE_METHOD(ExcerptStage, "what is for her alone is told of, and not shown") {
    CHECK(said(answer_in(ops, {secret})) == "ask me directly");
}

TEST_CASE_METHOD(ExcerptStage, "the private channel in which she asks may read itself") {
    CHECK(said(answer_in(secret, {secret})) == "found:\n\nsecret");
}

TEST_CASE_METHOD(ExcerptStage, "a conversation of the bot with another is no place for her words") {
    server.join(secret, bob.id);
    CHECK(said(answer_in(server.direct_channel(bob.id, bot.id), {secret, open})) == "ask me directly");
}

TEST_CASE_METHOD(ExcerptStage, "no more is asked than is needed, and each channel once") {
    expect(run([&] { return directory.own(); }));
    Outgoing answer = answer_in(server.direct_channel(alice.id, bot.id), {open, open, open, ops, secret});
    answer.message.excerpts->shown = 3;
    server.forget_requests();
    CHECK(said(answer) == "found:\n\nopen\n\nopen\n\nopen");
    CHECK(server.requests("GET", "/api/v4/channels/" + open + "/members/").size() == 1);
    CHECK(server.requests("GET", "/api/v4/channels/" + secret).empty());
    CHECK(server.requests("GET", "/api/v4/channels/" + ops).empty());
}

TEST_CASE_METHOD(ExcerptStage, "a question that is not answered is no answer: the message waits") {
    const std::string path = "/api/v4/channels/" + open;
    const std::vector<sim::Fault> faults = {
        sim::server_error("GET", path, 503, 0), sim::too_many_requests("GET", path, 60, 0),
        sim::garbage("GET", path, 0), sim::swallowed_before_processing("GET", path, 0)};
    server.inject(faults.at(GENERATE(0U, 1U, 2U, 3U)));
    CHECK(std::holds_alternative<messengers::Retry>(send(answer_in(ops, {ops, open}))));
    CHECK(server.posts_in(ops).empty());
}

TEST_CASE_METHOD(ExcerptStage, "whether a channel is public is not guessed either") {
    server.inject(sim::server_error("GET", "/api/v4/channels/" + ops, 503, 0));
    CHECK(std::holds_alternative<messengers::Retry>(send(answer_in(ops, {open}))));
    CHECK(server.posts_in(ops).empty());
}

TEST_CASE_METHOD(ExcerptStage, "a server that is too slow to be asked is asked again with the next attempt") {
    messengers::mattermost::Disclosure disclosure(api, ops, std::chrono::milliseconds(0));
    const Outgoing answer = answer_in(ops, {open});
    const auto text = run([&] { return disclosure.text_of(answer.message); });
    REQUIRE_FALSE(text);
    CHECK(std::holds_alternative<messengers::Retry>(
        messengers::mattermost::judge_before_sending(text.error())));
}

TEST_CASE_METHOD(ExcerptStage, "what cannot be shown any more need not be asked for") {
    server.inject(sim::server_error("GET", "/api/v4/channels/" + open, 503, 0));
    Outgoing answer = answer_in(ops, {ops, open});
    answer.message.excerpts->shown = 1;
    CHECK(said(answer) == "found:\n\nops");
}

TEST_CASE_METHOD(ExcerptStage, "an answer with excerpts is found by its marker like any other") {
    const core::Time since = now();
    expect(run([&] { return directory.own(); }));
    server.inject(sim::swallowed_after_processing("POST", "/api/v4/posts"));
    const Outgoing answer = answer_in(ops, {open});
    REQUIRE(std::holds_alternative<messengers::Unknown>(send(answer)));
    CHECK(found(answer, since) == server.posts_in(ops).front().id);
}

}  // namespace mostik::contract
