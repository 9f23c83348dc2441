// How calls are passed, what is logged, what goes wrong on request, and how much is too much.
#include "tests/contract/telegram_stage.hpp"

#include <chrono>
#include <cstdio>

#include <catch2/catch.hpp>

using namespace mostik::contract;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

std::string url_encoded(const std::string& text) {
    std::string result;
    for (const unsigned char c : text) {
        char hex[4];
        std::snprintf(hex, sizeof hex, "%%%02X", c);
        result += hex;
    }
    return result;
}

std::string text_of(const Answer& answer) {
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    return json::parse(answer.body)["result"]["text"];
}

std::string description_of(const Answer& answer) {
    return json::parse(answer.body).value("description", "");
}

json hello(telegram::ChatId chat) {
    return {{"chat_id", chat}, {"text", "hello"}};
}

}  // namespace

TEST_CASE("parameters come in four ways") {
    TelegramStage stage;
    const auto chat = std::to_string(stage.alice);
    const auto path = stage.path("SENDmessage");
    const std::string text = "привет & <b>";
    CHECK(text_of(stage.get(path + "?chat_id=" + chat + "&text=" + url_encoded(text))) == text);
    CHECK(text_of(fetch(stage.server.port(), "POST", path,
                        {{"Content-Type", "application/x-www-form-urlencoded"}},
                        "chat_id=" + chat + "&text=a+b%21")) == "a b!");
    CHECK(text_of(stage.call("sendMessage", {{"chat_id", chat}, {"text", text}})) == text);
    CHECK(text_of(stage.upload("sendMessage", {{"chat_id", chat}, {"text", text}}, {})) == text);
    // The query comes before the body, and the first of a name counts.
    CHECK(text_of(fetch(stage.server.port(), "POST", path + "?text=query",
                        {{"Content-Type", "application/json"}},
                        R"({"chat_id":)" + chat + R"(,"text":"body"})")) == "query");
    // Nested values as JSON or as text with JSON in it.
    const json entities = {{{"type", "bold"}, {"offset", 0}, {"length", 1}}};
    for (const auto& value : {entities, json(entities.dump())}) {
        const auto answer =
            stage.call("sendMessage", {{"chat_id", chat}, {"text", "x"}, {"entities", value}});
        CHECK(json::parse(answer.body)["result"]["entities"][0]["type"] == "bold");
    }
}

TEST_CASE("what is no request of the known kinds has no parameters") {
    TelegramStage stage;
    const auto post = [&](const char* type, const std::string& body) {
        return description_of(
            fetch(stage.server.port(), "POST", stage.path("sendMessage"), {{"Content-Type", type}}, body));
    };
    const std::string empty = "Bad Request: message text is empty";
    CHECK(post("text/plain", R"({"chat_id":777000101,"text":"x"})") == empty);
    CHECK(post("application/json", R"({"chat_id":777000101,"text":"x)") == empty);
    CHECK(post("application/json", R"({"text":"x","chat_id":)") == "Bad Request: chat_id is empty");
    CHECK(fetch(stage.server.port(), "PUT", stage.path("getMe")).status == 501);
}

TEST_CASE("requests are logged") {
    TelegramStage stage;
    stage.upload("sendDocument", {{"chat_id", stage.alice}},
                 {{"document", "a%20b.txt", "12345", "text/plain"}});
    stage.call("sendMessage");
    const auto requests = stage.server.requests();
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].method == "sendDocument");
    CHECK(requests[0].parameter("chat_id") == "777000101");
    REQUIRE(requests[0].files.size() == 1);
    CHECK(requests[0].files[0].name == "a b.txt");
    CHECK(requests[0].files[0].size == 5);
    CHECK(requests[0].status == 200);
    CHECK(requests[1].status == 400);
    CHECK(requests[1].description == "Bad Request: message text is empty");
    stage.server.forget_requests();
    CHECK(stage.server.requests().empty());
}

TEST_CASE("a file comes back as it was") {
    TelegramStage stage;
    std::string bytes;
    for (int index = 0; index < 300'000; ++index) bytes += static_cast<char>(index * 7);
    const auto answer =
        stage.upload("sendDocument", {{"chat_id", stage.alice}}, {{"document", "x.bin", bytes}});
    const auto file_id = json::parse(answer.body)["result"]["document"]["file_id"].get<std::string>();
    const auto file = stage.result("getFile", {{"file_id", file_id}});
    const auto path = "/file/bot" + stage.server.token() + "/" + file["file_path"].get<std::string>();
    CHECK(stage.get(path).body == bytes);
    CHECK(stage.server.file_bytes(file_id) == bytes);
    CHECK(stage.get(path + "x").status == 404);
    // It can be sent again by its id; a photo's is no document's.
    CHECK(stage.call("sendDocument", {{"chat_id", stage.anna}, {"document", file_id}}).status == 200);
    CHECK(stage.call("sendPhoto", {{"chat_id", stage.anna}, {"photo", file_id}}).status == 400);
}

TEST_CASE("albums are sent whole or not at all") {
    TelegramStage stage;
    const auto album = [&](const json& media, const std::string& second) {
        return stage.upload("sendMediaGroup", {{"chat_id", stage.alice}, {"media", media}},
                            {{"one", "1.png", telegram::picture()}, {"two", "2.png", second}});
    };
    const auto item = [](const char* kind, const char* name) {
        return json{{"type", kind}, {"media", std::string("attach://") + name}};
    };
    const auto broken = album({item("photo", "one"), item("photo", "two")}, "no picture at all");
    CHECK(description_of(broken) ==
          "Bad Request: failed to send message #2 with the error message \"IMAGE_PROCESS_FAILED\"");
    CHECK(album({item("photo", "one"), item("document", "two")}, "x").status == 400);
    CHECK(stage.server.messages_in(stage.alice).empty());
    CHECK(album({item("document", "one"), item("document", "two")}, "x").status == 200);
    const auto sent = stage.server.sent_by_bot(stage.alice);
    REQUIRE(sent.size() == 2);
    CHECK(sent[0].media_group_id == sent[1].media_group_id);
}

TEST_CASE("faults happen to the requests that they name") {
    TelegramStage stage;
    auto& server = stage.server;
    const auto send = [&] { return stage.call("sendMessage", hello(stage.alice)); };
    const auto sent = [&] { return server.sent_by_bot(stage.alice).size(); };

    server.inject(telegram::bad_gateway("sendMessage"));
    CHECK(stage.call("getMe").status == 200);
    const auto gateway = send();
    CHECK(gateway.status == 502);
    CHECK(gateway.headers.at("content-type") == "text/html");
    CHECK(sent() == 0);
    server.inject(telegram::flood("sendmessage", 17));
    const auto flood = send();
    CHECK(flood.body == sample_bytes("error_429_too_many_requests"));
    CHECK(flood.headers.at("retry-after") == "17");
    server.inject(telegram::api_error("", 500, "Internal Server Error: restart"));
    CHECK(send().body == sample_bytes("error_500_internal_restart"));
    server.inject(telegram::garbage(""));
    const auto garbage = send();
    CHECK(garbage.status == 200);
    CHECK(json::parse(garbage.body, nullptr, false).is_discarded());
    server.inject(telegram::lost_request("sendMessage"));
    CHECK(send().status == 0);
    CHECK(sent() == 0);

    server.inject(telegram::lost_answer("sendMessage"));
    CHECK(send().status == 0);
    CHECK(sent() == 1);
    server.inject(telegram::truncated("sendMessage"));
    const auto half = send();
    CHECK(half.body.size() < std::stoul(half.headers.at("content-length")));
    CHECK(sent() == 2);
    server.inject(telegram::slow("sendMessage", 160ms));
    CHECK(text_of(send()) == "hello");
    server.inject(telegram::delayed("sendMessage", 100ms));
    const auto begin = std::chrono::steady_clock::now();
    CHECK(send().status == 200);
    CHECK(std::chrono::steady_clock::now() - begin >= 100ms);

    server.inject(telegram::bad_gateway_for(1h));
    CHECK(send().status == 502);
    CHECK(stage.call("getMe").status == 502);
    server.clear_faults();
    CHECK(send().status == 200);
}

TEST_CASE("a silent server keeps the connection and says nothing") {
    TelegramStage stage;
    stage.server.inject(telegram::silent("getMe", true));
    const Socket socket(stage.server.port());
    socket.send("GET " + stage.path("getMe") + " HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(stage.server.wait_for_request("getMe"));
    CHECK(stage.call("getMe").status == 200);  // on another connection
    stage.server.cut_everything();
    std::string nothing;
    CHECK(socket.read_some(nothing) != Socket::End::none);
    CHECK(nothing.empty());
}

TEST_CASE("long polls are cut without an answer") {
    TelegramStage stage;
    Pending poll([&] { return stage.call("getUpdates", {{"timeout", 30}}); });
    REQUIRE(stage.server.wait_for_poll());
    stage.server.cut_polls();
    CHECK(poll.get().status == 0);
    CHECK_FALSE(stage.server.has_waiting_poll());
}

TEST_CASE("connections are refused on request") {
    TelegramStage stage;
    stage.server.refuse_connections();
    CHECK_THROWS(stage.call("getMe"));
    stage.server.accept_connections();
    CHECK(stage.call("getMe").status == 200);
    stage.server.revoke_token();
    CHECK(stage.call("getMe").status == 401);
}

TEST_CASE("what is too large is refused as a front end does") {
    TelegramStage stage;
    const Socket socket(stage.server.port());
    socket.send(
        "POST " + stage.path("sendDocument") +
        " HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=X7\r\nContent-Length: 60000000"
        "\r\n\r\n");
    std::string buffer;
    const auto answer = read_answer(socket, buffer);
    CHECK(answer.status == 413);
    CHECK(answer.body.find("<h1>413 Request Entity Too Large</h1>") != std::string::npos);
    const auto parameters =
        stage.call("sendMessage", {{"chat_id", 1}, {"text", std::string(1'100'000, 'x')}});
    CHECK(parameters.status == 413);
    CHECK(parameters.body.empty());
}

TEST_CASE("flood limits are off until they are asked for") {
    TelegramStage stage;
    for (int number = 0; number < 40; ++number) {
        CHECK(stage.call("sendMessage", hello(stage.alice)).status == 200);
    }
}

TEST_CASE("too many messages to one chat are refused, and impatience is punished") {
    telegram::Options options;
    options.flood_limits = true;
    TelegramStage stage(options);
    const auto send = [&](telegram::ChatId chat) { return stage.call("sendMessage", hello(chat)); };
    for (int number = 0; number < 3; ++number) CHECK(send(stage.alice).status == 200);
    const auto refused = send(stage.alice);
    CHECK(refused.status == 429);
    CHECK(refused.headers.at("retry-after") == "1");
    CHECK(json::parse(refused.body)["parameters"]["retry_after"] == 1);
    CHECK(send(stage.anna).status == 200);
    CHECK(send(stage.alice).status == 429);
    CHECK(json::parse(send(stage.alice).body)["parameters"]["retry_after"] == 2);
    stage.server.advance(4s);
    CHECK(send(stage.alice).status == 200);
}

TEST_CASE("a group gets 20 messages a minute, edits among them, and all chats 30 a second") {
    telegram::Options options;
    options.flood_limits = true;
    TelegramStage stage(options);
    int id = 0;
    for (int number = 0; number < 10; ++number) {
        id = stage.result("sendMessage", hello(stage.group))["message_id"];
        stage.server.advance(1100ms);
        stage.result("editMessageText",
                     {{"chat_id", stage.group}, {"message_id", id}, {"text", std::to_string(number)}});
        stage.server.advance(1100ms);
    }
    const auto refused = stage.call("sendMessage", hello(stage.group));
    CHECK(refused.status == 429);
    CHECK(json::parse(refused.body)["parameters"]["retry_after"].get<int>() > 10);
    stage.server.advance(60s);
    CHECK(stage.call("sendMessage", hello(stage.group)).status == 200);
    stage.server.advance(60s);
    int passed = 0;
    for (int number = 0; number < 20; ++number) {
        const auto user = stage.server.add_user("User");
        stage.server.started(user);
        for (int message = 0; message < 2; ++message) {
            passed += stage.call("sendMessage", hello(user)).status == 200 ? 1 : 0;
        }
    }
    CHECK(passed >= 30);
    CHECK(passed < 40);
}

TEST_CASE("chats and the whole bot are paused on request") {
    TelegramStage stage;
    stage.server.pause_chat(stage.alice, 5);
    CHECK(description_of(stage.call("sendMessage", hello(stage.alice))) ==
          "Too Many Requests: retry after 5");
    CHECK(stage.call("sendMessage", hello(stage.anna)).status == 200);
    stage.server.pause_all(3);
    CHECK(stage.call("sendMessage", hello(stage.anna)).status == 429);
    CHECK(stage.call("getMe").status == 200);
    stage.server.advance(10s);
    CHECK(stage.call("sendMessage", hello(stage.alice)).status == 200);
}
