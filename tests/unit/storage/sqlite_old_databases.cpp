#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/open.hpp"
#include "tests/unit/storage/drafts.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <fstream>

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::sqlite;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

/// A database as a program made it that did not know `first_unknown` yet, with what stands in it.
class OldDatabase {
  public:
    OldDatabase(const std::string& first_unknown, const std::string& sql) {
        std::ofstream(file()).close();
        Connection connection(file());
        std::vector<Migration> before = known_migrations();
        std::erase_if(before, [&](const Migration& step) { return step.name >= first_unknown; });
        REQUIRE(before.size() + 1 <= known_migrations().size());
        migrate(connection, before);
        connection.execute(sql);
    }
    std::filesystem::path file() const { return folder_.path() / "old.db"; }

  private:
    ScratchFolder folder_;
};

const std::string columns =
    "INSERT INTO outbox (id, token, caused_at, dedupe_key, operation, messenger, target, order_key, text, "
    "reply_messenger, reply_channel_id, reply_message_id, excerpts, not_before, not_after, state, attempt, "
    "created_at, joined_at, due_at, first_attempt_at, lease_until, remote_id, reason) VALUES ";

}  // namespace

TEST_CASE("the rows of an outbox from before the bridge stay, as they were") {
    const OldDatabase old(
        "0004_bridge.sql",
        columns +
            "(3, 'token-3', 1795262400000, 'key-3', 'send', 'mattermost', 'c1', 'line', 'a \"quoted\" ё', "
            "'mattermost', 'c1', 'root', NULL, NULL, NULL, 'queued', 2, 1795262400000, 1795262400000, "
            "1795262405000, 1795262400001, NULL, '', 'timeout'), "
            "(5, 'token-5', 1795262400000, 'key-5', 'send', 'mattermost', 'c2', 'c2', '{\"text\": null}', "
            "NULL, "
            "NULL, NULL, '{\"reader\":\"u1\",\"candidates\":[{\"channel_id\":\"c9\",\"text\":\"words\"}],"
            "\"shown\":2,\"otherwise\":\"nothing\",\"withheld\":\"more\"}', NULL, 1795262500000, 'sending', "
            "1, "
            "1795262400000, 1795262400000, 1795262400000, 1795262400000, 1795262490000, '', ''), "
            "(7, 'token-7', 1795262400000, 'key-7', 'send', 'mattermost', 'c3', 'c3', '', NULL, NULL, NULL, "
            "NULL, "
            "NULL, NULL, 'delivered', 1, 1795262400000, 1795262400000, 1795262400000, 1795262400000, NULL, "
            "'post-7', ''); "
            "INSERT INTO outbox_attempts (outbox_id, attempt, started_at, finished_at, outcome, reason) "
            "VALUES "
            "(3, 1, 1795262400001, 1795262400002, 'queued', 'timeout'), (3, 2, 1795262400003, NULL, NULL, "
            "''), "
            "(5, 1, 1795262400000, NULL, NULL, ''), "
            "(7, 1, 1795262400000, 1795262460000, 'delivered', '')");
    const auto database = sqlite::open(old.file(), Access::service);
    database->transact_blocking([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto queued = outbox.find(3);
        REQUIRE(queued);
        CHECK(queued->token == "token-3");
        CHECK(queued->draft.dedupe_key == "key-3");
        CHECK(queued->draft.caused_at == noon);
        CHECK(queued->draft.to == mostik::core::Address{"mattermost", "c1"});
        CHECK(queued->draft.order_key == "line");
        CHECK(queued->draft.message.text == "a \"quoted\" ё");
        CHECK(queued->draft.message.reply_to == mostik::core::MessageRef{"mattermost", "c1", "root"});
        CHECK_FALSE(queued->draft.message.excerpts);
        CHECK_FALSE(queued->draft.source);
        CHECK(queued->state == OutboxState::queued);
        CHECK_FALSE(queued->held);
        CHECK(queued->attempt == 2);
        CHECK(queued->failures == 0);
        CHECK(queued->due_at == after(5s));
        CHECK(queued->first_attempt_at == after(1ms));
        CHECK(queued->reason == "timeout");
        REQUIRE(outbox.attempts(3).size() == 2);
        CHECK(outbox.attempts(3)[0].outcome == "queued");
        CHECK_FALSE(outbox.attempts(3)[1].finished_at);

        const auto sending = outbox.find(5);
        REQUIRE(sending);
        CHECK(sending->draft.message.text == "{\"text\": null}");
        REQUIRE(sending->draft.message.excerpts);
        CHECK(sending->draft.message.excerpts->reader == "u1");
        CHECK(sending->draft.message.excerpts->candidates ==
              std::vector<mostik::core::Excerpt>{{"c9", "words"}});
        CHECK(sending->draft.message.excerpts->shown == 2);
        CHECK(sending->draft.not_after == after(100s));
        CHECK(sending->lease_until == after(90s));
        CHECK(outbox.delivered(5, 1, "post-5", after(1s)));

        CHECK(outbox.find(7)->remote_id == "post-7");
        CHECK(outbox.find(7)->draft.message.text.empty());
        CHECK(outbox.find(7)->due_at == after(1min));  // when it was over
    });
}

TEST_CASE("an outbox from before the bridge goes on: the same cause is known, and numbers go on") {
    const OldDatabase old(
        "0004_bridge.sql",
        columns +
            "(41, 'token', 1795262400000, 'posted/c1/x/respond/0', 'send', 'mattermost', 'c1', "
            "'mattermost:c1', 'x', NULL, NULL, NULL, NULL, NULL, NULL, 'queued', 0, "
            "1795262400000, 1795262400000, 1795262400000, NULL, NULL, '', '')");
    const auto database = sqlite::open(old.file(), Access::service);
    database->transact_blocking([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        CHECK_FALSE(outbox.enqueue(draft_to("c1", "x"), noon));
        const auto behind = outbox.enqueue(draft_to("c1", "y"), after(1s));
        REQUIRE(behind);
        CHECK(*behind > 41);
        const auto rows = outbox.claim_due(after(2s), after(1h), 10).rows;
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].id == 41);
        CHECK(rows[0].attempt == 1);
    });
}

TEST_CASE("messages from before they knew their ticket get the one in whose line they stand") {
    const auto row = [](int id, const std::string& line) {
        const std::string number = std::to_string(id);
        return "INSERT INTO outbox (id, token, caused_at, dedupe_key, operation, messenger, target, "
               "order_key, "
               "message, owner, state, created_at, joined_at, due_at) VALUES (" +
               number + ", 'token-" + number + "', 1, 'key-" + number + "', 'send', 'mattermost', 'c1', '" +
               line + "', '{\"text\": \"x\"}', '', 'queued', 1, 1, 1);";
    };
    const OldDatabase old(
        "0008_tickets_of_messages.sql",
        "INSERT INTO tickets (number, person_messenger, person_target, person_name, person_login, language, "
        "source, state, assignee_id, assignee_name, turn, created_at, changed_at, closed_by, rating) VALUES "
        "(42, 'telegram', '7', 'Anna', 'anna', 'en', '', 'new', '', '', 0, 1, 1, '', 0);" +
            row(1, "ticket:42") + row(2, "ticket:42 root") + row(3, "ticket:43") + row(4, "mattermost:c1"));
    sqlite::open(old.file(), Access::service)->transact_blocking([](UnitOfWork& unit) {
        CHECK(unit.outbox().find(1)->draft.ticket == 42);
        CHECK(unit.outbox().find(2)->draft.ticket == 42);
        CHECK_FALSE(unit.outbox().find(3)->draft.ticket);
        CHECK_FALSE(unit.outbox().find(4)->draft.ticket);
    });
}

TEST_CASE("messages from before the heads of lines were kept are claimed in their order") {
    std::string rows;
    int id = 0;
    const auto add = [&](const std::string& line, const std::string& state, bool held, int joined, int due,
                         int priority = 0) {
        const std::string number = std::to_string(++id);
        const std::string lease = state == "sending" ? std::to_string(due) : "NULL";
        rows +=
            "INSERT INTO outbox (id, token, caused_at, dedupe_key, operation, messenger, target, order_key, "
            "message, state, held, attempt, created_at, joined_at, due_at, lease_until, priority) VALUES (" +
            number + ", '', 1, '" + number + "', 'send', 'mattermost', 'c1', '" + line +
            "', '{\"text\":\"\"}', '" + state + "', " + (held ? "1" : "0") + ", 1, 1, " +
            std::to_string(joined) + ", " + std::to_string(due) + ", " + lease + ", " +
            std::to_string(priority) + ");";
    };
    add("a", "delivered", false, 1, 1);
    add("a", "uncertain", true, 2, 2);
    add("a", "queued", false, 4, 4);
    add("a", "queued", false, 3, 3);  // the head
    add("b", "sending", false, 5, 900);
    add("b", "queued", false, 6, 6);
    add("c", "queued", false, 7, 800);
    add("c", "queued", false, 8, 8);
    add("d", "uncertain", false, 9, 9, 1);  // the head
    add("e", "failed", false, 10, 10);
    const OldDatabase old("0009_outbox_heads.sql", rows);
    sqlite::open(old.file(), Access::service)->transact_blocking([](UnitOfWork& unit) {
        const auto at = [](int milliseconds) { return mostik::core::from_millis(milliseconds); };
        Outbox& outbox = unit.outbox();
        const auto ids = [&](mostik::core::Time now) {
            std::vector<OutboxId> claimed;
            for (const OutboxRow& row : outbox.claim_due(now, at(2000), 10).rows) claimed.push_back(row.id);
            return claimed;
        };
        CHECK(outbox.claim_due(at(2), at(2000), 10).look_again == at(3));
        CHECK(outbox.claim_due(at(700), at(2000), 0).look_again == at(700));
        CHECK(ids(at(700)) == std::vector<OutboxId>{9, 4});
        CHECK(outbox.claim_due(at(700), at(2000), 10).look_again == at(800));
        CHECK(ids(at(800)) == std::vector<OutboxId>{7});
        CHECK(outbox.claim_due(at(800), at(2000), 10).look_again == at(900));
        CHECK(outbox.delivered(4, 2, "r", at(800)));
        CHECK(outbox.delivered(5, 1, "r", at(800)));
        CHECK(ids(at(800)) == std::vector<OutboxId>{3, 6});
    });
}

TEST_CASE("links from before a chat had several addresses stay, as they were") {
    const OldDatabase old(
        "0011_links_by_address.sql",
        "INSERT INTO links (origin_messenger, origin_channel, origin_message, origin_part, origin_thread, "
        "copy_messenger, copy_channel, copy_message, copy_part, copy_thread, copy_kind, target, order_key, "
        "linked_at) VALUES "
        "('mattermost', 'c1', 'p1', 2, 'root', 'telegram', '-100', '-100:7', 0, '-100:3', 'text', '-100/3', "
        "'line', 1)");
    sqlite::open(old.file(), Access::service)->transact_blocking([](UnitOfWork& unit) {
        const auto link = unit.links().origin_of({"telegram", "-100", "-100:7"});
        CHECK(link == Link{.origin = {{"mattermost", "c1", "p1"}, 2, "root", ""},
                           .copy = {{"telegram", "-100", "-100:7"}, 0, "-100:3", "text"},
                           .place = {{"telegram", "-100/3"}, "line"}});
        CHECK(unit.links().copies_of({"mattermost", "c1", "p1"}) == std::vector<Link>{*link});
    });
}

TEST_CASE("limits, chats, links and parts are there after a restart") {
    const ScratchFolder folder;
    const auto file = folder.path() / "mostik.db";
    const mostik::core::TokenBucket bucket{"telegram", 1, 10s};
    const mostik::core::MessageRef post{"mattermost", "c1", "p1"};
    const mostik::core::MessageRef message{"telegram", "-100", "-100:7"};
    sqlite::open(file, Access::service)->transact_blocking([&](UnitOfWork& unit) {
        CHECK_FALSE(unit.rate_limits().take({bucket}, 1, noon));
        unit.rate_limits().pause("telegram:-100", after(1min));
        unit.chats().suppress("telegram", "5", "blocked", noon);
        unit.chats().moved("telegram", "-1", "-2", noon);
        unit.links().record({{post, 0, "", ""}, {message, 0, "", "text"}, {{"telegram", "-100"}, "line"}},
                            noon);
        const auto id = unit.outbox().enqueue(draft_to("c1", "x"), noon);
        unit.outbox().plan(*id, {{.payload = "{}", .files = {}}});
        mostik::core::Event event;
        event.type = "timer";
        unit.own_events().add(event, after(1h));
    });
    sqlite::open(file, Access::service)->transact_blocking([&](UnitOfWork& unit) {
        CHECK(unit.rate_limits().take({bucket}, 1, after(1s))->at == after(10s));
        CHECK(unit.rate_limits().take({{"telegram:-100", 3, 1s}}, 1, after(1s))->at == after(1min));
        CHECK(unit.chats().find("telegram", "5")->reason == "blocked");
        CHECK(unit.chats().current_id("telegram", "-1") == "-2");
        CHECK(unit.links().origin_of(message)->origin.message == post);
        CHECK(unit.outbox().parts(1).size() == 1);
        CHECK(unit.own_events().next_due() == after(1h));
    });
}
