#include "tests/simulators/telegram/server.hpp"

#include "tests/simulators/telegram/http_session.hpp"
#include "tests/simulators/telegram/methods.hpp"

#include <algorithm>
#include <array>

namespace mostik::simulators::telegram {

Server::Server(boost::asio::io_context& context, Options server_options, std::function<void()> changed)
    : io(context),
      options(std::move(server_options)),
      schedule(context, clock),
      world(
          options.bot, [this] { return clock.now(); },
          [this](Happening happening) { happened(std::move(happening)); }),
      updates(options.first_update_id, [this] { return clock.now(); }),
      poller(updates, clock, schedule),
      webhook(
          context, updates, clock, schedule, [this] { changed_(); },
          [this](const std::string& body, const std::string& type) { call_by_webhook(body, type); }),
      flood(options.limits, [this] { return clock.now(); }),
      changed_(std::move(changed)),
      listener_(context, options.address, options.port, [this](boost::asio::ip::tcp::socket socket) {
          start_http_session(*this, std::move(socket));
      }) {
    flood.on = options.flood_limits;
}

void Server::happened(Happening happening) {
    updates.push(std::move(happening));
    poller.wake();
    webhook.wake();
    changed_();
}

void Server::shutdown() {
    listener_.shutdown();
    poller.shutdown();
    webhook.shutdown();
    cut_everything(Cut::fin);
    schedule.clear();
}

Server::Ordinal Server::log(RequestRecord record) {
    requests_.push_back(std::move(record));
    changed_();
    return first_request_ + requests_.size() - 1;
}

void Server::answered(Ordinal ordinal, int status, const std::string& description) {
    if (ordinal >= first_request_) {
        requests_[ordinal - first_request_].status = status;
        requests_[ordinal - first_request_].description = description;
    }
    changed_();
}

void Server::forget_requests() {
    first_request_ += requests_.size();
    requests_.clear();
}

void Server::remove(net::Peer& peer) {
    peers_.erase(&peer);
    polling_.erase(&peer);
}

void Server::begin_poll(net::Peer& peer) {
    polling_.insert(&peer);
    changed_();
}

void Server::end_poll(net::Peer& peer) {
    polling_.erase(&peer);
    changed_();
}

void Server::cut_polls(Cut how) {
    const auto peers = polling_;
    for (auto* peer : peers) {
        if (polling_.count(peer) != 0) peer->cut(how);
    }
}

void Server::cut_everything(Cut how) {
    const auto peers = peers_;
    for (auto* peer : peers) {
        if (peers_.count(peer) != 0) peer->cut(how);
    }
}

void Server::call_by_webhook(const std::string& body, const std::string& content_type) {
    net::Request request;
    request.body = body;
    request.headers["content-type"] = content_type;
    try {
        const auto parameters = Parameters::read(request);
        const auto method = method_named(parameters.text("method"));
        constexpr std::array<std::string_view, 4> excluded{"setWebhook", "deleteWebhook", "close", "logOut"};
        const bool is_excluded = method.substr(0, 3) == "get" ||
                                 std::find(excluded.begin(), excluded.end(), method) != excluded.end();
        if (!method.empty() && !is_excluded) run_method(*this, method, parameters);
    } catch (const Refusal&) {
        // The result of such a call is never seen.
    }
}

}  // namespace mostik::simulators::telegram
