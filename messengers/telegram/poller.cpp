#include "messengers/telegram/poller.hpp"

#include "core/net/backoff.hpp"
#include "core/net/signal.hpp"
#include "messengers/telegram/commands.hpp"
#include "messengers/telegram/errors.hpp"
#include "messengers/telegram/settings.hpp"

#include <algorithm>
#include <exception>

#include <boost/asio/this_coro.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using nlohmann::json;

namespace mostik::messengers::telegram {

namespace {

/// We wait a little longer for the server than it waits for something to happen (50 s at most).
constexpr auto grace = 15s;
/// A server that answers at once with nothing is not asked more often than this.
constexpr auto least_pause = 1s;
/// Another one who asks goes away, or does not: a quick repetition would only throw him out, too.
constexpr auto conflict_pause = 3s;

json question(core::Milliseconds wait, const std::optional<std::int64_t>& offset) {
    json parameters = {{"timeout", wait / 1s}, {"allowed_updates", event_types()}};
    if (offset) parameters["offset"] = *offset;
    return parameters;
}

}  // namespace

std::string allowed_updates() {
    return json(event_types()).dump();
}

Poller::Poller(BotApi& api, Account& account, const core::Clock& clock, const ReceiverTiming& timing,
               const std::vector<core::CommandMenu>& menus)
    : api_(api), account_(account), clock_(clock), timing_(timing), menus_(menus) {
    status_.alive_every = (timing.long_poll + least_pause) * 2;
}

asio::awaitable<core::Error> Poller::listen(Inlet& inlet) {
    std::exception_ptr interrupted;
    try {
        const Own own = co_await account_.own_at_last(timing_, complaints_);
        co_await set_commands(api_, menus_);
        co_await poll(inlet, own);
    } catch (...) {
        interrupted = std::current_exception();
    }
    // Asked to stop: what is committed is confirmed, or the last batch comes again.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await confirm();
    std::rethrow_exception(interrupted);
}

asio::awaitable<void> Poller::poll(Inlet& inlet, const Own& own) {
    core::net::Backoff backoff(timing_.first_backoff, timing_.backoff_cap);
    core::net::Backoff conflict_backoff(conflict_pause * 2, 60s);
    for (;;) {
        const auto asked_at = std::chrono::steady_clock::now();
        // The first answer is not waited for: whether there are updates or not, it tells that they come.
        const bool first = !status_.connected;
        const auto updates = co_await ask(first ? 0ms : timing_.long_poll);
        if (!updates) {
            const ApiError& error = updates.error();
            core::Milliseconds wait = backoff.next();
            if (error.retry_after) wait = std::max(wait, *error.retry_after);
            if (error.refused()) wait = pause_when_refused;
            if (error.status == 409) {
                wait = std::max<core::Milliseconds>(conflict_backoff.next(), conflict_pause);
                co_await explain_conflict(error);
            }
            if (status_.connected) ++status_.reconnects;
            status_.connected = false;
            complaints_.say(error, wait);
            co_await core::net::pause(wait);
            continue;
        }
        if (!status_.connected) spdlog::info("telegram: connected");
        status_.connected = true;
        status_.last_heard_at = status_.alive_at = clock_.now();
        complaints_.over();
        backoff.reset();
        conflict_backoff.reset();
        co_await take(inlet, *updates, own);
        const bool hurried = updates->empty() && std::chrono::steady_clock::now() - asked_at < least_pause;
        if (hurried && !first) co_await core::net::pause(least_pause);
    }
}

asio::awaitable<void> Poller::take(Inlet& inlet, const std::vector<WireUpdate>& updates, const Own& own) {
    if (updates.empty()) co_return;
    std::int64_t last = 0;
    for (const WireUpdate& update : updates) {
        last = std::max(last, update.id);
        if (update.kind.empty()) {
            ++status_.malformed;
            spdlog::warn("telegram: update {} cannot be read and is left out", update.id);
        }
        for (core::Event& event : to_events(update, own, clock_.now())) co_await inlet.put(std::move(event));
    }
    co_await inlet.settle();
    offset_ = last + 1;
}

asio::awaitable<ApiResult<std::vector<WireUpdate>>> Poller::ask(core::Milliseconds wait) {
    const std::string text = question(wait, offset_).dump();
    told_ = offset_;
    const auto answer = co_await api_.call("getUpdates", text, wait + grace);
    if (!answer) {
        // A question that we broke off ourselves had arrived; one that failed has perhaps not.
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() == asio::cancellation_type::none) told_.reset();
        co_return tl::unexpected<ApiError>(answer.error());
    }
    auto updates = parse_updates(*answer);
    if (!updates) {
        co_return tl::unexpected<ApiError>(
            ApiError{.status = 200, .foreign = true, .description = updates.error().message});
    }
    co_return std::move(*updates);
}

asio::awaitable<void> Poller::confirm() {
    // Asked twice from the same place, a server takes three seconds for the second answer.
    if (!offset_ || told_ == offset_) co_return;
    json parameters = question(0ms, offset_);
    // What it would bring comes again after the next start.
    parameters["limit"] = 1;
    const std::string text = parameters.dump();
    const auto answer = co_await api_.call("getUpdates", text, 5s);
    if (!answer) spdlog::warn("telegram: the last updates could not be confirmed: they come again");
}

asio::awaitable<void> Poller::explain_conflict(const ApiError& error) {
    if (!says(error, "webhook")) {
        spdlog::error(
            "telegram: another program asks for this bot's updates with the same token: stop it, or "
            "give Mostik a bot of its own ({})",
            error.description);
        co_return;
    }
    std::string url = "?";
    const auto answer = co_await api_.call("getWebhookInfo", "{}");
    if (answer) {
        const auto webhook = parse_webhook(*answer);
        if (webhook && !webhook->url.empty()) url = webhook->url;
    }
    spdlog::error(
        "telegram: a webhook is set for this bot ({}): whoever set it takes its updates. Remove it "
        "with the Bot API's deleteWebhook, or give Mostik a bot of its own ({})",
        url, error.description);
}

}  // namespace mostik::messengers::telegram
