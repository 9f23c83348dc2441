#include "messengers/mattermost/listener.hpp"

#include "core/net/backoff.hpp"
#include "core/net/task_group.hpp"
#include "messengers/mattermost/event_translation.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using mostik::core::Errc;

namespace mostik::messengers::mattermost {

namespace {

/// Events keep their order, so a name is worth only a short wait.
Patience brief() {
    return {.timeout = std::chrono::milliseconds(1000), .attempts = 1};
}

std::string challenge(const core::Secret& token) {
    const nlohmann::json request = {
        {"seq", 1}, {"action", "authentication_challenge"}, {"data", {{"token", token.reveal()}}}};
    return request.dump();
}

/// Ends the connection when it is not called off in time.
class Deadline {
  public:
    Deadline(const asio::any_io_executor& executor, std::chrono::milliseconds after,
             core::net::Websocket& socket)
        : timer_(executor, after) {
        timer_.async_wait([&socket, state = state_](const boost::system::error_code& error) {
            // It may have been called off after its time came and before it ran.
            if (error || state->called_off) return;
            state->passed = true;
            socket.abort();
        });
    }
    ~Deadline() {
        state_->called_off = true;
        timer_.cancel();
    }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    bool passed() const { return state_->passed; }

  private:
    struct State {
        bool passed = false;
        bool called_off = false;
    };
    asio::steady_timer timer_;
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

/// Keeps a connection reachable from outside for as long as it is read from.
class InUse {
  public:
    InUse(core::net::Websocket*& place, core::net::Websocket& socket) : place_(place) { place_ = &socket; }
    ~InUse() { place_ = nullptr; }
    InUse(const InUse&) = delete;
    InUse& operator=(const InUse&) = delete;

  private:
    core::net::Websocket*& place_;
};

}  // namespace

Listener::Listener(core::net::HttpClient& http, RestTransport& transport, RestApi& api, Directory& directory,
                   Subscription& subscription, const core::Clock& clock, ListenerOptions options)
    : http_(http),
      transport_(transport),
      api_(api),
      directory_(directory),
      subscription_(subscription),
      clock_(clock),
      options_(std::move(options)) {
    // We ping after half of the timeout; then the connection is given up.
    status_.alive_every = options_.timing.idle_timeout * 2;
    // An open websocket goes on after its token was revoked: REST's word is the one that counts.
    transport_.on_refused([this] {
        if (socket_ != nullptr) socket_->abort();
    });
}

asio::awaitable<core::Error> Listener::listen(Inlet& inlet) {
    const auto executor = co_await asio::this_coro::executor;
    queue_ = std::make_unique<FrameQueue>(executor, options_.timing.queue_bytes);
    core::net::TaskGroup tasks(executor, [this](const std::string& task, const std::exception_ptr& error) {
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& e) {
            spdlog::critical("mattermost: {} ended: {}", task, e.what());
        }
        // Heard and not understood is as good as deaf: it ends, to be begun anew.
        fatal_ = core::Error{Errc::invalid, "what is heard cannot be passed on any more"};
        if (socket_ != nullptr) socket_->abort();
    });
    tasks.spawn("dispatch", dispatch(inlet));
    std::exception_ptr interrupted;
    core::Error error;
    try {
        error = co_await connect_for_ever();
    } catch (...) {
        interrupted = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    status_.connected = false;
    tasks.stop();
    co_await tasks.join();
    if (interrupted) std::rethrow_exception(interrupted);
    co_return error;
}

asio::awaitable<core::Error> Listener::connect_for_ever() {
    core::net::Backoff backoff(options_.timing.first_backoff, options_.timing.backoff_cap);
    for (;;) {
        const auto ready = co_await prepare();
        if (fatal_) co_return *fatal_;
        if (!ready && ready.error().code == Errc::unauthorized) co_return to_error(ready.error());
        std::string ended;
        if (ready) {
            ended = co_await run_connection();
            if (fatal_) co_return *fatal_;
        } else {
            ended = to_error(ready.error()).message;
        }
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            co_return core::Error{Errc::cancelled, "stopped"};
        }
        status_.connected = false;
        if (authenticated_) backoff.reset();
        authenticated_ = false;
        const auto wait = backoff.next();
        spdlog::warn("mattermost: not connected: {}; trying again in {:.1f} s", ended,
                     static_cast<double>(wait.count()) / 1000);
        co_await core::net::pause(wait);
    }
}

/// What has to be known before events can be understood: who we are, and which channels are meant.
asio::awaitable<RestResult<void>> Listener::prepare() {
    const bool known = !directory_.known_own().id.empty();
    const auto own = co_await directory_.own();
    if (!own) co_return tl::unexpected<RestError>(own.error());
    const std::string& expected = options_.expected_id;
    if (!expected.empty() && expected != own->id && expected != own->username) {
        fatal_ =
            core::Error{Errc::invalid, "mattermost.id is \"" + expected + "\" but the token belongs to \"" +
                                           own->username + "\" (" + own->id +
                                           "): correct mattermost.id, or use that account's token"};
        co_return RestResult<void>{};
    }
    if (!known) spdlog::info("mattermost: the token belongs to @{} ({})", own->username, own->id);
    const auto refreshed = co_await subscription_.refresh();
    co_return refreshed;
}

/// One connection from its beginning to its end; returns why it ended.
asio::awaitable<std::string> Listener::run_connection() {
    const auto executor = co_await asio::this_coro::executor;
    const bool resuming = !connection_id_.empty() && authentication_ == Authentication::header;
    core::net::WebsocketOptions options;
    options.url = options_.websocket_url;
    options.idle_timeout = options_.timing.idle_timeout;
    options.sign_of_life = [this] { status_.alive_at = clock_.now(); };
    if (authentication_ == Authentication::header) {
        options.headers.emplace_back("Authorization", "Bearer " + transport_.token().reveal());
    }
    if (resuming) {
        // Never 0: the server would take it and lose count. After a hello at least 1 is expected.
        options.url +=
            "?connection_id=" + connection_id_ + "&sequence_number=" + std::to_string(expected_seq_);
    }
    auto connected = co_await core::net::connect_websocket(http_, std::move(options));
    if (!connected) co_return connected.error().message;
    const std::unique_ptr<core::net::Websocket> socket = std::move(*connected);
    const InUse in_use(socket_, *socket);
    const auto greeted = co_await greet(*socket, resuming);
    if (!greeted) {
        if (resuming) forget_connection();
        co_return greeted.error().message;
    }
    for (;;) {
        auto text = co_await socket->read();
        if (!text) {
            if (transport_.refused()) fatal_ = co_await explain_refusal();
            co_return text.error().message;
        }
        note_frame(std::move(*text));
    }
}

/// Reads until the server has shown that it knows us: `hello`, or on a resumed connection an event or an
/// answer.
asio::awaitable<core::Result<void>> Listener::greet(core::net::Websocket& socket, bool resuming) {
    const auto executor = co_await asio::this_coro::executor;
    const Deadline deadline(executor, options_.timing.hello_deadline, socket);
    authenticated_ = false;
    std::string request;
    if (authentication_ == Authentication::challenge) {
        request = challenge(transport_.token());
    } else if (resuming) {
        // A resumed connection that missed nothing says nothing: an answer proves that it works.
        request = R"({"seq":1,"action":"ping","data":{}})";
    }
    if (!request.empty()) {
        const auto sent = co_await socket.write(std::move(request));
        if (!sent) co_return tl::unexpected<core::Error>(sent.error());
    }
    while (!authenticated_) {
        auto text = co_await socket.read();
        if (text) {
            note_frame(std::move(*text));
            continue;
        }
        // A wrong token looks like a network fault here: the connection is closed without a word.
        const auto me = co_await api_.me();
        if (!me && me.error().code == Errc::unauthorized) {
            fatal_ = to_error(me.error());
        } else if (me && !resuming) {
            const bool header = authentication_ == Authentication::header;
            authentication_ = header ? Authentication::challenge : Authentication::header;
        }
        const std::string why =
            deadline.passed() ? "the server did not say hello in time" : text.error().message;
        co_return core::failure(Errc::unavailable, "before the hello: " + why);
    }
    co_return core::Result<void>{};
}

void Listener::note_frame(std::string text) {
    status_.last_heard_at = status_.alive_at = clock_.now();
    const auto frame = parse_frame(text);
    if (!frame) {
        ++status_.malformed;
        spdlog::warn("mattermost: a frame of {} bytes is not understood: {}", text.size(),
                     frame.error().message);
        return;
    }
    if (frame->event.empty()) {
        if (frame->status == "OK") {
            note_authenticated();
        } else {
            spdlog::warn("mattermost: request {} failed with status {}", frame->seq_reply,
                         frame->error_status);
        }
        return;
    }
    if (frame->event == "hello") {
        note_hello(*frame);
    } else {
        note_event(*frame);
    }
    queue_->push(std::move(text));
}

void Listener::note_hello(const WireFrame& frame) {
    const bool same = frame.connection_id == connection_id_ && !connection_id_.empty();
    if (same) {
        spdlog::info("mattermost: connected again, nothing was missed");
    } else {
        const bool first = !ever_connected_;
        if (!first) ++status_.gaps;
        spdlog::info("mattermost: connected to server {}", frame.server_version);
        queue_->push(Gap{first ? "connected" : "connected anew: events may have been missed"});
    }
    connection_id_ = frame.connection_id;
    expected_seq_ = frame.seq + 1;
    note_authenticated();
}

void Listener::note_event(const WireFrame& frame) {
    if (frame.seq != expected_seq_) {
        ++status_.gaps;
        const std::string reason = "event " + std::to_string(frame.seq) + " came where " +
                                   std::to_string(expected_seq_) + " was expected";
        spdlog::warn("mattermost: {}: what is missing is read again", reason);
        queue_->push(Gap{reason});
    }
    expected_seq_ = frame.seq + 1;
    note_authenticated();
}

void Listener::note_authenticated() {
    if (authenticated_) return;
    authenticated_ = true;
    status_.connected = true;
    if (ever_connected_) ++status_.reconnects;
    ever_connected_ = true;
}

void Listener::forget_connection() {
    connection_id_.clear();
    expected_seq_ = 0;
}

asio::awaitable<core::Error> Listener::explain_refusal() {
    const auto me = co_await api_.me();
    if (me) co_return core::Error{Errc::unauthorized, "the token was refused"};
    co_return to_error(me.error());
}

/// Takes what was heard, in order, fills in the names and hands it on.
asio::awaitable<void> Listener::dispatch(Inlet& inlet) {
    for (;;) {
        Heard heard = co_await queue_->pop();
        if (auto* const gap = std::get_if<Gap>(&heard)) {
            co_await inlet.put_gap("mattermost", std::move(gap->reason));
            continue;
        }
        auto event = co_await understand(std::move(std::get<std::string>(heard)));
        if (event) co_await inlet.put(std::move(*event));
        if (channels_changed_) {
            // Its past is to be read, or what was said while we were not in it.
            channels_changed_ = false;
            co_await inlet.put_gap("mattermost", "there is a channel more to listen to");
        }
    }
}

/// Nothing for frames that cannot be read, and for events of channels that are not listened to.
asio::awaitable<std::optional<core::Event>> Listener::understand(std::string text) {
    const core::Time received_at = clock_.now();
    const auto wire = parse_event(text);
    if (!wire) {
        ++status_.malformed;
        // Not what it says: that may be somebody's words.
        spdlog::warn("mattermost: an event of {} bytes is not understood: {}", text.size(),
                     wire.error().message);
        co_return std::nullopt;
    }
    if (wire->user) directory_.remember(*wire->user);
    const bool joined = wire->event == "user_added" && wire->user_id == directory_.known_own().id;
    if (joined || wire->event == "channel_restored") {
        // What cannot be asked now is asked when the past is read.
        subscription_.expire();
        co_await subscription_.refresh();
        channels_changed_ = true;
    }
    core::Channel channel;
    if (!wire->channel_id.empty()) {
        const auto known = co_await directory_.channel(wire->channel_id, brief());
        if (known) {
            channel = *known;
        } else {
            channel = {.id = wire->channel_id,
                       .name = wire->channel_name,
                       .display_name = wire->channel_display_name,
                       .direct = wire->channel_type == "D"};
        }
    }
    if (!subscription_.accepts(channel)) co_return std::nullopt;
    const std::string actor = actor_id(*wire);
    if (!actor.empty()) {
        std::vector<std::string> ids{actor};
        co_await directory_.learn_users(std::move(ids), brief());
    }
    core::Person author = to_person(actor, directory_.user(actor), directory_.known_own(), *wire);
    co_return to_event(*wire, directory_.known_own(), std::move(author), std::move(channel), received_at);
}

}  // namespace mostik::messengers::mattermost
