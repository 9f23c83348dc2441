// The recorded websocket exchanges, played on the simulator.
#include "tests/contract/mattermost_stage.hpp"

#include <catch2/catch.hpp>

using namespace mostik::contract;
using namespace std::chrono_literals;
using nlohmann::json;
namespace sim = mostik::simulators::mattermost;

namespace {

Headers upgrade_with(const std::string& token) {
    return {{"Upgrade", "websocket"},
            {"Connection", "Upgrade"},
            {"Sec-WebSocket-Key", "7hYIPG31dAvXhpm05/PL5g=="},
            {"Sec-WebSocket-Version", "13"},
            {"Authorization", "Bearer " + token}};
}

// Plays the frames of a recorded conversation: sends the client's, expects the server's.
class Conversation {
  public:
    Conversation(MattermostStage& stage, Websocket& socket) : stage_(stage), socket_(socket) {}

    void play(const json& frames) {
        for (const auto& frame : frames) {
            INFO("frame " << frame.dump());
            if (frame["dir"] == "client") {
                send(frame);
            } else {
                expect(frame);
            }
        }
    }

    // Nothing more has come: the next frame is the reply to a ping.
    void expect_silence() {
        socket_.send_text(R"({"seq":999,"action":"ping"})");
        const auto received = socket_.receive();
        REQUIRE(received.end == Socket::End::none);
        CHECK(json::parse(received.payload).value("seq_reply", 0) == 999);
    }

    bool ended() const { return ended_; }

  private:
    void send(const json& frame) {
        if (frame.contains("note")) return send_noted(frame["note"]);
        const auto opcode = frame["opcode"].get<std::string>();
        if (opcode == "ping") return socket_.send(Opcode::ping, frame["payload"].get<std::string>());
        if (opcode == "close") {
            const auto code = frame["close_code"].get<unsigned>();
            const std::string head = {static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)};
            return socket_.send(Opcode::close, head + frame["reason"].get<std::string>());
        }
        if (frame.contains("json")) {
            auto text = stage_.comparer.translate(frame["json"]).dump();
            const std::string placeholder = "<BOT_TOKEN>";
            if (const auto at = text.find(placeholder); at != std::string::npos) {
                text.replace(at, placeholder.size(), stage_.bot.token);
            }
            return socket_.send_text(text);
        }
        const auto text = frame["text"].get<std::string>();
        if (text.front() != '(') return socket_.send_text(text);
        // "(8192 bytes)": a ping made so long by spaces.
        std::string ping = R"({"seq":1,"action":"ping"})";
        ping.resize(std::stoul(text.substr(1)), ' ');
        socket_.send_text(ping);
    }

    void send_noted(const std::string& note) {
        const std::string ping = R"({"seq":1,"action":"ping"})";
        if (note == "the request in two fragments") {
            socket_.send(Opcode::text, ping.substr(0, 9), true, false);
            socket_.send(Opcode::continuation, ping.substr(9));
        } else if (note == "an unmasked frame") {
            socket_.send(Opcode::text, ping, false);
        } else if (note == "the same request as msgpack") {
            const auto packed = json::to_msgpack(json::parse(ping));
            socket_.send(Opcode::binary, std::string(packed.begin(), packed.end()));
        } else if (note == "JSON in a binary frame") {
            socket_.send(Opcode::binary, ping);
        } else {
            FAIL("unknown note");
        }
    }

    void expect(const json& frame) {
        if (frame.contains("tcp")) {
            if (frame["t"] > 4.5 && frame["t"] < 5.5) stage_.server.advance(5s);
            const auto received = socket_.receive();
            // Whether unread bytes turn a FIN into a RST is the kernel's affair.
            CHECK((received.end == Socket::End::fin || received.end == Socket::End::rst));
            ended_ = true;
            return;
        }
        const auto received = socket_.receive();
        REQUIRE(received.end == Socket::End::none);
        CHECK(received.last);
        const auto opcode = frame["opcode"].get<std::string>();
        if (opcode == "close") {
            CHECK(received.opcode == Opcode::close);
            REQUIRE(received.payload.size() >= 2);
            const auto byte = [&](std::size_t at) -> unsigned {
                return static_cast<unsigned char>(received.payload[at]);
            };
            CHECK(((byte(0) << 8U) | byte(1)) == frame["close_code"].get<unsigned>());
        } else if (opcode == "pong" || opcode == "ping") {
            CHECK(received.opcode == (opcode == "pong" ? Opcode::pong : Opcode::ping));
            CHECK(received.payload == frame["payload"].get<std::string>());
        } else {
            CHECK(received.opcode == Opcode::text);
            CHECK(received.payload.back() == '\n');
            const auto actual = json::parse(received.payload);
            for (const auto& difference : stage_.comparer.differences(frame["json"], actual))
                FAIL_CHECK(difference);
        }
    }

    MattermostStage& stage_;
    Websocket& socket_;
    bool ended_ = false;
};

json receive_json(Websocket& socket) {
    const auto received = socket.receive();
    REQUIRE(received.end == Socket::End::none);
    REQUIRE(received.opcode == Opcode::text);
    return json::parse(received.payload);
}

}  // namespace

TEST_CASE("websocket handshake and authentication: ws_authentication.json") {
    MattermostStage stage;
    stage.connect("bot");  // so that the others do not bring the bot online
    const auto recording = load_recording("ws_authentication");
    for (const auto& step : recording["steps"]) {
        INFO(step["case"]);
        const auto& request = step["handshake"]["request"];
        const auto& response = step["handshake"]["response"];
        const auto with_token = [&](std::string text) {
            const std::string placeholder = "<BOT_TOKEN>";
            const auto at = text.find(placeholder);
            return at == std::string::npos ? text : text.replace(at, placeholder.size(), stage.bot.token);
        };
        Headers headers;
        for (const auto& [name, value] : request["headers"].items()) {
            headers.emplace_back(name, with_token(value.get<std::string>()));
        }
        Websocket socket(stage.port(), with_token(request["path"]), headers);
        const auto& answer = socket.handshake();
        CHECK(answer.status == response["status"]);
        for (const auto* name : {"Sec-WebSocket-Accept", "Upgrade", "Content-Type", "Sec-Websocket-Version",
                                 "X-Content-Type-Options", "X-Version-Id", "Content-Length"}) {
            if (!response["headers"].contains(name)) continue;
            std::string lower(name);
            for (char& c : lower) c = static_cast<char>(std::tolower(c));
            REQUIRE(answer.headers.count(lower) == 1);
            CHECK(answer.headers.at(lower) == response["headers"][name]);
        }
        CHECK(answer.headers.count("sec-websocket-protocol") == 0);
        CHECK(answer.headers.count("sec-websocket-extensions") == 0);
        if (step.contains("body")) {
            for (const auto& difference : stage.comparer.differences(step["body"], answer.body))
                FAIL_CHECK(difference);
        }
        if (answer.status != 101) continue;
        Conversation conversation(stage, socket);
        conversation.play(step["frames"]);
        if (!conversation.ended()) conversation.expect_silence();
    }
}

TEST_CASE("websocket requests: ws_requests.json") {
    MattermostStage stage;
    stage.bind(recorded_ids::secret_room, stage.server.add_channel(stage.team, "secret-room"));
    for (const auto* name : {"bot", "alice", "admin"}) stage.connect(name);
    const auto recording = load_recording("ws_requests");
    for (const auto& step : recording["steps"]) {
        INFO(step["case"]);
        Websocket socket(stage.port(), "/api/v4/websocket", upgrade_with(stage.bot.token));
        REQUIRE(receive_json(socket)["event"] == "hello");
        Conversation conversation(stage, socket);
        conversation.play(step["frames"]);
        if (!conversation.ended()) conversation.expect_silence();
    }
}

TEST_CASE("pings and the pong deadline: ws_keepalive.json") {
    MattermostStage stage;
    const auto recording = load_recording("ws_keepalive");
    REQUIRE(recording["steps"].size() == 4);
    Websocket socket(stage.port(), "/api/v4/websocket", upgrade_with(stage.bot.token));
    REQUIRE(receive_json(socket)["event"] == "hello");
    REQUIRE(receive_json(socket)["event"] == "status_change");
    Conversation conversation(stage, socket);
    const auto expect_ping = [&] {
        const auto ping = socket.receive();
        CHECK(ping.opcode == Opcode::ping);
        CHECK(ping.payload.empty());
    };

    SECTION("a client that answers nothing dies at 100 s") {
        stage.server.advance(59s);
        conversation.expect_silence();
        stage.server.advance(1s);
        expect_ping();
        stage.server.advance(39s);
        conversation.expect_silence();
        stage.server.advance(1s);
        CHECK(socket.receive().end == Socket::End::fin);
    }
    SECTION("its own pings are answered and do not help it") {
        for (int ten_seconds = 0; ten_seconds < 3; ++ten_seconds) {
            stage.server.advance(10s);
            socket.send(Opcode::ping, "hb");
            const auto pong = socket.receive();
            CHECK(pong.opcode == Opcode::pong);
            CHECK(pong.payload == "hb");
        }
        stage.server.advance(30s);
        expect_ping();
        stage.server.advance(40s);
        CHECK(socket.receive().end == Socket::End::fin);
    }
    SECTION("nor does the action ping") {
        for (int seconds = 20; seconds <= 60; seconds += 20) {
            stage.server.advance(20s);
            if (seconds == 60) expect_ping();
            conversation.expect_silence();
        }
        stage.server.advance(40s);
        CHECK(socket.receive().end == Socket::End::fin);
    }
    SECTION("a client that answers pings lives") {
        for (int minute = 0; minute < 5; ++minute) {
            stage.server.advance(60s);
            expect_ping();
            socket.send(Opcode::pong, "");
            conversation.expect_silence();
        }
    }
}

TEST_CASE("revoked tokens and disabled accounts: ws_token_revoked.json") {
    MattermostStage stage;
    stage.connect("alice");
    const auto temporary = stage.server.add_bot("tempbot");
    stage.server.join(stage.ops, temporary.id);
    Websocket socket(stage.port(), "/api/v4/websocket", upgrade_with(temporary.token));
    REQUIRE(receive_json(socket)["event"] == "hello");
    REQUIRE(receive_json(socket)["event"] == "status_change");
    const auto recording = load_recording("ws_token_revoked");
    const auto recorded_frame = [&](std::size_t step, const char* dir, const char* member) {
        for (const auto& frame : recording["steps"][step]["frames_after"]) {
            if (frame["dir"] == dir && frame.contains("json") && frame["json"].contains(member))
                return frame["json"];
        }
        FAIL("no such frame");
        return json();
    };
    const auto rest_status = [&] {
        return fetch(stage.port(), "GET", "/api/v4/users/me",
                     {{"Authorization", "Bearer " + temporary.token}})
            .status;
    };

    SECTION("a revoked token: events go on, actions fail") {
        stage.server.revoke_token(temporary.token);
        CHECK(rest_status() == recording["steps"][0]["rest_status_with_the_token_afterwards"]);
        stage.server.post_as(stage.alice.id, stage.ops, "after 0");
        CHECK(receive_json(socket)["event"] == "posted");
        socket.send_text(R"({"seq":1,"action":"ping"})");
        auto expected = recorded_frame(0, "server", "error");
        auto& message = expected["error"]["message"];
        auto text = message.get<std::string>();
        const std::string placeholder = "<TEMPBOT_TOKEN>";
        message = text.replace(text.find(placeholder), placeholder.size(), temporary.token);
        CHECK(receive_json(socket) == expected);
        stage.server.post_as(stage.alice.id, stage.ops, "after the ping");
        CHECK(receive_json(socket)["event"] == "posted");
    }
    SECTION("a disabled account: silence, actions fail") {
        stage.server.disable_account(temporary.id);
        CHECK(rest_status() == recording["steps"][2]["rest_status_with_the_token_afterwards"]);
        auto status = recorded_frame(2, "server", "event");
        auto received = receive_json(socket);
        status.erase("seq");
        received.erase("seq");
        for (const auto& difference : stage.comparer.differences(status, received)) FAIL_CHECK(difference);
        stage.server.post_as(stage.alice.id, stage.ops, "after");
        socket.send_text(R"({"seq":1,"action":"ping"})");
        CHECK(receive_json(socket) == recorded_frame(2, "server", "error"));
    }
}

TEST_CASE("status and viewed: ws_status_and_viewed.json") {
    MattermostStage stage;
    stage.comparer.strict_times = false;  // two of its users were active in the same millisecond
    stage.connect("alice");
    stage.connect("bot");
    stage.play("ws_status_and_viewed");
}

TEST_CASE("team membership: ws_events_team_membership.json") {
    MattermostStage stage;
    const auto carol = stage.server.add_user("carol");
    stage.bind("6j3wfergfff9dey31p3nney4he", carol.id);
    stage.set_token("<CAROL_TOKEN>", "carol", carol.token);
    stage.connect("carol");
    stage.play("ws_events_team_membership");
}

TEST_CASE("events of users and channels: ws_events_users_and_channels.json") {
    MattermostStage stage(MattermostStage::Scene::team_only);
    const auto off_topic = stage.server.add_channel(stage.team, "off-topic", {"Off-Topic", 'O', {}, {}, {}});
    for (const auto& account : {stage.bot, stage.admin}) stage.server.join(off_topic, account.id);
    // A bot's record and its user's record were written a millisecond apart.
    stage.comparer.same_moment[1795258514726] = 1795258514725;
    stage.comparer.same_moment[1795259164222] = 1795259164221;
    stage.connect("bot");
    stage.connect("admin");
    stage.before["alice joins the public channel herself"] = [&] {
        const auto login = fetch(stage.port(), "POST", "/api/v4/users/login", {},
                                 json{{"login_id", "alice"}, {"password", "password"}}.dump());
        REQUIRE(login.status == 200);
        stage.set_token("<ALICE_TOKEN>", "alice", login.headers.at("token"));
        stage.connect("alice");
    };
    stage.before["group channel of alice"] = [&] {
        const auto bob = stage.server.add_user("bob");
        stage.server.join_team(stage.team, bob.id);
        stage.bind(recorded_ids::bob, bob.id);
        stage.drain_all();
    };
    stage.before["admin creates a channel and archives it"] = [&] {
        const auto created = stage.as_admin(
            "POST", "/api/v4/channels",
            {{"team_id", stage.team}, {"name", "old-stuff"}, {"display_name", "Old stuff"}, {"type", "O"}});
        stage.bind("x1cb56r4u3g5zd9h6a7ybatcnc", json::parse(created.body).at("id"));
    };
    stage.play("ws_events_users_and_channels");
}
