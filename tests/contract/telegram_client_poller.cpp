#include "tests/contract/telegram_client_listening.hpp"

#include <algorithm>

namespace mostik::contract {

using namespace std::chrono_literals;

TEST_CASE_METHOD(TelegramListeningStage, "what is written while the poller listens is heard, in order") {
    listening.start();
    wait_for_poll();
    for (int i = 0; i < 5; ++i) server.write(alice, alice, std::to_string(i));
    listening.wait_until([&] { return listening.inlet.heard.size() == 5; });
    CHECK(listening.inlet.texts() == std::vector<std::string>{"0", "1", "2", "3", "4"});
    CHECK(listening.status().connected);
    CHECK(listening.status().malformed == 0);
    listening.wait_until([&] { return server.pending_updates() == 0; });
}

TEST_CASE_METHOD(TelegramListeningStage, "reactions and edits are asked for, too") {
    listening.start();
    wait_for_poll();
    const std::string asked = polls().at(0).parameter("allowed_updates");
    for (const char* kind : {"message", "edited_message", "channel_post", "edited_channel_post",
                             "callback_query", "my_chat_member", "message_reaction"}) {
        CHECK(asked.find("\"" + std::string(kind) + "\"") != std::string::npos);
    }
    // Whether it is heard shows at once.
    CHECK(polls().front().parameter("timeout") == "0");
    CHECK(log.count("telegram: connected") == 1);
    CHECK(polls().back().parameter("timeout") == "50");
    CHECK(polls().back().parameter("allowed_updates") == asked);
    const auto message = server.write(alice, ops, "look");
    server.edit(ops, message.id, "look here");
    server.react(alice, ops, message.id, {"👍"});
    listening.wait_until([&] {
        const auto& heard = listening.inlet.heard;
        return std::any_of(heard.begin(), heard.end(),
                           [](const core::Event& event) { return event.type == "message_reaction"; });
    });
    CHECK(listening.inlet.texts() == std::vector<std::string>{"look", "look here"});
}

TEST_CASE_METHOD(TelegramListeningStage, "an update is confirmed after it was committed, and not before") {
    listening.inlet.hold();
    listening.start();
    wait_for_poll();
    server.write(alice, alice, "precious");
    listening.wait_until([&] { return listening.inlet.asked_to_settle == 1; });
    CHECK(listening.inlet.heard.size() == 1);
    CHECK(server.pending_updates() == 1);
    const auto confirms = [](const tg::RequestRecord& poll) { return !poll.parameter("offset").empty(); };
    auto asked = polls();
    CHECK(std::none_of(asked.begin(), asked.end(), confirms));

    listening.inlet.let_go();
    listening.wait_until([&] { return server.pending_updates() == 0; });
    asked = polls();
    CHECK(std::any_of(asked.begin(), asked.end(), confirms));
}

TEST_CASE_METHOD(TelegramListeningStage,
                 "what was heard and not committed comes again after the next start") {
    listening.inlet.hold();
    listening.start();
    wait_for_poll();
    server.write(alice, alice, "precious");
    listening.wait_until([&] { return listening.inlet.asked_to_settle == 1; });
    listening.stop();
    CHECK(server.pending_updates() == 1);

    Listening next(loop, api);
    next.start();
    next.wait_until([&] { return !next.inlet.heard.empty(); });
    CHECK(next.inlet.heard.at(0).identity == listening.inlet.heard.at(0).identity);
    next.stop();
    CHECK(server.pending_updates() == 0);
}

TEST_CASE_METHOD(TelegramListeningStage,
                 "a stop confirms what is committed, with a question that waits for nothing") {
    // It does not ask again by itself meanwhile.
    Listening patient(loop, api, std::chrono::hours(1));
    patient.start();
    patient.wait_until([this] { return server.has_waiting_poll(); });
    // The question that will confirm what is said now is refused.
    server.inject(tg::bad_gateway("getUpdates"));
    server.write(alice, alice, "last words");
    patient.wait_until([&] { return polls().back().status == 502 && !patient.status().connected; });
    const auto before = polls().size();
    CHECK(server.pending_updates() == 1);
    patient.stop();
    const auto all = polls();
    REQUIRE(all.size() == before + 1);
    CHECK(all.back().parameter("timeout") == "0");
    CHECK(all.back().parameter("offset") == all.at(all.size() - 2).parameter("offset"));
    CHECK(server.pending_updates() == 0);
}

TEST_CASE_METHOD(TelegramListeningStage, "a stop does not confirm again what the last question has") {
    listening.start();
    wait_for_poll();
    server.write(alice, alice, "last words");
    listening.wait_until([&] { return server.has_waiting_poll() && server.pending_updates() == 0; });
    const auto before = polls().size();
    listening.stop();
    CHECK(polls().size() == before);
}

TEST_CASE_METHOD(TelegramListeningStage, "a stop before anything was heard asks for nothing, and is quick") {
    listening.start();
    wait_for_poll();
    const auto before = polls().size();
    const auto began = std::chrono::steady_clock::now();
    listening.stop();
    CHECK(std::chrono::steady_clock::now() - began < 3s);
    CHECK(polls().size() == before);
}

TEST_CASE_METHOD(TelegramListeningStage, "a stop while the server is silent ends all the same") {
    listening.start();
    wait_for_poll();
    server.write(alice, alice, "one");
    listening.wait_until([&] { return server.has_waiting_poll() && server.pending_updates() == 0; });
    server.refuse_connections();
    server.cut_everything();
    const auto began = std::chrono::steady_clock::now();
    listening.stop();
    CHECK(std::chrono::steady_clock::now() - began < 8s);
}

TEST_CASE_METHOD(TelegramListeningStage, "a connection that breaks is made again, and nothing is lost") {
    listening.start();
    wait_for_poll();
    server.cut_polls(GENERATE(tg::Cut::fin, tg::Cut::rst));
    server.write(alice, alice, "meanwhile");
    listening.wait_until([&] { return !listening.inlet.heard.empty(); });
    CHECK(listening.inlet.texts() == std::vector<std::string>{"meanwhile"});
    wait_for_poll();
    CHECK(listening.status().connected);
}

TEST_CASE_METHOD(TelegramListeningStage, "a server that is away is tried again until it is there") {
    server.refuse_connections();
    listening.start();
    listening.wait_until([&] { return log.count("trying again") > 0; });
    CHECK_FALSE(listening.status().connected);
    server.accept_connections();
    wait_for_poll();
    CHECK(log.count("trying again") == 1);  // the same trouble is told once
    CHECK(log.count("this is @acme_desk_bot") == 1);
}

TEST_CASE_METHOD(TelegramListeningStage, "an answer that is none is tried again") {
    server.inject(tg::garbage("getUpdates"));
    server.inject(tg::bad_gateway("getUpdates"));
    server.inject(tg::truncated("getUpdates"));
    listening.start();
    wait_for_poll();
    server.write(alice, alice, "x");
    listening.wait_until([&] { return !listening.inlet.heard.empty(); });
}

TEST_CASE_METHOD(TelegramListeningStage, "an update that cannot be read does not hold up those behind it") {
    listening.start();
    wait_for_poll();
    server.send_update("message", {{"message_id", 1}, {"text", "without a chat"}});
    server.write(alice, alice, "behind it");
    listening.wait_until([&] { return !listening.inlet.texts().empty(); });
    CHECK(listening.inlet.texts() == std::vector<std::string>{"behind it"});
    CHECK(listening.status().malformed == 1);
    listening.wait_until([&] { return server.pending_updates() == 0; });
}

}  // namespace mostik::contract
