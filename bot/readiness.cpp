#include "bot/readiness.hpp"

#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::bot {

namespace {

std::string in_seconds(core::Milliseconds time) {
    return std::to_string(time / 1s) + " s";
}

std::string deafness(const messengers::ReceiverStatus& status, core::Time now) {
    if (status.alive_at == core::Time{}) return "not connected yet";
    if (!status.connected) return "not connected";
    const core::Milliseconds silence = now - status.alive_at;
    if (silence > status.alive_every) return "no sign of life for " + in_seconds(silence);
    return {};
}

}  // namespace

std::vector<PartState> judge(const LiveFigures& figures, core::Time now, core::Milliseconds stuck_after) {
    std::vector<PartState> parts;
    for (const auto& [messenger, status] : figures.receivers)
        parts.push_back({messenger + " receiver", deafness(status, now)});
    for (const auto& [messenger, accepted] : figures.senders)
        parts.push_back(
            {messenger + " sender",
             accepted ? "" : "nothing is sent: its token or its rights are refused; see the log"});
    PartState delivery{"delivery", ""};
    if (figures.delivery_overdue > stuck_after)
        delivery.reason = "has not looked for messages for " + in_seconds(figures.delivery_overdue);
    parts.push_back(std::move(delivery));
    PartState pipeline{"pipeline", ""};
    if (figures.pipeline_busy > stuck_after)
        pipeline.reason = "what was heard waits for its commit for " + in_seconds(figures.pipeline_busy);
    parts.push_back(std::move(pipeline));
    return parts;
}

Readiness::Readiness(const asio::any_io_executor& executor, core::net::TaskGroup& tasks,
                     storage::Database& database, const core::Clock& clock, std::function<LiveFigures()> look,
                     Options options)
    : clock_(clock),
      look_(std::move(look)),
      options_(options),
      written_(executor, tasks, "trying to write", options.probe_every,
               [&database, &clock]() -> asio::awaitable<bool> {
                   const auto write = [&clock](storage::UnitOfWork& unit) {
                       unit.cursors().set_value("readiness.written_at", core::to_rfc3339(clock.now()));
                       return true;
                   };
                   return database.transact(write);
               }) {}

asio::awaitable<std::vector<PartState>> Readiness::parts() {
    const auto written = co_await written_.answer(options_.limit);
    std::vector<PartState> parts = judge(look_(), clock_.now(), options_.stuck_after);
    PartState database{"database", ""};
    if (!written.answer) {
        // Of its words some name files of this machine.
        spdlog::warn("not ready: the database cannot be written: {}", written.problem);
        database.reason = "cannot be written; see the log";
    }
    parts.push_back(std::move(database));
    co_return parts;
}

}  // namespace mostik::bot
