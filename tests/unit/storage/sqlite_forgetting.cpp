// What is left of a person in the file: looked for in every column of every table, and in the file's bytes.
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/open.hpp"
#include "tests/unit/storage/desk.hpp"
#include "tests/unit/storage/drafts.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::sqlite;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> traces{"4200000017", "Qvanna",  "zyxlogin",
                                      "zyxword",    "zyxfile", "zyxcampaign"};

std::vector<std::string> rows_of(Connection& connection, const std::string& sql) {
    std::istringstream lines(connection.fetch("SELECT group_concat(value, char(10)) FROM (" + sql + ")"));
    std::vector<std::string> rows;
    for (std::string line; std::getline(lines, line);) rows.push_back(line);
    return rows;
}

/// "table.column: trace" for each place that holds one.
std::vector<std::string> places(const std::filesystem::path& file) {
    Connection connection(file);
    std::vector<std::string> found;
    for (const std::string& table :
         rows_of(connection,
                 "SELECT name AS value FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL")) {
        const auto columns =
            rows_of(connection, "SELECT name AS value FROM pragma_table_info('" + table + "')");
        for (const std::string& column : columns) {
            for (const std::string& trace : traces) {
                const std::string count =
                    connection.fetch("SELECT count(*) FROM \"" + table + "\" WHERE instr(CAST(\"" + column +
                                     "\" AS BLOB), CAST('" + trace + "' AS BLOB)) > 0");
                if (count != "0") found.push_back(table + "." + column + ": " + trace);
            }
        }
    }
    return found;
}

std::vector<std::string> traces_in_bytes(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    REQUIRE(bytes.size() > 4096);
    std::vector<std::string> found;
    for (const std::string& trace : traces) {
        if (bytes.find(trace) != std::string::npos) found.push_back(trace);
    }
    return found;
}

bool any_in(const std::vector<std::string>& found, const std::string& table) {
    for (const std::string& place : found) {
        if (place.starts_with(table + ".")) return true;
    }
    return false;
}

const std::string said = "the zyxword does not open";

void write_conversation(UnitOfWork& unit) {
    const mostik::core::MessageRef message{"telegram", anna.target, anna.target + ":5"};
    const mostik::core::MessageRef copy{"mattermost", "support", "p1"};
    Contact contact = contact_of(anna);
    contact.name = "Qvanna";
    contact.login = "zyxlogin";
    contact.source = "zyxcampaign";
    unit.contacts().put(contact, noon);
    unit.chats().heard({.messenger = "telegram", .id = anna.target, .name = "@zyxlogin"}, noon);
    unit.inbox().record({"telegram", noon, "message", message.message_id}, noon);

    Ticket ticket = ticket_of(anna);
    ticket.person_name = "Qvanna";
    ticket.person_login = "zyxlogin";
    ticket.source = "zyxcampaign";
    ticket.number = unit.tickets().open(ticket);
    unit.tickets().note(ticket.number, {noon, "person", "opened"});
    TicketMessage kept = message_of(ticket.number, anna, "5");
    kept.author = "Qvanna";
    kept.text = said;
    kept.files = {"zyxfile.png"};
    unit.tickets().add_message(kept);

    OutboxDraft root{.dedupe_key = "message:" + message.message_id + ":support:0",
                     .caused_at = noon,
                     .to = {"mattermost", "support"},
                     .message = {.text = "Qvanna (@zyxlogin): " + said}};
    root.source = mostik::core::MessageRef{"mostik", "ticket", std::to_string(ticket.number)};
    OutboxDraft carried = root;
    carried.dedupe_key = "message:" + message.message_id + ":support:1";
    carried.source = message;
    carried.message.files = {
        {.post = message, .id = "f1", .name = "zyxfile.png", .mime_type = "", .link = ""}};
    OutboxDraft thanks{.dedupe_key = "message:" + message.message_id + ":support:2",
                       .caused_at = noon,
                       .to = anna,
                       .message = {.text = "thank you, Qvanna"}};
    for (const OutboxDraft& draft : {root, carried, thanks}) unit.outbox().enqueue(draft, noon);
    for (const OutboxRow& row : unit.outbox().claim_due(noon, after(1min), 10).rows) {
        unit.outbox().plan(row.id, {{.payload = R"({"text":"zyxword"})", .files = {}}});
        unit.outbox().part_done(
            row.id, 1, 0, {{.message_id = anna.target + ":6", .thread_id = "", .kind = ""}}, after(1min));
        unit.outbox().failed(row.id, 1, "chat 4200000017 not found", after(1s));
    }
    unit.links().record({{message, 0, "", ""}, {copy, 0, "", ""}, {{"mattermost", "support"}, ""}}, noon);

    StoredPost post = sample_post(message.message_id, said);
    post.key.messenger = "telegram";
    post.channel_id = anna.target;
    post.author_name = "zyxlogin";
    StoredPost edited = post;
    edited.edited_at = after(1min);
    StoredPost carried_post = sample_post("p1", "Qvanna: " + said);
    carried_post.channel_id = "support";
    unit.posts().save(post);
    unit.posts().save(edited);
    unit.posts().save(carried_post);
    unit.posts().add_reaction({"telegram", anna.target, message.message_id},
                              {anna.target, "zyxlogin", "thumbsup", noon});

    mostik::core::Event event;
    event.messenger = "telegram";
    event.channel.id = anna.target;
    event.author.display_name = "Qvanna";
    event.raw = R"({"text":"zyxword"})";
    FailedEvent failed = failed_event(message.message_id, noon);
    failed.event = mostik::core::to_json(event);
    unit.failed_events().record(failed);
    unit.own_events().add(event, after(1h));
    unit.rate_limits().pause(mostik::core::to_string(anna), after(1min));
}

}  // namespace

TEST_CASE("nothing of a person who was forgotten is left in any table, nor in the file") {
    const ScratchFolder folder;
    const auto file = folder.path() / "mostik.db";
    sqlite::open(file, Access::service)->transact_blocking([](UnitOfWork& unit) {
        for (int i = 0; i < 50; ++i) unit.posts().save(sample_post("other" + std::to_string(i)));
        unit.search().index_some(100);
        write_conversation(unit);
    });
    sqlite::open(file, Access::service)->transact_blocking([](UnitOfWork& unit) {
        unit.search().index_some(2);  // one stays in the queue
        REQUIRE(unit.search().waiting() == 0);
    });
    const auto before = places(file);
    for (const std::string table :
         {"contacts", "tickets", "ticket_messages", "outbox", "outbox_attempts", "outbox_parts", "links",
          "chats", "posts", "post_versions", "post_reactions", "search_index_content", "search_index_data",
          "failed_events", "own_events", "rate_limits", "inbox"}) {
        INFO(table);
        CHECK(any_in(before, table));
    }
    CHECK(traces_in_bytes(file) == traces);

    sqlite::open(file, Access::service)->transact_blocking([](UnitOfWork& unit) {
        const Forgotten forgotten = unit.contacts().forget(anna, after(25h));
        CHECK(forgotten == Forgotten{.tickets = 1, .messages = 1, .posts = 2, .outbox = 3});
    });
    CHECK(places(file) == std::vector<std::string>{});
    CHECK(traces_in_bytes(file) == std::vector<std::string>{});
    sqlite::open(file, Access::service)->transact_blocking([](UnitOfWork& unit) {
        CHECK(unit.posts().count() == 50);
        CHECK(unit.tickets().latest({}).size() == 1);
    });
}
