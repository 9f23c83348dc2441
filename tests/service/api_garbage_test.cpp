// The API under requests that nobody in his right mind would send.
#include "tests/service/api_scene.hpp"
#include "tests/service/garbage_requests.hpp"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <sstream>
#include <thread>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;
using contract::Socket;
using nlohmann::json;
using Ids = std::set<std::int64_t>;

const std::string key = "garbage-garbage-garbage";

/// A bot whose API has one key.
struct Api : ApiScene {
    explicit Api(const bot::ServiceTiming& timing = quick())
        : ApiScene("[{name: tests, key: " + key + ", scopes: [admin], rate: 1000000/s}]",
                   "  templates: {deployed: {body: \"{{service}}\"}}\n"),
          bot(scene.mattermost.folder.path(), config(), timing) {
        REQUIRE(scene.wait_until_ready());
        REQUIRE(scene.mattermost.log.wait_for("http: listening on"));
    }

    ApiAnswer ask(const std::string& method, const std::string& path, const json& body = nullptr) const {
        return call(method, path, body, {{"Authorization", "Bearer " + key}});
    }

    BotInProcess bot;
};

std::uint32_t seed() {
    const char* const given = std::getenv("MOSTIK_GARBAGE_SEED");
    return given == nullptr ? 20260131U : static_cast<std::uint32_t>(std::stoul(given));
}

/// What came back on one connection.
struct Conversation {
    std::vector<int> statuses;
    Ids accepted;
    bool ended = false;
};

void note_accepted(const json& messages, Ids& ids) {
    for (const json& message : messages) ids.insert(message.at("id").get<std::int64_t>());
}

/// Splits what a server sent. What an answer to HEAD has no body of is found by its first line.
Conversation understand(const std::string& bytes) {
    Conversation result;
    const std::string begin = "HTTP/1.1 ";
    for (auto at = bytes.find(begin); at != std::string::npos; at = bytes.find(begin, at + 1)) {
        const int status = std::atoi(bytes.c_str() + at + begin.size());
        if (status == 0) continue;  // the words of a 505
        result.statuses.push_back(status);
        const auto head_end = bytes.find("\r\n\r\n", at);
        if (head_end == std::string::npos || (status != 202 && status != 207)) continue;
        const auto next = std::min(bytes.find(begin, head_end), bytes.size());
        const json body = json::parse(bytes.substr(head_end + 4, next - head_end - 4), nullptr, false);
        if (!body.is_object()) continue;
        if (body.contains("messages")) note_accepted(body.at("messages"), result.accepted);
        for (const json& each : body.value("results", json::array())) {
            if (each.contains("messages")) note_accepted(each.at("messages"), result.accepted);
        }
    }
    return result;
}

/// Each text on a connection of its own, all at the same time; nothing is sent after it.
std::vector<Conversation> converse(std::uint16_t port, const std::vector<std::string>& texts) {
    std::vector<Socket> sockets;
    for (const std::string& text : texts) {
        sockets.emplace_back(port);
        sockets.back().send(text);
        sockets.back().finish();
    }
    std::vector<Conversation> conversations;
    for (const Socket& socket : sockets) {
        std::string bytes;
        Socket::End end = Socket::End::none;
        while (end == Socket::End::none) end = socket.read_some(bytes);
        conversations.push_back(understand(bytes));
        conversations.back().ended = end != Socket::End::timeout;
    }
    return conversations;
}

/// Open connections that this process has accepted on the port.
std::size_t connections_on(std::uint16_t port) {
    std::ifstream table("/proc/self/net/tcp");
    std::ostringstream wanted;
    wanted << ":" << std::uppercase << std::hex << port;
    std::size_t count = 0;
    for (std::string line; std::getline(table, line);) {
        std::istringstream words(line);
        std::string number, local, remote, state;
        words >> number >> local >> remote >> state;
        const bool open = state == "01" || state == "08";  // established; closed by the other side only
        if (open && local.ends_with(wanted.str())) ++count;
    }
    return count;
}

std::size_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    file >> all >> resident;
    return resident * 4096;
}

#ifdef MOSTIK_SANITIZED
constexpr std::size_t most_growth = 512U << 20U;  // what was freed is kept for a while
#else
constexpr std::size_t most_growth = 96U << 20U;
#endif

std::string printable(const std::string& text) {
    return json(text.substr(0, 3'000)).dump(-1, ' ', true, json::error_handler_t::replace);
}

/// Hands in one more right message, and looks at it.
void check_alive(const Api& api, Ids& accepted) {
    const json message = {{"sender", "TG"}, {"body", "right"}, {"not_before", "2099-01-01T00:00:00Z"}};
    const ApiAnswer answer = api.ask("POST", "/api/v1/messages", message);
    REQUIRE(answer.status == 202);
    const std::int64_t id = answer.body.at("messages").at(0).at("id");
    CHECK(accepted.insert(id).second);
    const ApiAnswer stored = api.ask("GET", "/api/v1/messages/" + std::to_string(id));
    CHECK(stored.body.at("state") == "queued");
    CHECK(stored.body.at("body") == "right");
}

void check(const Conversation& conversation, const std::string& sent, std::map<int, int>& counts) {
    bool good = conversation.ended;
    for (const int status : conversation.statuses) {
        ++counts[status];
        // A transfer encoding, or a version of HTTP, that is not understood: that is what these two are for.
        const bool not_understood = status == 501 || status == 505;
        good = good && (status < 500 || not_understood);
    }
    if (good) return;
    for (const int status : conversation.statuses) UNSCOPED_INFO("status " << status);
    UNSCOPED_INFO("sent: " << printable(sent));
    CHECK(good);
}

std::int64_t stored_messages(const Api& api) {
    const SQLite::Database database(api.scene.mattermost.database().string(), SQLite::OPEN_READONLY, 10'000);
    SQLite::Statement count(database, "SELECT count(*) FROM outbox");
    count.executeStep();
    return count.getColumn(0).getInt64();
}

std::string head(const std::string& first_line, const std::string& more, const std::string& with_key = key) {
    return first_line + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + with_key + "\r\n" + more +
           "\r\n";
}

std::string right_request(
    const std::string& body = R"({"sender":"TG","body":"x","not_before":"2099-01-01T00:00:00Z"})") {
    return head("POST /api/v1/messages",
                "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n") +
           body;
}

int next_status(const Socket& socket, std::string& buffer) {
    return contract::read_answer(socket, buffer).status;
}

}  // namespace

TEST_CASE("ten thousand broken requests leave the API as it was, and what it accepted is stored") {
    const std::uint32_t number = seed();
    std::cout << "MOSTIK_GARBAGE_SEED=" << number << '\n';
    CAPTURE(number);
    const Api api;
    GarbageRequests garbage(number, key);
    std::map<int, int> counts;
    Ids accepted;
    std::size_t resident = 0;
    constexpr int rounds = 100;
    constexpr int connections = 10;
    constexpr int requests = 10;  // on each of them, one after the other without waiting for answers
    for (int round = 0; round < rounds; ++round) {
        check_alive(api, accepted);
        std::vector<std::string> texts;
        for (int i = 0; i < connections * requests; ++i) {
            // Behind one that is broken the rest is not read: most have a connection of their own.
            if (texts.empty() || i % requests < 7) texts.emplace_back();
            texts.back() += garbage.next();
        }
        const auto conversations = converse(api.port(), texts);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            check(conversations[i], texts[i], counts);
            accepted.insert(conversations[i].accepted.begin(), conversations[i].accepted.end());
        }
        if (round == rounds / 10) resident = resident_bytes();
    }
    check_alive(api, accepted);
    std::cout << json(counts).dump() << '\n';
    CHECK(counts[202] > 500);
    CHECK(counts[400] > 500);
    CHECK(counts[422] > 500);
    CHECK(stored_messages(api) == static_cast<std::int64_t>(accepted.size()));
    CHECK(eventually([&] { return connections_on(api.port()) == 0; }));
    CHECK(resident_bytes() < resident + most_growth);
    CHECK(api.scene.mattermost.log.count("Something went wrong") == 0);
}

TEST_CASE("a client that trickles its headers is told so, and holds up nobody") {
    bot::ServiceTiming timing = quick();
    timing.http_header_timeout = 500ms;
    const Api api(timing);
    const Socket slow(api.port());
    std::atomic<int> status = -1;
    slow.send("GET /health_check HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    std::thread reader([&] {
        std::string buffer;
        status = next_status(slow, buffer);
    });
    while (status == -1) {
        slow.send("x");
        CHECK(api.ask("GET", "/health_check").status == 200);
    }
    reader.join();
    CHECK(status == 408);
}

TEST_CASE("a body beyond the limit is refused, whether its size is known before or not") {
    const Api api;
    std::string buffer;
    const Socket announced(api.port());
    announced.send(
        head("POST /api/v1/messages", "Content-Type: application/json\r\nContent-Length: 16777217\r\n"));
    CHECK(next_status(announced, buffer) == 413);

    const Socket in_pieces(api.port());
    in_pieces.send(
        head("POST /api/v1/messages", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"));
    const std::string piece = "100000\r\n" + std::string(0x100000, ' ') + "\r\n";
    std::thread sender([&] {
        for (int i = 0; i < 17; ++i) in_pieces.send(piece);
    });
    buffer.clear();
    CHECK(next_status(in_pieces, buffer) == 413);
    sender.join();

    // Right at the limit it is read.
    const Socket whole(api.port());
    const std::string body = R"({"sender":"TG","body":"x","not_before":"2099-01-01T00:00:00Z"})";
    whole.send(right_request(body + std::string(16'777'216 - body.size(), ' ')));
    buffer.clear();
    CHECK(next_status(whole, buffer) == 202);
}

TEST_CASE("who may not send is told before he has sent") {
    const Api api;
    const std::string type = "Content-Type: application/json\r\n";
    struct Case {
        std::string request;
        int status;
    };
    const std::vector<Case> cases = {
        {head("POST /api/v1/messages", type + "Content-Length: 9\r\nExpect: 100-continue\r\n", "wrong"), 401},
        {head("POST /api/v1/messages", type + "Content-Length: 15000000\r\n", "wrong"), 401},
        {head("POST /api/v1/messages", type + "Content-Length: 15000000000\r\n", "wrong"), 401},
        {head("POST /api/v1/messages", "Content-Type: text/plain\r\nContent-Length: 15000000\r\n"), 415},
        {head("POST /api/v1/nothing", "Content-Length: 15000000\r\n"), 404},
        {head("PUT /api/v1/messages", "Content-Length: 15000000\r\n"), 405}};
    for (const Case& each : cases) {
        CAPTURE(each.request);
        const Socket socket(api.port());
        socket.send(each.request);
        std::string buffer;
        CHECK(next_status(socket, buffer) == each.status);
        // The server reads no more.
        CHECK(socket.read_some(buffer) == Socket::End::fin);
    }

    const Socket polite(api.port());
    std::string buffer;
    const std::string body = R"({"sender":"TG","body":"x","not_before":"2099-01-01T00:00:00Z"})";
    polite.send(head("POST /api/v1/messages", type + "Expect: 100-continue\r\nContent-Length: " +
                                                  std::to_string(body.size()) + "\r\n"));
    CHECK(next_status(polite, buffer) == 100);
    polite.send(body);
    CHECK(next_status(polite, buffer) == 202);
}

TEST_CASE("a refusal whose request was read whole does not end the connection") {
    const Api api;
    const Socket socket(api.port());
    std::string buffer;
    const auto status = [&](const std::string& request) {
        socket.send(request);
        return next_status(socket, buffer);
    };
    CHECK(status(right_request("{")) == 400);
    CHECK(status(right_request("{}")) == 422);
    CHECK(status(head("GET /api/v1/nothing", "")) == 404);
    CHECK(status(head("DELETE /api/v1/status", "")) == 405);
    CHECK(status(head("GET /api/v1/status", "", "wrong")) == 401);
    CHECK(status(head("GET /api/v1/messages?limit=0", "")) == 422);
    CHECK(status(right_request()) == 202);
    // All at once.
    CHECK(status(right_request("{") + right_request() + head("GET /api/v1/status", "")) == 400);
    CHECK(next_status(socket, buffer) == 202);
    CHECK(next_status(socket, buffer) == 200);
}

}  // namespace mostik::service_tests
