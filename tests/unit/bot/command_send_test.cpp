#include "bot/commands.hpp"
#include "tests/unit/bot/command_stage.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

using namespace mostik;
using namespace mostik::tests;
using Catch::Contains;

namespace {

/// A configuration with Telegram, a database, and no service.
class Sending {
  public:
    Sending() {
        // A service has been here.
        storage::sqlite::open(file_.folder() / "mostik.db", storage::sqlite::Access::service);
        write_config("templates: {up: {body: \"{{host}} is up\"}}");
        send({.sender = "TG", .text = "the first"});
    }

    void write_config(const std::string& notifications) const {
        file_.add("config.yaml",
                  "db: {url: \"sqlite:mostik.db\"}\ntelegram: {token: \"7:x\"}\n"
                  "notifications: {senders: {TG: \"telegram:77\"}, " +
                      notifications + "}\n");
    }

    Printed send(const bot::SendOptions& options) const {
        // What is logged is switched off for good by the command.
        const auto level = spdlog::get_level();
        Printed printed = printed_by([&] { return bot::send_message(file_.path(), options); });
        spdlog::set_level(level);
        return printed;
    }

    std::vector<std::string> texts() const {
        std::vector<std::string> texts;
        storage::sqlite::open(file_.folder() / "mostik.db", storage::sqlite::Access::service)
            ->transact_blocking([&](storage::UnitOfWork& unit) {
                texts.clear();
                for (const storage::OutboxRow& row : unit.outbox().latest({})) {
                    CHECK(row.state == storage::OutboxState::queued);
                    texts.insert(texts.begin(), row.draft.message.text);
                }
            });
        return texts;
    }

    const ConfigFile& file() const { return file_; }

  private:
    ConfigFile file_{""};
};

}  // namespace

TEST_CASE("a message that is sent while no service runs waits for the next one") {
    const Sending stage;
    const Printed sent = stage.send({.to = {"telegram:1", "telegram:2"}, .text = "hello"});
    CHECK(sent.exit_code == 0);
    CHECK(sent.out == "message 2 to telegram:1: queued\nmessage 3 to telegram:2: queued\n");
    CHECK(stage.texts() == std::vector<std::string>{"the first", "hello", "hello"});
    CHECK(stage.send({.sender = "TG", .text = "json", .json = true}).out.find("\"state\":\"queued\"") !=
          std::string::npos);
}

TEST_CASE("the same key sends nothing again, also when the message would be wrong by now") {
    const Sending stage;
    const bot::SendOptions options{
        .sender = "TG", .template_name = "up", .data = R"({"host": "db1"})", .idempotency_key = "k"};
    CHECK(stage.send(options).out == "message 2 to telegram:77: queued\n");
    CHECK(stage.send(options).out == "message 2 to telegram:77: queued\n");
    stage.write_config("templates: {}");
    CHECK(stage.send(options).out == "message 2 to telegram:77: queued\n");
    bot::SendOptions other = options;
    other.data = R"({"host": "db2"})";
    const Printed refused = stage.send(other);
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.err, Contains("this key was used for another message before"));
    other.idempotency_key = "another";
    const Printed wrong = stage.send(other);
    CHECK(wrong.exit_code == 2);
    CHECK_THAT(wrong.err, Contains("--template: there is no such template"));
    CHECK(stage.texts() == std::vector<std::string>{"the first", "db1 is up"});
}

TEST_CASE("what is wrong is told by the names of the command line, and sends nothing") {
    const Sending stage;
    const auto complaint = [&](const bot::SendOptions& options) {
        const Printed printed = stage.send(options);
        CHECK(printed.exit_code == 2);
        CHECK(printed.out.empty());
        return printed.err;
    };
    CHECK_THAT(complaint({.sender = "nobody", .text = "x"}), Contains("--sender: there is no such sender"));
    CHECK_THAT(complaint({.sender = "TG"}), Contains("the text: there is nothing to send"));
    CHECK_THAT(complaint({.sender = "TG", .text = "x", .not_after = "yesterday"}), Contains("--not-after: "));
    CHECK_THAT(complaint({.sender = "TG", .text = "caf\xe9"}), Contains("the text: expected UTF-8"));
    CHECK_THAT(complaint({.to = {"telegram:\xff"}, .text = "x"}), Contains("--to: expected UTF-8"));
    CHECK_THAT(complaint({.sender = "TG", .data = "{"}), Contains("--data is no JSON"));
    CHECK_THAT(complaint({.sender = "TG", .text = "x", .files = {"/no/such/file"}}),
               Contains("cannot be read"));
    std::ofstream(stage.file().folder() / "large.bin") << std::string((12U << 20U) + 1, 'x');
    CHECK_THAT(complaint({.sender = "TG", .text = "x", .files = {stage.file().folder() / "large.bin"}}),
               Contains("at most 12 MiB"));
    CHECK(stage.texts() == std::vector<std::string>{"the first"});
}
