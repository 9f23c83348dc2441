// What `forward` carries, where to, and as what.
#include "forward_stage.hpp"

using namespace mostik;
using namespace mostik::processors::test;

namespace {

using Addresses = std::vector<std::string>;

const std::string there = "[{from: 'mattermost:dev/ops', to: 'telegram:-100'}]";
const std::string back = "[{from: 'telegram:-100', to: 'mattermost:dev/ops'}]";

/// Is what is said there carried by a route that begins at `from`?
bool leads(const std::string& from, const core::Event& event) {
    ForwardStage stage("[{from: '" + from + "', to: 'telegram:-999'}]");
    stage.run(event);
    return !stage.outbox().empty();
}

}  // namespace

TEST_CASE("a message is carried as its author's words") {
    ForwardStage stage(there);
    stage.run(in_mattermost("the *disk* is full"));
    const OutboxRow row = stage.row();
    CHECK(row.state == OutboxState::queued);
    CHECK(row.draft.operation == core::Operation::send);
    CHECK(row.draft.to == core::Address{"telegram", "-100"});
    CHECK(row.draft.source == core::MessageRef{"mattermost", "c1", "p1"});
    CHECK(row.draft.caused_at == noon);
    CHECK(row.draft.message.text == "the *disk* is full");
    CHECK(row.draft.message.carried);
    CHECK(row.draft.message.author == "Anna Ivanova");
    CHECK(row.draft.message.byline == "**Anna Ivanova:** ");
    CHECK_FALSE(row.draft.message.reply_to);
    CHECK(row.draft.owner.empty());
    CHECK(row.due_at == noon);
}

TEST_CASE("the same event carries its message once") {
    ForwardStage stage(there);
    stage.run(in_mattermost("the disk is full"));
    stage.run(in_mattermost("the disk is full"));
    stage.deliver();
    stage.run(in_mattermost("the disk is full"));
    CHECK(stage.outbox().size() == 1);
    stage.run(in_mattermost("the disk is full", "p2"));
    CHECK(stage.outbox().size() == 2);
}

TEST_CASE("formatting that a messenger does not write in its text is carried") {
    ForwardStage stage(back);
    core::Event event = in_telegram("the disk is full");
    post_in(event).markdown = "the **disk** is full";
    stage.run(event);
    CHECK(stage.row().draft.message.text == "the **disk** is full");
}

TEST_CASE("a route begins at a channel's id or name") {
    const core::Event event = in_mattermost("hello");
    CHECK(leads("mattermost:c1", event));
    CHECK(leads("mattermost:dev/ops", event));
    CHECK_FALSE(leads("mattermost:dev/other", event));
    CHECK_FALSE(leads("mattermost:other/ops", event));
    CHECK_FALSE(leads("telegram:c1", event));
    core::Event nowhere = event;
    nowhere.channel = {};
    CHECK_FALSE(leads("mattermost:c1", nowhere));
}

TEST_CASE("a route begins at a topic, or at the whole chat with all its topics") {
    core::Event event = in_telegram("hello");
    CHECK(leads("telegram:-100", event));
    CHECK_FALSE(leads("telegram:-100/7", event));
    event.channel.topic = "7";
    CHECK(leads("telegram:-100", event));
    CHECK(leads("telegram:-100/7", event));
    CHECK_FALSE(leads("telegram:-100/8", event));
}

TEST_CASE("a route begins at a person's direct messages") {
    core::Event event = in_mattermost("hello");
    event.channel = {.id = "d1", .name = "u0__u1", .direct = true};
    CHECK(leads("mattermost:@anna", event));
    CHECK_FALSE(leads("mattermost:@boris", event));
    CHECK_FALSE(leads("mattermost:@anna", in_mattermost("hello")));
}

TEST_CASE("a route follows a chat that has moved") {
    ForwardStage stage("[{from: 'telegram:-5', to: 'mattermost:dev/ops'}]");
    stage.run(in_telegram("hello"));
    CHECK(stage.outbox().empty());
    stage.work([](storage::UnitOfWork& unit) { unit.chats().moved("telegram", "-5", "-100", noon); });
    stage.run(in_telegram("hello"));
    CHECK(stage.addresses() == Addresses{"mattermost:dev/ops"});
}

TEST_CASE("a message is carried along every route, to every address") {
    ForwardStage stage(
        "[{from: 'mattermost:dev/ops', to: ['telegram:-100', 'telegram:-200/7']}, "
        "{from: 'mattermost:c1', to: 'mattermost:dev/all'}, {from: 'mattermost:dev/all', to: "
        "'telegram:-300'}]");
    stage.run(in_mattermost("hello"));
    CHECK(stage.addresses() == Addresses{"telegram:-100", "telegram:-200/7", "mattermost:dev/all"});
}

TEST_CASE("a route carries back only when it leads both ways") {
    ForwardStage one_way(there);
    one_way.run(in_telegram("hello"));
    CHECK(one_way.outbox().empty());
    ForwardStage both("[{from: 'mattermost:dev/ops', to: 'telegram:-100', both_ways: true}]");
    both.run(in_telegram("hello"));
    both.run(in_mattermost("hello"));
    CHECK(both.addresses() == Addresses{"mattermost:dev/ops", "telegram:-100"});
}

TEST_CASE("without routes nothing is carried") {
    ForwardStage stage("");
    stage.run(in_mattermost("hello"));
    stage.run(edited(in_mattermost("hello"), "bye"));
    stage.run(deleted(in_mattermost("hello")));
    stage.run(reaction(in_mattermost("hello"), "tada"));
    CHECK(stage.outbox().empty());
}

TEST_CASE("a route carries what its conditions hold for, each route by its own") {
    ForwardStage stage(
        "[{from: 'mattermost:dev/ops', to: 'telegram:-100', when: {contains: P1, from: anna}}, "
        "{from: 'mattermost:dev/ops', to: 'telegram:-200', when: {command: page}}]");
    stage.run(in_mattermost("all is well", "p1"));
    CHECK(stage.outbox().empty());
    stage.run(in_mattermost("a p1 in the cellar", "p2"));
    CHECK(stage.addresses() == Addresses{"telegram:-100"});
    stage.run(in_mattermost("!page a P1", "p3"));
    CHECK(stage.addresses() == Addresses{"telegram:-100", "telegram:-100", "telegram:-200"});
    core::Event other = in_mattermost("a P1 in the cellar", "p4");
    other.author = {.id = "u2", .name = "boris"};
    stage.run(other);
    CHECK(stage.outbox().size() == 3);
}

TEST_CASE("the route's template tells who wrote it, and where, with names as they are") {
    ForwardStage stage(
        "[{from: 'mattermost:dev/ops', to: 'telegram:-100', author: '{{author}} ({{login}}) in "
        "{{team}}/{{channel}}, {{channel_name}}: '}]");
    core::Event event = in_mattermost("hello");
    event.author.display_name = "Anna *the* [Great]";
    event.author.name = "anna_i";
    stage.run(event);
    CHECK(stage.row().draft.message.byline == R"(Anna \*the\* \[Great\] (anna\_i) in dev/ops, Operations: )");
    CHECK(stage.row().draft.message.author == "Anna *the* [Great]");
}

TEST_CASE("who has no name is called by the login, and who has none by the id") {
    ForwardStage stage(there);
    core::Event event = in_mattermost("hello", "p1");
    event.author.display_name = "";
    stage.run(event);
    event = in_mattermost("hello", "p2");
    event.author = {.id = "u1"};
    stage.run(event);
    CHECK(stage.outbox().front().draft.message.author == "anna");
    CHECK(stage.outbox().back().draft.message.author == "u1");
}

TEST_CASE("files are carried with where they lie, also without words") {
    ForwardStage stage(there);
    core::Event event = in_mattermost("");
    stage.run(event);
    CHECK(stage.outbox().empty());
    post_in(event).attachments = {
        {.id = "f1", .name = "plan.pdf", .mime_type = "application/pdf", .size = 12},
        {.id = "f2", .name = "cat.png", .kind = core::FileKind::photo}};
    stage.run(event);
    const auto files = stage.row().draft.message.files;
    REQUIRE(files.size() == 2);
    CHECK(files[0] == core::File{.post = {"mattermost", "c1", "p1"},
                                 .id = "f1",
                                 .name = "plan.pdf",
                                 .mime_type = "application/pdf",
                                 .size = 12,
                                 .link = "https://chat.example/c1/p1"});
    CHECK(files[1].kind == core::FileKind::photo);
}

TEST_CASE("an answer names the message that it answers, else its thread") {
    ForwardStage stage(back);
    core::Event event = in_telegram("yes", "-100:3");
    post_in(event).thread_id = "-100:1";
    stage.run(event);
    CHECK(stage.outbox().back().draft.message.reply_to == core::MessageRef{"telegram", "-100", "-100:1"});
    event = in_telegram("no", "-100:4");
    post_in(event).thread_id = "-100:1";
    post_in(event).reply_to = "-100:2";
    stage.run(event);
    CHECK(stage.outbox().back().draft.message.reply_to == core::MessageRef{"telegram", "-100", "-100:2"});
}

TEST_CASE("the messages of an album become one, which waits a second for the next") {
    ForwardStage stage(back);
    const auto photo = [](const std::string& id, const std::string& album, const std::string& text) {
        core::Event event = in_telegram(text, id);
        post_in(event).album = album;
        post_in(event).attachments = {{.id = "f" + id, .kind = core::FileKind::photo}};
        return event;
    };
    stage.run(photo("-100:1", "a", "our cats"));
    CHECK(stage.row().due_at == noon + std::chrono::seconds(1));
    stage.now = noon + std::chrono::milliseconds(400);
    stage.run(photo("-100:2", "a", ""));
    const OutboxRow row = stage.row();
    CHECK(row.due_at == noon + std::chrono::milliseconds(1400));
    CHECK(row.draft.message.text == "our cats");
    CHECK(row.draft.message.files.size() == 2);
    CHECK(row.joined_sources == std::vector<std::string>{"-100:2"});
    stage.run(photo("-100:3", "b", "our dogs"));
    stage.run(in_telegram("and nobody else", "-100:4"));
    REQUIRE(stage.outbox().size() == 3);
    CHECK(stage.outbox()[1].draft.message.files.size() == 1);
    CHECK(stage.outbox()[2].due_at == stage.now);
}

TEST_CASE("what Mostik or a server said is nobody's message") {
    ForwardStage stage(there);
    core::Event event = in_mattermost("hello");
    event.author.self = true;
    stage.run(event);
    event = in_mattermost("hello");
    post_in(event).own = true;
    stage.run(event);
    event = in_mattermost("anna joined the channel");
    post_in(event).system = true;
    stage.run(event);
    CHECK(stage.outbox().empty());
    event = in_mattermost("hello");
    event.author.bot = true;  // another one
    stage.run(event);
    CHECK(stage.outbox().size() == 1);
}

TEST_CASE("a copy is not carried back, nor are its edits and its deletion") {
    ForwardStage stage("[{from: 'mattermost:dev/ops', to: 'telegram:-100', both_ways: true}]");
    stage.run(in_telegram("hello"));
    stage.deliver();
    const std::size_t before = stage.outbox().size();
    REQUIRE(before == 1);
    core::Event copy = in_mattermost("hello", "copy1");
    stage.work([](storage::UnitOfWork& unit) {
        storage::Link link;
        link.origin.message = {"telegram", "-100", "-100:1"};
        link.copy.message = {"mattermost", "c1", "copy1"};
        link.place = {{"mattermost", "dev/ops"}, "mattermost:dev/ops"};
        REQUIRE(unit.links().record(link, noon));
    });
    stage.run(copy);
    stage.run(edited(copy, "bye"));
    stage.run(deleted(copy));
    CHECK(stage.outbox().size() == before);
}
