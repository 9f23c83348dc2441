// The client's side of the Bot API on a simulated Telegram: a bot, two people, a group of theirs, a forum.
#pragma once

#include "messengers/telegram/bot_api.hpp"
#include "messengers/telegram/files.hpp"
#include "messengers/telegram/sender.hpp"
#include "tests/simulators/telegram/simulator.hpp"
#include "tests/unit/core/net/loop.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>

namespace mostik::contract {

namespace tg = simulators::telegram;
using messengers::Delivered;
using messengers::LocalFile;
using messengers::Outgoing;
using messengers::Rejected;
using messengers::RejectionClass;
using messengers::Retry;
using messengers::SendOutcome;
using messengers::Unknown;

// Files of a test, with what is in them.
class TestFiles {
  public:
    LocalFile write(const std::string& name, const std::string& bytes,
                    core::FileKind kind = core::FileKind::document) const {
        const std::filesystem::path path = folder_.path() / std::to_string(count_++);
        std::ofstream(path, std::ios::binary) << bytes;
        return {path,
                {.post = {},
                 .id = name,
                 .name = name,
                 .mime_type = kind == core::FileKind::photo ? "image/png" : "application/octet-stream",
                 .size = static_cast<std::int64_t>(bytes.size()),
                 .kind = kind,
                 .link = ""}};
    }
    static std::string read(const std::filesystem::path& path) {
        std::ifstream file(path, std::ios::binary);
        std::ostringstream bytes;
        bytes << file.rdbuf();
        return bytes.str();
    }
    const std::filesystem::path& folder() const { return folder_.path(); }

  private:
    storage::testing::ScratchFolder folder_;
    mutable int count_ = 0;
};

struct TelegramClientStage {
    explicit TelegramClientStage(const tg::Options& options = {}) : server(options) {
        server.started(alice);
        server.started(anna);
    }

    template <class Make>
    auto run(Make make) {
        return loop.run(make);
    }

    Outgoing to(tg::ChatId chat, const std::string& text) const {
        return {.token = "row",
                .operation = core::Operation::send,
                .to = {"telegram", std::to_string(chat)},
                .message = {.text = text},
                .answered = {},
                .copies = {}};
    }
    // The same for what is there already.
    Outgoing change(core::Operation operation, tg::ChatId chat, const std::vector<core::Made>& made,
                    const std::string& text = {}) const {
        Outgoing what = to(chat, text);
        what.operation = operation;
        for (const core::Made& each : made) {
            what.copies.push_back(
                {{"telegram", std::to_string(chat), each.message_id}, each.part, each.thread_id, each.kind});
        }
        return what;
    }

    // Performs every step of a message, up to the first that is not delivered. What all of them made is in
    // the outcome.
    SendOutcome send(Outgoing what, const std::vector<LocalFile>& attached = {}) {
        for (const LocalFile& each : attached) what.message.files.push_back(each.file);
        const auto steps = run([&] { return sender.plan(what); });
        if (!steps) return steps.error();
        Delivered all;
        for (const core::Step& step : *steps) {
            std::vector<LocalFile> local;
            for (const int index : step.files) local.push_back(attached.at(static_cast<std::size_t>(index)));
            SendOutcome outcome = run([&] { return sender.perform(what, step, local); });
            const auto* const done = std::get_if<Delivered>(&outcome);
            if (done == nullptr) return outcome;
            all.channel_id = done->channel_id;
            all.made.insert(all.made.end(), done->made.begin(), done->made.end());
        }
        return all;
    }
    std::vector<core::Made> sent(const Outgoing& what, const std::vector<LocalFile>& attached = {}) {
        const SendOutcome outcome = send(what, attached);
        if (const auto* const rejected = std::get_if<Rejected>(&outcome)) FAIL(rejected->reason);
        if (const auto* const retry = std::get_if<Retry>(&outcome)) FAIL(retry->reason);
        if (const auto* const unknown = std::get_if<Unknown>(&outcome)) FAIL(unknown->reason);
        REQUIRE(std::holds_alternative<Delivered>(outcome));
        return std::get<Delivered>(outcome).made;
    }
    // The message that was made, as it stands there.
    tg::Message there(tg::ChatId chat, const core::Made& made) const {
        const std::string prefix = std::to_string(chat) + ":";
        REQUIRE(made.message_id.starts_with(prefix));
        const auto message = server.message(
            chat, static_cast<tg::MessageId>(std::stol(made.message_id.substr(prefix.size()))));
        REQUIRE(message);
        return *message;
    }

    core::net::testing::Loop loop;
    tg::Simulator server;
    tg::UserId alice = server.add_user("Alice");
    tg::UserId anna = server.add_user("Anna");
    tg::ChatId ops = server.add_supergroup(
        "Ops", {alice, anna},
        {.id = 0, .username = "", .is_forum = false, .bot_status = "administrator", .bot_rights = {}});
    TestFiles disk;

    core::net::HttpClient http{loop.executor(), {}};
    messengers::telegram::BotApi api{http, server.url(), core::Secret(server.token())};
    messengers::telegram::TelegramSender sender{api, {}};
    messengers::telegram::TelegramFiles files{api};
};

}  // namespace mostik::contract
