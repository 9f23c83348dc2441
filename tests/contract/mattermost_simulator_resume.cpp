// Resuming, and slow readers, against ws_resume.json and ws_slow_reader.json.
#include "tests/contract/mattermost_stage.hpp"

#include <algorithm>
#include <memory>

#include <catch2/catch.hpp>

using namespace mostik::contract;
using namespace std::chrono_literals;
using nlohmann::json;
namespace sim = mostik::simulators::mattermost;

namespace {

// (event, seq, message of the post) of each frame, as the recording lists them.
struct Line {
    std::string event;
    std::int64_t seq = 0;
    std::string message;
    bool operator==(const Line& other) const {
        return event == other.event && seq == other.seq && message == other.message;
    }
};
using Lines = std::vector<Line>;
std::ostream& operator<<(std::ostream& out, const Line& line) {
    return out << line.event << " " << line.seq << " " << line.message;
}

// The recorded frames of one connection of a case whose description begins so.
Lines recorded_lines(const std::string& beginning, std::size_t connection) {
    const auto recording = load_recording("ws_resume");
    for (const auto& item : recording["steps"][0]["cases"]) {
        if (item["case"].get<std::string>().compare(0, beginning.size(), beginning) != 0) continue;
        Lines lines;
        for (const auto& frame : item["connections"][connection]["frames"]) {
            if (frame.contains("event"))
                lines.push_back({frame["event"], frame["seq"], frame.value("message", "")});
        }
        return lines;
    }
    throw std::runtime_error("no case " + beginning);
}

class ResumeStage : public MattermostStage {
  public:
    // One socket stays, so that the bot does not go offline and online.
    ResumeStage() { connect("bot"); }
    explicit ResumeStage(const sim::Options& options) : MattermostStage(Scene::full, options) {}

    std::unique_ptr<Websocket> open(const std::string& query = {}, const std::string& token = {},
                                    int receive_buffer = 0) {
        const Headers headers = {{"Upgrade", "websocket"},
                                 {"Connection", "Upgrade"},
                                 {"Sec-WebSocket-Key", "7hYIPG31dAvXhpm05/PL5g=="},
                                 {"Sec-WebSocket-Version", "13"},
                                 {"Authorization", "Bearer " + (token.empty() ? bot.token : token)}};
        const auto opened = server.websockets_opened();
        auto socket =
            std::make_unique<Websocket>(port(), "/api/v4/websocket" + query, headers, receive_buffer);
        // The answer 101 comes before the connection is open for events.
        if (query.empty()) REQUIRE(server.wait_for_websockets_opened(opened + 1));
        return socket;
    }
    std::unique_ptr<Websocket> resume(const std::string& id, std::int64_t seq) {
        return open("?connection_id=" + id + "&sequence_number=" + std::to_string(seq));
    }
    void post(const std::string& message) { server.post_as(alice.id, ops, message); }
    void close(std::unique_ptr<Websocket>& socket) {
        const auto left = server.websockets() - 1;
        socket->socket().reset();
        socket.reset();
        REQUIRE(server.wait_for_websockets(left));
    }

    // All frames up to now; the id of a hello is kept.
    Lines read(Websocket& socket) {
        Lines lines;
        socket.send_text(R"({"seq":77,"action":"ping"})");
        while (true) {
            const auto received = socket.receive();
            REQUIRE(received.end == Socket::End::none);
            const auto frame = json::parse(received.payload);
            if (frame.contains("seq_reply")) return lines;
            Line line{frame["event"], frame["seq"], ""};
            if (line.event == "hello") hello_id = frame["data"]["connection_id"];
            if (line.event == "posted")
                line.message = json::parse(frame["data"]["post"].get<std::string>())["message"];
            lines.push_back(line);
        }
    }

    std::string hello_id;
};

}  // namespace

TEST_CASE("resume: lossless, repeatable, from an older number, ahead") {
    ResumeStage stage;
    auto socket = stage.open();
    for (const auto* text : {"before-0", "before-1", "before-2"}) stage.post(text);
    CHECK(stage.read(*socket) == recorded_lines("lossless resume", 0));
    const auto id = stage.hello_id;
    stage.close(socket);
    for (const auto* text : {"missed-0", "missed-1", "missed-2"}) stage.post(text);
    socket = stage.resume(id, 4);
    REQUIRE(stage.server.wait_for_websockets(2));
    stage.post("after");
    CHECK(stage.read(*socket) == recorded_lines("lossless resume", 2));

    const std::string closing("\x03\xE8", 2);
    socket->send(Opcode::close, closing);
    CHECK(socket->receive().opcode == Opcode::close);
    REQUIRE(stage.server.wait_for_websockets(1));
    socket = stage.resume(id, 8);
    REQUIRE(stage.server.wait_for_websockets(2));
    stage.post("after-2");
    CHECK(stage.read(*socket) == recorded_lines("resume a second time", 0));

    stage.close(socket);
    stage.post("missed-x");
    socket = stage.resume(id, 4);
    CHECK(stage.read(*socket) == recorded_lines("resume from an older sequence", 0));

    stage.close(socket);
    socket = stage.resume(id, 9);
    CHECK(stage.read(*socket) == recorded_lines("off by one", 0));

    stage.close(socket);
    stage.post("missed-y");
    socket = stage.resume(id, 59);
    REQUIRE(stage.server.wait_for_websockets(2));
    stage.post("live-y");
    CHECK(stage.read(*socket) == recorded_lines("sequence_number ahead", 0));
    CHECK(stage.hello_id != id);
}

TEST_CASE("resume: number 0 restarts the numbering") {
    ResumeStage stage;
    auto socket = stage.open();
    stage.post("before-0");
    stage.post("before-1");
    CHECK(stage.read(*socket) == recorded_lines("known id with sequence_number=0", 0));
    stage.close(socket);
    stage.post("missed-z");
    socket = stage.resume(stage.hello_id, 0);
    REQUIRE(stage.server.wait_for_websockets(2));
    stage.post("live-z");
    CHECK(stage.read(*socket) == recorded_lines("known id with sequence_number=0", 1));
}

TEST_CASE("resume: numbers that close the socket and spend the id") {
    for (const auto* query : {"", "&sequence_number=abc", "&sequence_number=-1"}) {
        INFO(query);
        ResumeStage stage;
        auto socket = stage.open();
        stage.read(*socket);
        const auto id = stage.hello_id;
        stage.close(socket);
        socket = stage.open("?connection_id=" + id + query);
        CHECK(socket->handshake().status == 101);
        CHECK(socket->receive().end == Socket::End::fin);
        socket = stage.resume(id, 2);
        CHECK(stage.read(*socket) == recorded_lines("the same id afterwards", 0));
        CHECK(stage.hello_id != id);
    }
    ResumeStage stage;
    auto socket = stage.open("?connection_id=not-an-id&sequence_number=3");
    CHECK(socket->handshake().status == 101);
    CHECK(socket->receive().end == Socket::End::fin);
}

TEST_CASE("resume: ids that give a fresh connection") {
    ResumeStage stage;
    const Lines hello = recorded_lines("connection_id unknown", 0);
    SECTION("unknown") {
        auto socket = stage.resume("aaaaaaaaaaaaaaaaaaaaaaaaaa", 3);
        CHECK(stage.read(*socket) == hello);
    }
    SECTION("none") {
        auto socket = stage.open("?sequence_number=5");
        CHECK(stage.read(*socket) == recorded_lines("sequence_number without connection_id", 0));
    }
    SECTION("still open on the server") {
        auto old = stage.open();
        stage.post("before-0");
        stage.read(*old);
        const auto id = stage.hello_id;
        stage.post("unread");
        auto socket = stage.resume(id, 2);
        REQUIRE(stage.server.wait_for_websockets(3));
        stage.post("both");
        CHECK(stage.read(*socket) == recorded_lines("the old connection is still open", 1));
        CHECK(stage.read(*old) == Lines{{"posted", 2, "unread"}, {"posted", 3, "both"}});
    }
    SECTION("half-open: held until the pong deadline") {
        auto old = stage.open();
        stage.read(*old);
        const auto id = stage.hello_id;
        stage.server.freeze_websockets(stage.bot.id);
        auto socket = stage.resume(id, 1);
        CHECK(stage.read(*socket) == hello);
    }
    SECTION("of another user") {
        auto own = stage.open();
        stage.read(*own);
        const auto id = stage.hello_id;
        stage.close(own);
        auto socket = stage.open("?connection_id=" + id + "&sequence_number=2", stage.alice.token);
        CHECK(stage.read(*socket) == recorded_lines("the id of another user", 0));
    }
}

TEST_CASE("resume: how much is kept") {
    ResumeStage stage;
    const auto recorded = load_recording("ws_resume")["steps"][1]["cases"];
    auto socket = stage.open();
    for (int index = 1; index <= 151; ++index) stage.post(std::to_string(index));
    CHECK(stage.read(*socket).size() == 152);
    const auto id = stage.hello_id;
    stage.close(socket);
    SECTION("the last 128 sent") {
        socket = stage.resume(id, 24);
        const auto lines = stage.read(*socket);
        REQUIRE(lines.size() == 128);
        for (std::size_t index = 0; index < recorded[0]["result"]["first_frames"].size(); ++index) {
            CHECK(lines[index].event == recorded[0]["result"]["first_frames"][index]["event"]);
            CHECK(lines[index].seq == recorded[0]["result"]["first_frames"][index]["seq"]);
        }
        CHECK(lines.back().seq == 151);
    }
    SECTION("not the 129th") {
        socket = stage.resume(id, 23);
        CHECK(stage.read(*socket) == Lines{{"hello", 0, ""}});
        CHECK(stage.hello_id != id);
    }
    SECTION("200 missed events: all") {
        for (int index = 0; index < 200; ++index) stage.post("missed");
        socket = stage.resume(id, 152);
        const auto lines = stage.read(*socket);
        REQUIRE(lines.size() == 200);
        CHECK(lines.front() == Line{"posted", 152, "missed"});
        CHECK(lines.back() == Line{"posted", 351, "missed"});
    }
    SECTION("262 missed events: none") {
        for (int index = 0; index < 262; ++index) stage.post("missed");
        socket = stage.resume(id, 152);
        CHECK(stage.read(*socket) == Lines{{"hello", 0, ""}});
    }
}

TEST_CASE("resume: how long it is kept") {
    ResumeStage stage;
    auto socket = stage.open();
    stage.read(*socket);
    const auto id = stage.hello_id;
    stage.close(socket);
    SECTION("a connection whose token was idle for more than 5 minutes when the reaper ran is gone") {
        stage.server.advance(601s);
        socket = stage.resume(id, 1);
        CHECK(stage.read(*socket).front().event == "hello");
    }
    SECTION("activity of the token keeps it") {
        stage.server.advance(290s);
        const json body = {{"channel_id", stage.ops}, {"message", "busy"}};
        const auto answer = fetch(stage.port(), "POST", "/api/v4/posts",
                                  {{"Authorization", "Bearer " + stage.bot.token}}, body.dump());
        REQUIRE(answer.status == 201);
        stage.server.advance(295s);
        socket = stage.resume(id, 1);
        // The other socket of the bot died unnoticed pings ago, which is told as well.
        const auto lines = stage.read(*socket);
        CHECK(lines.front().event != "hello");
        CHECK(
            std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.message == "busy"; }));
    }
}

TEST_CASE("slow readers: ws_slow_reader.json") {
    sim::Options options;
    options.send_buffer = 4096;
    ResumeStage stage(options);
    const std::string large(8000, 'x');  // more than the sockets' buffers hold
    auto socket = stage.open({}, {}, 4096);
    CHECK(stage.read(*socket) == Lines{{"hello", 0, ""}, {"status_change", 1, ""}});
    const auto id = stage.hello_id;
    std::int64_t last_seq = 1;

    SECTION("one event too many: the queue is sent, then a close frame without a code") {
        for (int index = 0; index < 300; ++index) stage.post(large);
        while (true) {
            const auto received = socket->receive();
            REQUIRE(received.end == Socket::End::none);
            if (received.opcode == Opcode::close) {
                CHECK(received.payload.empty());
                break;
            }
            CHECK(json::parse(received.payload)["seq"] == ++last_seq);
        }
        CHECK(socket->receive().end != Socket::End::none);
        CHECK(last_seq >= 256);
        CHECK(last_seq < 300);
        REQUIRE(stage.server.wait_for_websockets(0));
        socket = stage.resume(id, last_seq + 1);
        const auto recorded =
            load_recording("ws_slow_reader")["steps"][0]["result"]["resume_with_the_old_id"];
        const auto lines = stage.read(*socket);
        REQUIRE(lines.size() == recorded.size());
        for (std::size_t index = 0; index < lines.size(); ++index) {
            CHECK(lines[index] == Line{recorded[index]["event"], recorded[index]["seq"], ""});
        }
    }
    SECTION("a write blocked for 30 s: FIN, and resuming loses nothing") {
        for (int index = 0; index < 100; ++index) stage.post(large);
        // The kernel may take one write more after the clock moved, which then has 30 s of its own. Three
        // times stay below the 100 s after which a missing pong would end the connection as well.
        bool cut = false;
        for (int times = 0; times < 3 && !cut; ++times) {
            stage.server.advance(30s);
            cut = stage.server.wait_for_websockets(0, 3s);
        }
        REQUIRE(cut);
        while (true) {
            const auto received = socket->receive();
            if (received.end != Socket::End::none) break;
            CHECK(json::parse(received.payload)["seq"] == ++last_seq);
        }
        CHECK(last_seq < 101);
        socket = stage.resume(id, last_seq + 1);
        const auto lines = stage.read(*socket);
        CHECK(lines.front() == Line{"posted", last_seq + 1, large});
        CHECK(std::count_if(lines.begin(), lines.end(),
                            [](const Line& line) { return line.event == "posted"; }) == 101 - last_seq);
    }
}
