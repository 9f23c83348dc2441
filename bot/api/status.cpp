#include "bot/api/status.hpp"

#include <nlohmann/json.hpp>

namespace asio = boost::asio;

#ifndef MOSTIK_VERSION
#define MOSTIK_VERSION "unknown"
#endif

namespace mostik::bot::api {

using core::net::IncomingRequest;
using core::net::Reply;
using nlohmann::ordered_json;

namespace {

struct Counted {
    storage::OutboxCounts outbox;
    std::int64_t posts = 0;
    std::int64_t failed_events = 0;
};

ordered_json or_null(core::Time moment) {
    return moment == core::Time{} ? ordered_json() : ordered_json(core::to_rfc3339(moment));
}

}  // namespace

asio::awaitable<Reply> show_status(const Parts& parts, const IncomingRequest& /*request*/,
                                   const Caller& /*caller*/) {
    const auto look = [](storage::UnitOfWork& unit) {
        return Counted{unit.outbox().counts(), unit.posts().count(), unit.failed_events().count()};
    };
    const Counted counted = co_await parts.database.read(look);
    const processors::ServiceStatus status = parts.status();
    const auto uptime =
        std::chrono::duration_cast<std::chrono::seconds>(parts.clock.now() - status.started_at);
    ordered_json outbox;
    outbox["queued"] = counted.outbox.queued;
    outbox["sending"] = counted.outbox.sending;
    outbox["delivered"] = counted.outbox.delivered;
    outbox["failed"] = counted.outbox.failed;
    outbox["uncertain"] = counted.outbox.uncertain;
    outbox["uncertain_attempts"] = counted.outbox.uncertain_attempts;
    ordered_json object;
    object["version"] = MOSTIK_VERSION;
    object["started_at"] = core::to_rfc3339(status.started_at);
    object["uptime_seconds"] = uptime.count();
    object["connected"] = status.connected;
    object["last_heard_at"] = or_null(status.last_heard_at);
    object["events"] = status.events;
    object["reconnects"] = status.reconnects;
    object["gaps"] = status.gaps;
    object["lag_seconds"] = static_cast<double>(status.lag.count()) / 1000;
    object["history_channels_left"] = status.history_channels_left;
    object["stored_posts"] = counted.posts;
    object["failed_events"] = counted.failed_events;
    object["outbox"] = std::move(outbox);
    co_return core::net::json_reply(200, object.dump());
}

}  // namespace mostik::bot::api
