#include "tests/contract/telegram_client_stage.hpp"

namespace mostik::contract {

TEST_CASE_METHOD(TelegramClientStage, "an answer that is lost leaves it open whether the message arrived") {
    server.inject(tg::lost_answer("sendMessage"));
    CHECK(std::holds_alternative<Unknown>(send(to(ops, "sent"))));
    server.inject(tg::lost_request("sendMessage"));
    CHECK(std::holds_alternative<Unknown>(send(to(ops, "not sent"))));
    server.inject(tg::truncated("sendMessage"));
    CHECK(std::holds_alternative<Unknown>(send(to(ops, "half an answer"))));
    server.inject(tg::bad_gateway("sendMessage"));
    CHECK(std::holds_alternative<Unknown>(send(to(ops, "502"))));
    // Each of them was asked for once.
    CHECK(server.requests("sendMessage").size() == 4);
    CHECK(server.sent_by_bot(ops).size() == 2);
}

TEST_CASE_METHOD(TelegramClientStage, "an upload whose answer is lost is not repeated either") {
    server.inject(tg::lost_answer("sendDocument"));
    CHECK(std::holds_alternative<Unknown>(
        send(to(ops, "x"), {disk.write("a.bin", std::string(100'000, 'x'))})));
    CHECK(server.requests("sendDocument").size() == 1);
    CHECK(server.sent_by_bot(ops).size() == 1);
}

TEST_CASE_METHOD(TelegramClientStage, "where nobody listens nothing was sent, and it costs no attempt") {
    server.refuse_connections();
    const SendOutcome outcome = send(to(ops, "x"));
    REQUIRE(std::holds_alternative<Retry>(outcome));
    CHECK_FALSE(std::get<Retry>(outcome).counts);
}

TEST_CASE_METHOD(TelegramClientStage, "too many requests hold up the chat for as long as is asked") {
    server.inject(tg::flood("sendMessage", 17));
    const SendOutcome outcome = send(to(ops, "x"));
    REQUIRE(std::holds_alternative<Retry>(outcome));
    const Retry& retry = std::get<Retry>(outcome);
    CHECK(retry.after == core::Milliseconds(17'000));
    CHECK(retry.scope == messengers::RetryScope::chat);
}

TEST_CASE_METHOD(TelegramClientStage, "a 429 that only its header explains, or nobody, is understood") {
    tg::Fault fault;
    fault.method = "sendMessage";
    fault.status = 429;
    fault.body = "<html>slow down</html>";
    fault.headers = {{"Retry-After", "9"}};
    server.inject(fault);
    SendOutcome outcome = send(to(ops, "x"));
    REQUIRE(std::holds_alternative<Retry>(outcome));
    CHECK(std::get<Retry>(outcome).after == core::Milliseconds(9000));
    fault.headers = {{"Content-Type", "text/html"}};
    server.inject(fault);
    outcome = send(to(ops, "x"));
    REQUIRE(std::holds_alternative<Retry>(outcome));
    CHECK(std::get<Retry>(outcome).after == core::Milliseconds(5000));
}

TEST_CASE_METHOD(TelegramClientStage, "formatting that is refused is left out") {
    const std::string words = GENERATE("Bad Request: ENTITIES_TOO_LONG",
                                       "Bad Request: entity beginning at UTF-16 offset 0 ends in a middle of "
                                       "a UTF-16 symbol at byte offset 4",
                                       "Bad Request: can't parse entities: Unsupported start tag");
    server.inject(tg::api_error("sendMessage", 400, words));
    const auto made = sent(to(ops, "a **bold** word"));
    CHECK(there(ops, made.at(0)).text == "a bold word");
    CHECK(there(ops, made.at(0)).entities.empty());
    CHECK(server.requests("sendMessage").size() == 2);
}

TEST_CASE_METHOD(TelegramClientStage, "a plain text that is refused is not sent again") {
    server.inject(tg::api_error("sendMessage", 400, "Bad Request: ENTITIES_TOO_LONG"));
    CHECK(std::holds_alternative<Rejected>(send(to(ops, "plain"))));
    CHECK(server.requests("sendMessage").size() == 1);
}

TEST_CASE_METHOD(TelegramClientStage, "formatting of a caption that is refused is left out, too") {
    server.inject(tg::api_error("sendDocument", 400, "Bad Request: ENTITIES_TOO_LONG"));
    const auto made = sent(to(ops, "a **bold** word"), {disk.write("a.bin", "bytes")});
    CHECK(there(ops, made.at(0)).text == "a bold word");
    CHECK(there(ops, made.at(0)).entities.empty());
    CHECK(server.file_bytes(there(ops, made.at(0)).media->file_id) == "bytes");
}

TEST_CASE_METHOD(TelegramClientStage, "formatting of an album's caption that is refused is left out, too") {
    server.inject(tg::api_error("sendMediaGroup", 400, "Bad Request: ENTITIES_TOO_LONG"));
    const auto made =
        sent(to(ops, "a **bold** word"), {disk.write("a.bin", "bytes"), disk.write("b.bin", "bytes")});
    CHECK(there(ops, made.at(0)).text == "a bold word");
    CHECK(there(ops, made.at(0)).entities.empty());
}

TEST_CASE_METHOD(TelegramClientStage, "a token that was revoked breaks the configuration, not the message") {
    server.revoke_token();
    const SendOutcome outcome = send(to(ops, "x"));
    REQUIRE(std::holds_alternative<Rejected>(outcome));
    CHECK(std::get<Rejected>(outcome).rejection == RejectionClass::broken_config);
    CHECK(std::get<Rejected>(outcome).reason.find("telegram.token") != std::string::npos);
}

TEST_CASE_METHOD(TelegramClientStage, "what is too large for the server is this message's fault") {
    server.inject(tg::too_large("sendDocument"));
    const SendOutcome outcome = send(to(ops, "x"), {disk.write("a.bin", "bytes")});
    REQUIRE(std::holds_alternative<Rejected>(outcome));
    CHECK(std::get<Rejected>(outcome).rejection == RejectionClass::bad_message);
}

TEST_CASE_METHOD(TelegramClientStage,
                 "Telegram cannot be asked what arrived, and its owner decides what that means") {
    using messengers::telegram::Settings;
    using messengers::telegram::TelegramSender;
    CHECK(sender.when_uncertain() == messengers::WhenUncertain::resend);
    Settings settings;
    settings.on_uncertain = "hold";
    CHECK(TelegramSender(api, settings).when_uncertain() == messengers::WhenUncertain::hold);
    const Outgoing what = to(ops, "x");
    CHECK_FALSE(run([&] { return sender.find_sent(what, {}, {}); }));
}

}  // namespace mostik::contract
