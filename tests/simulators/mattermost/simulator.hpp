// A simulated Mattermost server: REST and websocket over real sockets on this machine, as recorded from a
// Mattermost 6.7.2 server (tests/fixtures/mattermost). tests/contract holds it against those recordings.
//
//     Simulator server;
//     const auto team = server.add_team("dev");
//     const auto bot = server.add_bot("mostik");
//     const auto alice = server.add_user("alice");
//     const auto ops = server.add_channel(team, "ops");
//     server.join(ops, bot.id);
//     server.join(ops, alice.id);
//     ... start the client on server.url() with bot.token ...
//     REQUIRE(server.wait_for_websockets(1));
//     server.post_as(alice.id, ops, "hello");
//     REQUIRE(server.wait_for_post(ops, [&](const Post& post) { return post.user_id == bot.id; }));
//
// Threads: the simulator runs its sockets on one thread of its own; every method may be called from any
// thread. The direct API below changes the same world as REST does and sends the same events.
// Methods that name something unknown, or that REST would refuse, throw std::invalid_argument with the
// server's error id; what the operating system refuses (a port in use) throws std::system_error.
#pragma once

#include "tests/simulators/mattermost/faults.hpp"
#include "tests/simulators/mattermost/model.hpp"
#include "tests/simulators/net/peer.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::simulators::mattermost {

struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one

    // Two posts made through the server never share a millisecond unless create_at is given or this is on.
    // A real server shares them under load (ws_ordering.json), and readers by `before`/`after` then skip
    // some.
    bool share_milliseconds = false;

    // Times on the simulator's clock, see advance(). Defaults are the recorded ones.
    std::chrono::milliseconds ping_interval{60'000};
    std::chrono::milliseconds pong_deadline{100'000};
    std::chrono::milliseconds authentication_deadline{5'000};
    std::chrono::milliseconds write_deadline{30'000};

    // Size of the socket's send buffer in bytes; 0: the system's. Small ones make slow readers quickly.
    int send_buffer = 0;

    bool rate_limit = false;
    int requests_per_second = 10;
    int burst = 100;
};

// An id and a token that is accepted as `Authorization: Bearer TOKEN`.
struct Account {
    std::string id;
    std::string token;
};

struct AccountOptions {
    std::string password = "password";
    std::string first_name;
    std::string last_name;
    std::string nickname;
    std::string token;  // empty: a random one
    bool is_admin = false;
};

struct ChannelOptions {
    std::string display_name;  // empty: the name with a capital letter
    char type = 'O';           // or 'P'
    std::string creator_id;
    std::string header;
    std::string purpose;
};

struct PostOptions {
    std::string root_id;
    std::string type;
    nlohmann::json props = nlohmann::json::object();
    std::vector<std::string> file_ids;
    std::string pending_post_id;
    std::optional<Milliseconds> create_at;  // the past, for histories; absent: now
    bool silent = false;                    // no websocket event: for seeding
};

struct RequestRecord {
    std::string method;
    std::string path;     // without the query
    std::string query;    // without the '?'
    std::string body;     // at most the first 64 KiB
    std::string user_id;  // of the token; empty without a valid one
    Milliseconds at = 0;  // on the simulator's clock, when the whole request had been read
    int status = 0;       // of the answer; 0: none was sent (yet)
};

using net::Cut;

struct RestartOptions {
    // So many upgrades after the restart get 101 and never a hello, and are closed after 1 s of the
    // simulator's clock (the moment when hubs have stopped and HTTP goes on; README section 10, Restart).
    int upgrades_without_hello = 0;
    // Connections are refused for so long, in real time.
    std::chrono::milliseconds down_for{0};
};

class Simulator {
  public:
    static constexpr std::chrono::milliseconds default_wait{10'000};

    // Listens when it returns.
    explicit Simulator(Options options = {});
    ~Simulator();
    Simulator(const Simulator&) = delete;
    Simulator& operator=(const Simulator&) = delete;

    std::uint16_t port() const;
    std::string url() const;  // http://127.0.0.1:PORT, no slash at the end

    // Closes everything and returns when the thread has ended; may be repeated.
    void stop();

    // ---- the world
    std::string add_team(std::string_view name, std::string_view display_name = {});
    Account add_user(std::string_view username, const AccountOptions& options = {});
    Account add_bot(std::string_view username, const AccountOptions& options = {});
    std::string add_channel(std::string_view team_id, std::string_view name,
                            const ChannelOptions& options = {});
    std::string direct_channel(std::string_view user_id, std::string_view other_user_id);

    void join_team(std::string_view team_id, std::string_view user_id);
    // Also joins the channel's team. Announced: with the system message and the events of REST.
    void join(std::string_view channel_id, std::string_view user_id, bool announced = false);
    void leave(std::string_view channel_id, std::string_view user_id, bool announced = false);
    void archive(std::string_view channel_id);

    Post post_as(std::string_view user_id, std::string_view channel_id, std::string_view text,
                 const PostOptions& options = {});
    Post edit_as(std::string_view user_id, std::string_view post_id, std::string_view text);
    void delete_as(std::string_view user_id, std::string_view post_id);
    void react_as(std::string_view user_id, std::string_view post_id, std::string_view emoji_name);
    void unreact_as(std::string_view user_id, std::string_view post_id, std::string_view emoji_name);
    void pin_as(std::string_view user_id, std::string_view post_id);
    void typing_as(std::string_view user_id, std::string_view channel_id);
    // Returns the file's id, for PostOptions::file_ids of the same user.
    std::string upload_as(std::string_view user_id, std::string_view channel_id, std::string_view name,
                          std::string_view bytes);

    // Fills the world with the `demo` scene, see seed.hpp; returns the bot.
    Account seed_demo(int posts = 300);

    // ---- snapshots
    std::optional<std::string> find_user(std::string_view username) const;
    std::optional<std::string> find_channel(std::string_view team_slash_channel) const;  // "dev/ops"
    std::optional<Post> post(std::string_view post_id) const;                            // deleted ones too
    // Oldest first, without deleted posts and old revisions; system messages included.
    std::vector<Post> posts_in(std::string_view channel_id) const;
    std::vector<Post> posts_by(std::string_view user_id) const;
    std::vector<Reaction> reactions_of(std::string_view post_id) const;
    std::optional<std::string> file_bytes(std::string_view file_id) const;

    // Every API request whose reading has ended (control requests excluded), oldest first.
    std::vector<RequestRecord> requests() const;
    std::vector<RequestRecord> requests(std::string_view method, std::string_view path_prefix) const;
    void forget_requests();

    // Open websockets that got a hello or were resumed, and how many there have been so far.
    std::size_t websockets() const;
    std::size_t websockets_opened() const;

    // ---- waiting: by event, never by sleeping
    // True as soon as the predicate is; false after `timeout` of real time. The predicate is asked again
    // after every change (request, post, websocket, ...); it may call any method of the simulator.
    bool wait_for(const std::function<bool()>& predicate, std::chrono::milliseconds timeout = default_wait);
    // A live post of the channel, present or to come.
    std::optional<Post> wait_for_post(std::string_view channel_id,
                                      const std::function<bool(const Post&)>& predicate,
                                      std::chrono::milliseconds timeout = default_wait);
    // Exactly `count` open, authenticated websockets.
    bool wait_for_websockets(std::size_t count, std::chrono::milliseconds timeout = default_wait);
    // `total` websockets so far: after a cut, waits for the reconnect and not for the old one.
    bool wait_for_websockets_opened(std::size_t total, std::chrono::milliseconds timeout = default_wait);
    // At least `count` requests of this method ("" any) and path prefix in the log. What such a request
    // does to the world has happened then, unless a fault delays it.
    bool wait_for_request(std::string_view method, std::string_view path_prefix, std::size_t count = 1,
                          std::chrono::milliseconds timeout = default_wait);

    // ---- time
    // The simulator's clock runs with real time plus what it was advanced. Deadlines that pass by it
    // (pings, authentication, pending_post_id, the reaper) happen before this returns. A client has no time
    // to answer pings in between: 100 s at once end its websocket.
    Milliseconds now() const;
    void advance(std::chrono::milliseconds by);

    // ---- misbehaviour of HTTP
    void inject(Fault fault);
    void clear_faults();
    // Stops listening (connecting is refused by the system) / listens again on the same port.
    void refuse_connections();
    void accept_connections();
    void refuse_connections_for(std::chrono::milliseconds real_time);
    void set_rate_limit(bool on);

    // ---- misbehaviour of sockets; an empty user_id: everybody's
    // Closes at TCP level, without a close frame. Resuming works afterwards, as with a broken network.
    void cut_websockets(Cut how = Cut::fin, std::string_view user_id = {});
    void cut_everything(Cut how = Cut::fin);  // HTTP connections too
    // Half-open: nothing is read, answered or sent any more on the present sockets, and they stay open.
    void freeze_websockets(std::string_view user_id = {});
    // The next `count` event frames of each present websocket are numbered and not sent.
    void drop_frames(int count, std::string_view user_id = {});
    // A text frame with exactly this payload: malformed JSON, unknown events, oversize ones.
    void send_text(std::string payload, std::string_view user_id = {});
    // The first half of an event's frame, then the end of the TCP stream.
    void send_truncated_frame(std::string_view user_id = {});
    // Gives the websockets up as if 256 events were waiting: a close frame without a code, state forgotten.
    void evict_slow_readers(std::string_view user_id = {});
    // Websockets closed without close frame; connection ids and pending_post_ids forgotten.
    void restart(RestartOptions options = {});

    // ---- misbehaviour of administrators
    void revoke_token(std::string_view token);
    // Sessions answer 401 and websockets go silent (ws_token_revoked.json).
    void disable_account(std::string_view user_id);
    void enable_account(std::string_view user_id);

  private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace mostik::simulators::mattermost
