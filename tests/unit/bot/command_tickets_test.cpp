#include "bot/cli.hpp"
#include "bot/commands.hpp"
#include "tests/unit/bot/command_stage.hpp"
#include "tests/unit/storage/desk.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace mostik;
using namespace mostik::tests;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;
using Catch::Contains;
using nlohmann::json;
using storage::TicketState;

namespace {

/// Ticket 1: closed, of Anna. 2: waiting, of Boris. 3: new, of Anna. 4: open, of somebody who writes badly.
class Desk {
  public:
    Desk() {
        stage_.write([](storage::UnitOfWork& unit) {
            storage::Tickets& tickets = unit.tickets();
            storage::Ticket first = ticket_of(anna);
            first.number = tickets.open(first);
            tickets.note(first.number, {noon, "person", "opened"});
            tickets.note(first.number, {after(1min), "Vera", "taken"});
            tickets.add_message(message_of(first.number, anna, "1"));
            tickets.add_message({.ticket = first.number,
                                 .ref = {"mattermost", "support", "p1"},
                                 .side = storage::TicketSide::specialist,
                                 .internal = true,
                                 .author = "Vera",
                                 .text = "who has \x1b[31mkeys?",
                                 .written_at = after(1min)});
            tickets.add_message({.ticket = first.number,
                                 .ref = {"mattermost", "support", "p2"},
                                 .side = storage::TicketSide::specialist,
                                 .author = "Vera",
                                 .text = "try\nagain",
                                 .written_at = after(90s),
                                 .edited_at = after(95s)});
            first.state = TicketState::closed;
            first.assignee_name = "Vera";
            first.assignee_id = "u7";
            first.first_answer_at = after(90s);
            first.closed_at = after(3h);
            first.closed_by = "Vera";
            first.rating = 5;
            tickets.update(first);
            storage::Ticket second = ticket_of(boris);
            second.state = TicketState::waiting;
            tickets.open(second);
            storage::Ticket third = ticket_of(anna);
            third.previous = first.number;
            tickets.open(third);
            storage::Ticket fourth = ticket_of({"telegram", "99"});
            fourth.state = TicketState::open;
            fourth.person_name = "=cmd(),\"x\"\x1b[2J\nnext";
            fourth.person_login = "";
            fourth.first_answer_at = after(-5s);  // by a clock that is behind
            tickets.open(fourth);
        });
    }

    Printed run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "mostik");
        arguments.insert(arguments.end(), {"--config", stage_.config().path().string()});
        std::vector<const char*> argv;
        for (const std::string& argument : arguments) argv.push_back(argument.c_str());
        return printed_by([&] { return bot::run_command_line(static_cast<int>(argv.size()), argv.data()); });
    }

    const CommandStage& stage() const { return stage_; }

  private:
    CommandStage stage_;
};

/// The numbers at the beginning of the lines.
std::vector<int> numbers_of(const std::string& text) {
    std::istringstream lines(text);
    std::vector<int> numbers;
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line[0] >= '0' && line[0] <= '9') numbers.push_back(std::stoi(line));
    }
    return numbers;
}

}  // namespace

TEST_CASE("tickets that are not closed are listed, newest first") {
    const Desk desk;
    const Printed listed = desk.run({"tickets", "list"});
    CHECK(listed.exit_code == 0);
    CHECK(numbers_of(listed.out) == std::vector{4, 3, 2});
    CHECK_THAT(listed.out,
               Contains("2  waiting  ") && Contains("Name 4300000018 (@login4300000018)  ru  nobody's"));
    CHECK(listed.out.find('\x1b') == std::string::npos);
    CHECK(numbers_of(desk.run({"tickets", "list", "--all"}).out) == std::vector{4, 3, 2, 1});
    CHECK(numbers_of(desk.run({"tickets", "list", "--state", "closed"}).out) == std::vector{1});
    CHECK(numbers_of(desk.run({"tickets", "list", "--state", "new"}).out) == std::vector{3});
    const Printed some = desk.run({"tickets", "list", "--limit", "2"});
    CHECK(numbers_of(some.out) == std::vector{4, 3});
    CHECK_THAT(some.out, Contains("--limit"));
    CHECK_THAT(desk.run({"tickets", "list", "--state", "closed"}).out, Contains("  Vera\n"));
}

TEST_CASE("an empty list says so to people, and nothing to programs") {
    const CommandStage stage;
    const auto list = [&](bot::TicketFormat format) {
        return printed_by([&] { return bot::list_tickets(stage.config().path(), {.format = format}); }).out;
    };
    CHECK(list(bot::TicketFormat::text) == "no tickets\n");
    CHECK(list(bot::TicketFormat::json).empty());
    CHECK_THAT(list(bot::TicketFormat::csv), Catch::StartsWith("number,state,") && Catch::EndsWith("\r\n"));
}

TEST_CASE("a list for programs is JSON, an object a line") {
    const Desk desk;
    std::istringstream lines(desk.run({"tickets", "list", "--all", "--json"}).out);
    std::vector<json> tickets;
    for (std::string line; std::getline(lines, line);) tickets.push_back(json::parse(line));
    REQUIRE(tickets.size() == 4);
    const json& first = tickets[3];
    CHECK(first["number"] == 1);
    CHECK(first["state"] == "closed");
    CHECK(first["person"] == "telegram:4200000017");
    CHECK(first["assignee"] == "Vera");
    CHECK(first["created_at"] == core::to_rfc3339(noon));
    CHECK(first["seconds_to_first_answer"] == 90);
    CHECK(first["seconds_to_close"] == 3 * 3600);
    CHECK(first["rating"] == 5);
    CHECK(tickets[1]["previous"] == 1);
    CHECK(tickets[1]["closed_at"].is_null());
    CHECK(tickets[1]["seconds_to_close"].is_null());
    CHECK(tickets[0]["seconds_to_first_answer"] == 0);
}

TEST_CASE("all tickets are exported as a table that no spreadsheet runs") {
    const Desk desk;
    const Printed exported = desk.run({"tickets", "export"});
    CHECK(exported.exit_code == 0);
    CHECK(exported.out.find("\r\n") == exported.out.find('\n') - 1);
    CHECK(exported.out.substr(0, exported.out.find("\r\n")) ==
          "number,state,person,name,login,language,source,assignee,created_at,first_answer_at,closed_at,"
          "closed_by,rating,previous,seconds_to_first_answer,seconds_to_close");
    CHECK(numbers_of(exported.out) == std::vector{4, 3, 2, 1});
    CHECK_THAT(exported.out,
               Contains("4,open,telegram:99,\"'=cmd(),\"\"x\"\" [2J next\",,ru,landing-page,,"));
    CHECK_THAT(exported.out,
               Contains("1,closed,telegram:4200000017,Name 4200000017,login4200000017,ru,landing-page,Vera,"
                        "2026-11-21T12:00:00.000Z,2026-11-21T12:01:30.000Z,2026-11-21T15:00:00.000Z,Vera,5,,"
                        "90,10800\r\n"));
    CHECK(desk.run({"tickets", "list", "--all", "--csv"}).out == exported.out);
    CHECK(desk.run({"tickets", "export", "--csv"}).out == exported.out);
    CHECK(desk.run({"tickets", "export", "--json"}).out ==
          desk.run({"tickets", "list", "--all", "--json"}).out);
}

TEST_CASE("more tickets are exported than are read at once") {
    const CommandStage stage;
    stage.write([](storage::UnitOfWork& unit) {
        for (int i = 0; i < 1001; ++i) unit.tickets().open(ticket_of({"telegram", std::to_string(i + 1)}));
    });
    const Printed exported =
        printed_by([&] { return bot::export_tickets(stage.config().path(), bot::TicketFormat::csv); });
    const auto numbers = numbers_of(exported.out);
    REQUIRE(numbers.size() == 1001);
    CHECK(numbers.front() == 1001);
    CHECK(numbers.back() == 1);
}

TEST_CASE("a ticket is shown with its history and its conversation") {
    const Desk desk;
    const Printed shown = desk.run({"tickets", "show", "1"});
    CHECK(shown.exit_code == 0);
    CHECK_THAT(shown.out, Contains("ticket 1: closed\n") && Contains("Name 4200000017 (@login4200000017)") &&
                              Contains("address:      telegram:4200000017\n") &&
                              Contains("came from:    landing-page\n") && Contains("rating:       5\n") &&
                              Contains("first answer: 2026-11-21T12:01:30.000Z, after 90s\n") &&
                              Contains("closed:       2026-11-21T15:00:00.000Z, after 3h\n"));
    CHECK_THAT(shown.out, Contains("history:\n"
                                   "  2026-11-21T12:00:00.000Z  person: opened\n"
                                   "  2026-11-21T12:01:00.000Z  Vera: taken\n"
                                   "conversation:\n"
                                   "  2026-11-21T12:01:00.000Z  Name 4200000017: it does not open 1\n"
                                   "    file: screen-1.png\n"
                                   "    file: log \"1\".txt\n"
                                   "  2026-11-21T12:01:00.000Z  Vera [internal]: who has  [31mkeys?\n"
                                   "  2026-11-21T12:01:30.000Z  Vera [specialist] (edited "
                                   "2026-11-21T12:01:35.000Z): try again\n"));
    CHECK_THAT(desk.run({"tickets", "show", "3"}).out, Contains("before it:    ticket 1\n"));
    const Printed missing = desk.run({"tickets", "show", "4711"});
    CHECK(missing.exit_code == 1);
    CHECK_THAT(missing.err, Contains("there is no ticket 4711"));
}

TEST_CASE("a ticket is shown to programs as one JSON object") {
    const Desk desk;
    const json shown = json::parse(desk.run({"tickets", "show", "1", "--json"}).out);
    CHECK(shown["number"] == 1);
    REQUIRE(shown["history"].size() == 2);
    CHECK(shown["history"][1]["who"] == "Vera");
    CHECK(shown["history"][1]["what"] == "taken");
    REQUIRE(shown["messages"].size() == 3);
    CHECK(shown["messages"][0]["side"] == "person");
    CHECK(shown["messages"][0]["files"] == json{"screen-1.png", "log \"1\".txt"});
    CHECK(shown["messages"][1]["internal"] == true);
    CHECK(shown["messages"][1]["text"] == "who has \x1b[31mkeys?");
    CHECK(shown["messages"][2]["internal"] == false);
    CHECK(shown["messages"][2]["edited_at"] == core::to_rfc3339(after(95s)));
}

TEST_CASE("tickets of somebody who was forgotten are shown without him") {
    const Desk desk;
    desk.stage().write([](storage::UnitOfWork& unit) { unit.contacts().forget(anna, after(4h)); });
    CHECK_THAT(desk.run({"tickets", "show", "3"}).out, Contains("person:       (forgotten)\n") &&
                                                           Contains("closed by:    forgotten\n") &&
                                                           !Contains("address:"));
    CHECK_THAT(desk.run({"tickets", "export"}).out, Contains("\r\n1,closed,,,,ru,,Vera,"));
}

TEST_CASE("wrong use of the tickets' commands is told") {
    const Desk desk;
    CHECK(desk.run({"tickets"}).exit_code == 2);
    CHECK(desk.run({"tickets", "list", "--state", "fresh"}).exit_code == 2);
    CHECK(desk.run({"tickets", "list", "--state", "new", "--all"}).exit_code == 2);
    CHECK(desk.run({"tickets", "list", "--json", "--csv"}).exit_code == 2);
    CHECK(desk.run({"tickets", "show"}).exit_code == 2);
}
