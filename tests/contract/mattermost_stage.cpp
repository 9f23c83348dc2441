#include "tests/contract/mattermost_stage.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <catch2/catch.hpp>

namespace mostik::contract {

using nlohmann::json;
namespace sim = simulators::mattermost;

namespace {

std::string repeated(std::size_t count, std::string_view what) {
    std::string result;
    result.reserve(count * what.size());
    for (std::size_t index = 0; index < count; ++index) result += what;
    return result;
}

// "(16384 times x)" and the like as the text they stand for.
std::string expanded(const std::string& text) {
    if (text == "a\\u0000b") return std::string("a\0b", 3);
    if (text == "<PASSWORD>") return "password";
    if (text.size() < 3 || text.front() != '(' || text.back() != ')') return text;
    if (text == "(a message with the byte 0xFF in it)") return text;
    const auto count = static_cast<std::size_t>(std::atoi(text.c_str() + 1));
    if (count == 0) return text;
    if (text.find("U+1F4A3") != std::string::npos) return repeated(count, "\xF0\x9F\x92\xA3");
    return repeated(count, "x");
}

json expanded(json value) {
    if (value.is_string()) return expanded(value.get<std::string>());
    if (value.is_structured()) {
        for (auto& item : value) item = expanded(item);
    }
    return value;
}

bool begins(const std::string& text, const std::string& start) {
    return text.compare(0, start.size(), start) == 0;
}

template <class Map>
const typename Map::mapped_type* by_beginning(const Map& map, const std::string& text) {
    for (const auto& [start, value] : map) {
        if (begins(text, start)) return &value;
    }
    return nullptr;
}

// Stands for a body that was left out as it repeats an earlier one.
bool is_left_out(const json& body) {
    return body.is_string() || (body.is_object() && body.contains("...")) ||
           (body.is_array() && !body.empty() && body[0].is_object() && body[0].contains("..."));
}

const std::map<std::string, std::string> varying_headers = {{"date", "time"},
                                                            {"content-length", "of ids and times"},
                                                            {"last-modified", "time"},
                                                            {"connection", "ours asks for close"},
                                                            {"x-request-id", "checked apart"}};

}  // namespace

json load_recording(const std::string& name) {
    std::ifstream file(std::string(MOSTIK_FIXTURES) + "/mattermost/" + name + ".json");
    if (!file) throw std::runtime_error("no recording " + name);
    return json::parse(file);
}

EventStream::EventStream(std::uint16_t port, const std::string& token)
    : socket_(port, "/api/v4/websocket",
              {{"Upgrade", "websocket"},
               {"Connection", "Upgrade"},
               {"Sec-WebSocket-Key", "7hYIPG31dAvXhpm05/PL5g=="},
               {"Sec-WebSocket-Version", "13"},
               {"Authorization", "Bearer " + token}}) {}

json EventStream::drain() {
    const json ping = {{"seq", ++pings_}, {"action", "ping"}};
    socket_.send_text(ping.dump());
    json events = json::array();
    while (true) {
        const auto received = socket_.receive();
        if (received.end != Socket::End::none) throw std::runtime_error("the websocket ended");
        auto frame = json::parse(received.payload);
        if (frame.contains("seq_reply")) {
            if (frame["seq_reply"] == pings_) return events;
            events.push_back(std::move(frame));
            continue;
        }
        CHECK(received.payload.back() == '\n');
        CHECK(frame["seq"] == ++last_seq_);
        frame.erase("seq");
        events.push_back(std::move(frame));
    }
}

MattermostStage::MattermostStage(Scene scene, sim::Options server_options) : server(server_options) {
    sim::AccountOptions options;
    options.is_admin = true;
    admin = server.add_user("admin", options);
    options = {};
    options.first_name = "Mostik";
    bot = server.add_bot("mostik", options);
    team = server.add_team("dev");
    town_square = server.add_channel(team, "town-square", {"Town Square", 'O', {}, {}, {}});
    tokens_ = {{"<BOT_TOKEN>", bot.token},
               {"<ADMIN_TOKEN>", admin.token},
               {"bot", bot.token},
               {"admin", admin.token}};
    bind(recorded_ids::bot, bot.id);
    bind(recorded_ids::admin, admin.id);
    bind(recorded_ids::team, team);
    for (const auto* account : {&bot, &admin}) server.join_team(team, account->id);
    if (scene == Scene::team_only) return;

    options = {};
    options.first_name = "Alice";
    options.last_name = "Liddell";
    options.nickname = "Al";
    alice = server.add_user("alice", options);
    bob = server.add_user("bob");
    set_token("<ALICE_TOKEN>", "alice", alice.token);
    bind(recorded_ids::alice, alice.id);
    bind(recorded_ids::bob, bob.id);
    for (const auto* account : {&alice, &bob}) server.join_team(team, account->id);
    // Both were changed once, so that update_at is another time than create_at.
    as_admin("PUT", "/api/v4/users/" + alice.id + "/patch", {{"nickname", "Ally"}});
    as_admin("PUT", "/api/v4/bots/" + bot.id, {{"display_name", "Mostik"}, {"description", "bridge"}});

    const auto created = as_admin("POST", "/api/v4/channels",
                                  {{"team_id", team},
                                   {"name", "ops"},
                                   {"display_name", "Ops"},
                                   {"type", "O"},
                                   {"purpose", "operations"},
                                   {"header", "runbooks"}});
    ops = json::parse(created.body).at("id");
    bind(recorded_ids::ops, ops);
    as_admin("PUT", "/api/v4/channels/" + ops + "/patch", {{"header", "new header"}});
    for (const auto* account : {&bot, &alice}) server.join(ops, account->id);
}

void MattermostStage::set_token(const std::string& placeholder, const std::string& name,
                                const std::string& token) {
    tokens_[placeholder] = token;
    tokens_[name] = token;
}

Answer MattermostStage::as_admin(const std::string& method, const std::string& path, const json& body) {
    auto answer = fetch(port(), method, path, {{"Authorization", "Bearer " + admin.token}}, body.dump());
    REQUIRE(answer.status < 300);
    return answer;
}

void MattermostStage::add_direct_and_group() {
    bind(recorded_ids::direct, server.direct_channel(alice.id, bot.id));
    const auto answer =
        fetch(port(), "POST", "/api/v4/channels/group", {{"Authorization", "Bearer " + alice.token}},
              json({alice.id, bob.id, bot.id}).dump());
    bind(recorded_ids::group, json::parse(answer.body).at("id"));
}

void MattermostStage::add_hello_post() {
    bind(recorded_ids::hello_post, server.post_as(alice.id, ops, "hello").id);
}

void MattermostStage::connect(const std::string& name) {
    streams_[name] = std::make_unique<EventStream>(port(), tokens_.at(name));
    streams_[name]->drain();
}

void MattermostStage::drain_all() {
    for (const auto& [name, stream] : streams_) stream->drain();
}

void MattermostStage::play(const std::string& name) {
    const auto recording = load_recording(name);
    for (const auto& step : recording["steps"]) {
        const auto description = step.value("do", "");
        INFO(name << ": " << description);
        if (by_beginning(skipped, description) != nullptr) continue;
        drain_all();
        const auto* hook = by_beginning(before, description);
        if (hook != nullptr) (*hook)();
        play_step(step);
    }
}

void MattermostStage::play_step(const json& step) {
    if (step.contains("http") && step["http"].is_array()) {
        for (const auto& exchange : step["http"]) play_exchange(exchange, step);
    } else if (step.contains("http") && step["http"].is_object()) {
        play_exchange(step["http"], step);
    }
    if (step.contains("events_received_by")) compare_events(step["events_received_by"]);
}

std::string MattermostStage::translated_header(const std::string& value) const {
    for (const auto& [placeholder, token] : tokens_) {
        const auto at = value.find(placeholder);
        if (placeholder[0] != '<' || at == std::string::npos) continue;
        return value.substr(0, at) + token + value.substr(at + placeholder.size());
    }
    return comparer.translate(value);
}

Answer MattermostStage::send(const json& request, const std::string& description) {
    Headers headers;
    for (const auto& [name, value] : request["headers"].items()) {
        headers.emplace_back(name, translated_header(value.get<std::string>()));
    }
    std::string body;
    if (request.contains("body")) body = comparer.translate(expanded(request["body"])).dump();
    if (request.contains("body_raw")) {
        body = comparer.translate(request["body_raw"].get<std::string>());
        const auto* replacement = by_beginning(bodies, description);
        if (replacement != nullptr && begins(body, "(")) body = *replacement;
        if (begins(body, "(a message with the byte 0xFF")) {
            body = "{\"channel_id\":\"" + ops + "\",\"message\":\"bad \xFF utf8\"}";
        }
    }
    auto path = translated_header(request["path"].get<std::string>());
    return fetch(port(), request["method"], path, headers, body);
}

void MattermostStage::play_exchange(const json& exchange, const json& step) {
    const auto answer = send(exchange["request"], step.value("do", ""));
    compare_answer(exchange["response"], answer);
    constexpr auto summary = "summary_by_message_not_part_of_the_answer";
    if (step.contains(summary)) compare_summary(step[summary], answer);
}

void MattermostStage::compare_answer(const json& recorded, const Answer& answer) {
    INFO("answer " << answer.status << " " << answer.body.substr(0, 400));
    CHECK(answer.status == recorded["status"]);
    for (const auto& [name, value] : recorded["headers"].items()) {
        auto lower = name;
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        INFO("header " << name);
        if (varying_headers.count(lower) != 0) {
            CHECK((lower == "connection" || answer.headers.count(lower) != 0));
            continue;
        }
        const auto found = answer.headers.find(lower);
        if (found == answer.headers.end()) {
            FAIL_CHECK("missing");
            continue;
        }
        for (const auto& difference : comparer.differences(value, found->second)) FAIL_CHECK(difference);
    }
    if (recorded.contains("body_raw") && !begins(recorded["body_raw"].get<std::string>(), "(")) {
        CHECK(answer.body == recorded["body_raw"].get<std::string>());
    }
    if (!recorded.contains("body")) return;
    const auto body = json::parse(answer.body, nullptr, false);
    if (body.is_object() && body.contains("request_id")) {
        CHECK(body["request_id"] == answer.headers.at("x-request-id"));
    }
    if (is_left_out(recorded["body"])) {
        if (recorded["body"].is_array()) CHECK(body.size() == recorded["body"].size());
        return;
    }
    for (const auto& difference : comparer.differences(recorded["body"], body)) FAIL_CHECK(difference);
}

void MattermostStage::compare_summary(const json& recorded, const Answer& answer) {
    const auto body = json::parse(answer.body, nullptr, false);
    REQUIRE(body.is_object());
    const auto name_of = [&](const std::string& id) -> std::string {
        auto name = id;
        if (post_names.count(id) != 0) {
            name = post_names.at(id);
        } else if (body["posts"].contains(id)) {
            name = body["posts"][id]["message"];
        }
        return begins(name, "same-ms") ? "same-ms" : name;
    };
    const auto recorded_name = [&](const json& name) -> std::string {
        const auto text = comparer.translate(name.get<std::string>());
        return begins(text, "same-ms") ? "same-ms" : text;
    };
    std::vector<std::string> order, recorded_order, others, recorded_others;
    for (const auto& id : body["order"]) order.push_back(name_of(id));
    for (const auto& name : recorded["order"]) recorded_order.push_back(recorded_name(name));
    CHECK(order == recorded_order);
    for (const auto& [id, post] : body["posts"].items()) {
        const bool listed = std::find(body["order"].begin(), body["order"].end(), id) != body["order"].end();
        if (!listed) others.push_back(name_of(id));
    }
    for (const auto& name : recorded["posts_not_in_order"]) recorded_others.push_back(recorded_name(name));
    std::sort(others.begin(), others.end());
    std::sort(recorded_others.begin(), recorded_others.end());
    CHECK(others == recorded_others);
    CHECK(name_of(body["next_post_id"]) == recorded_name(recorded["next_post_id"]));
    CHECK(name_of(body["prev_post_id"]) == recorded_name(recorded["prev_post_id"]));
    CHECK(body["has_next"] == recorded["has_next"]);
}

void MattermostStage::compare_events(const json& recorded) {
    for (const auto& [name, frames] : recorded.items()) {
        const auto stream = streams_.find(name);
        if (stream == streams_.end()) continue;
        INFO("events of " << name);
        auto expected = frames;
        if (frames.is_string()) {
            // "same frames as bot (with its own seq)"
            const auto whose = frames.get<std::string>();
            const auto from = whose.find(" as ") + 4;
            expected = recorded.at(whose.substr(from, whose.find(' ', from) - from));
        }
        for (auto& frame : expected) frame.erase("seq");
        const auto events = stream->second->drain();
        for (const auto& difference : comparer.differences(expected, events)) FAIL_CHECK(difference);
    }
}

}  // namespace mostik::contract
