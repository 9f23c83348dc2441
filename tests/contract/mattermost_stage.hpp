// Plays recorded exchanges with a Mattermost server against the simulated one and compares.
#pragma once

#include "tests/contract/recording_comparer.hpp"
#include "tests/contract/wire_client.hpp"
#include "tests/simulators/mattermost/simulator.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::contract {

nlohmann::json load_recording(const std::string& name);

// Recorded ids that several recordings use without saying where they come from.
namespace recorded_ids {
inline constexpr auto bot = "ddkq7pwoht8x7yj1cj9prriwuw";
inline constexpr auto alice = "u7yfmy7z97ns5xdg8rhi45eb1o";
inline constexpr auto bob = "ywrr76snwb8k3eutx3fqrej1fe";
inline constexpr auto admin = "gzo3tak3pbrbdpns53romwpsxr";
inline constexpr auto team = "489qo76ns3bqzp19btxz7nh5xc";
inline constexpr auto ops = "5c3ophus1j8w3mio8jr7kx99re";
inline constexpr auto secret_room = "8tz9z7p33in99gw6ywjtrntxuw";
inline constexpr auto not_joined = "w14pgen37i8obk6misdujc35na";
inline constexpr auto direct = "bojtfyx8fjrnzfe1imemzhni6y";
inline constexpr auto group = "yyw738ju6tb7zf1kghjxrdrgwo";
inline constexpr auto paging = "bg43be8k6ff1bqi34dutjzynpc";
inline constexpr auto hello_post = "8e4sswyjqjd8zxr4a8zwf5kryh";
}  // namespace recorded_ids

// Reads all event frames of one user and checks that their numbers have no gaps.
class EventStream {
  public:
    EventStream(std::uint16_t port, const std::string& token);
    // The events up to now, without their numbers, and replies: everything sent before a ping is answered.
    nlohmann::json drain();
    void send(const nlohmann::json& action) const { socket_.send_text(action.dump()); }

  private:
    Websocket socket_;
    std::int64_t last_seq_ = -1;
    std::int64_t pings_ = 1'000'000;  // their seq: those of tests are below
};

// The scene of the recordings: their users, team and channels, each bound to its recorded id.
class MattermostStage {
  public:
    enum class Scene { full, team_only };  // team_only: bot and admin, before anybody else came
    explicit MattermostStage(Scene scene = Scene::full, simulators::mattermost::Options options = {});

    simulators::mattermost::Simulator server;
    RecordingComparer comparer;
    simulators::mattermost::Account bot, alice, bob, admin;
    std::string team, town_square, ops;

    std::uint16_t port() const { return server.port(); }
    // Binds a recorded id (or the id of an account or channel made by a test).
    void bind(const std::string& recorded, const std::string& actual) { comparer.bind(recorded, actual); }
    void add_direct_and_group();
    void add_hello_post();
    // Opens the websocket of `name` (as in events_received_by) and reads what greets it.
    void connect(const std::string& name);
    void drain_all();
    void send_action(const std::string& name, const nlohmann::json& action) {
        streams_.at(name)->send(action);
    }
    void set_token(const std::string& placeholder, const std::string& name, const std::string& token);
    Answer as_admin(const std::string& method, const std::string& path, const nlohmann::json& body = {});

    // Run before the step whose description begins so.
    std::map<std::string, std::function<void()>> before;
    // Steps (by the beginning of their description) that are not played, with the reason.
    std::map<std::string, std::string> skipped;
    // Bodies in place of a recorded placeholder, by the beginning of the description.
    std::map<std::string, std::string> bodies;
    // Names of posts in "summary_by_message", by actual id.
    std::map<std::string, std::string> post_names;

    // Plays every step of tests/fixtures/mattermost/NAME.json; Catch2 checks report what differs.
    void play(const std::string& name);
    Answer send(const nlohmann::json& recorded_request, const std::string& description);

  private:
    void play_step(const nlohmann::json& step);
    void play_exchange(const nlohmann::json& exchange, const nlohmann::json& step);
    void compare_answer(const nlohmann::json& recorded, const Answer& answer);
    void compare_summary(const nlohmann::json& recorded, const Answer& answer);
    void compare_events(const nlohmann::json& recorded);
    std::string translated_header(const std::string& value) const;

    std::map<std::string, std::string> tokens_;
    std::map<std::string, std::unique_ptr<EventStream>> streams_;
};

}  // namespace mostik::contract
