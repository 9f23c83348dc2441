#include "tests/simulators/mattermost/server.hpp"

#include "tests/simulators/mattermost/http_session.hpp"
#include "tests/simulators/mattermost/websocket_session.hpp"

namespace mostik::simulators::mattermost {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

Server::Server(asio::io_context& context, Options server_options, std::function<void()> changed)
    : io(context),
      options(std::move(server_options)),
      schedule(context, clock),
      world([this] { return clock.now(); }, options.share_milliseconds,
            [this](const Event& event) {
                hub.broadcast(event);
                changed_();
            }),
      hub(world),
      limiter(options.requests_per_second, options.burst),
      rate_limit_on(options.rate_limit),
      changed_(std::move(changed)),
      listener_(context, options.address, options.port,
                [this](tcp::socket socket) { accept(std::move(socket)); }) {
    hub.evict = [this](Connection& connection) {
        for_each_websocket({}, [&](WebsocketSession& session) {
            if (session.serves(connection)) session.evict();
        });
    };
    reap_later();
}

void Server::listen() {
    listener_.listen();
}
void Server::stop_listening() {
    listener_.stop_listening();
}
void Server::refuse_connections_for(std::chrono::milliseconds real_time) {
    listener_.refuse_for(real_time);
}

void Server::accept(tcp::socket socket) {
    boost::system::error_code ignored;
    if (options.send_buffer > 0) {
        socket.set_option(asio::socket_base::send_buffer_size(options.send_buffer), ignored);
    }
    start_http_session(*this, std::move(socket));
}

void Server::shutdown() {
    listener_.shutdown();
    cut_everything(Cut::fin);
    schedule.clear();
}

void Server::reap_later() {
    schedule.at(clock.now() + Hub::reaper_interval, [this] {
        hub.reap();
        reap_later();
    });
}

Server::Ordinal Server::log(RequestRecord record) {
    requests_.push_back(std::move(record));
    changed_();
    return first_request_ + requests_.size() - 1;
}

void Server::answered(Ordinal ordinal, int status) {
    if (ordinal >= first_request_) requests_[ordinal - first_request_].status = status;
    changed_();
}

void Server::forget_requests() {
    first_request_ += requests_.size();
    requests_.clear();
}

void Server::add(WebsocketSession& session) {
    websockets_.insert(&session);
}

void Server::websocket_opened() {
    ++websockets_opened_;
    changed_();
}

std::size_t Server::websockets() const {
    std::size_t count = 0;
    for (const auto* session : websockets_) count += session->is_authenticated() ? 1 : 0;
    return count;
}

bool Server::take_upgrade_without_hello() {
    if (upgrades_without_hello_ == 0) return false;
    --upgrades_without_hello_;
    return true;
}

void Server::for_each_websocket(std::string_view user_id,
                                const std::function<void(WebsocketSession&)>& function) {
    const auto sessions = websockets_;
    for (auto* session : sessions) {
        if (websockets_.count(session) != 0 && (user_id.empty() || session->belongs_to(user_id))) {
            function(*session);
        }
    }
}

void Server::cut_websockets(Cut how, std::string_view user_id) {
    for_each_websocket(user_id, [&](WebsocketSession& session) { session.cut(how); });
}

void Server::cut_everything(Cut how) {
    const auto peers = peers_;
    for (auto* peer : peers) {
        if (peers_.count(peer) != 0) peer->cut(how);
    }
}

void Server::freeze_websockets(std::string_view user_id) {
    for_each_websocket(user_id, [](WebsocketSession& session) { session.freeze(); });
}

void Server::drop_frames(int count, std::string_view user_id) {
    for_each_websocket(user_id, [&](WebsocketSession& session) { session.lose_next(count); });
}

void Server::send_text(const std::string& payload, std::string_view user_id) {
    for_each_websocket(user_id, [&](WebsocketSession& session) { session.send_text(payload); });
}

void Server::send_truncated_frame(std::string_view user_id) {
    for_each_websocket(user_id, [](WebsocketSession& session) { session.send_truncated_frame(); });
}

void Server::evict(std::string_view user_id) {
    for_each_websocket(user_id, [](WebsocketSession& session) { session.evict(); });
}

void Server::restart(const RestartOptions& restart) {
    cut_websockets(Cut::fin, {});
    hub.forget_all();
    world.forget_pending_posts();
    upgrades_without_hello_ = restart.upgrades_without_hello;
    if (restart.down_for.count() > 0) {
        cut_everything(Cut::fin);
        refuse_connections_for(restart.down_for);
    }
    changed_();
}

}  // namespace mostik::simulators::mattermost
