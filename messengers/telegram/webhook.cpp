#include "messengers/telegram/webhook.hpp"

#include "core/digest.hpp"
#include "core/net/backoff.hpp"
#include "core/net/signal.hpp"
#include "messengers/telegram/commands.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using mostik::core::net::IncomingRequest;
using mostik::core::net::problem_reply;
using mostik::core::net::Reply;
using nlohmann::json;

namespace mostik::messengers::telegram {

namespace {

constexpr auto secret_header = "x-telegram-bot-api-secret-token";
/// Telegram's own default; each is for another chat.
constexpr int calls_at_once = 40;
/// Telegram waits a minute. When the database cannot be written for so long, it shall rather call again.
constexpr auto commit_within = 25s;
/// Telegram keeps an update in half a megabyte at most.
constexpr std::size_t update_bytes = 1U << 20U;
constexpr auto stranger_said_every = 1min;

/// While something points to it.
template <class T>
class Lent {
  public:
    Lent(T*& place, T& thing) : place_(place) { place_ = &thing; }
    ~Lent() { place_ = nullptr; }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;

  private:
    T*& place_;
};

}  // namespace

Webhook::Webhook(BotApi& api, Account& account, const Settings& settings, const core::Clock& clock,
                 const ReceiverTiming& timing, const std::vector<core::CommandMenu>& menus)
    : api_(api),
      account_(account),
      settings_(settings.webhook),
      menus_(menus),
      clock_(clock),
      timing_(timing) {
    // Between two calls its looks at them are the signs.
    status_.alive_every = timing.look_at_calls * 2 + 30s;
}

asio::awaitable<core::Error> Webhook::listen(Inlet& inlet) {
    own_ = co_await account_.own_at_last(timing_, complaints_);
    // Telegram may call already: the webhook of the last run is still set.
    const Lent welcome(inlet_, inlet);
    co_await set();
    co_await set_commands(api_, menus_);
    // What went wrong before, while nobody was here to answer, needs no complaint.
    const auto before = co_await ask();
    if (before) last_error_at_ = before->last_error_at;
    for (;;) {
        co_await core::net::pause(timing_.look_at_calls);
        const auto webhook = co_await ask();
        if (!webhook) continue;
        if (webhook->url == settings_.url) {
            judge(*webhook);
            continue;
        }
        status_.connected = false;
        spdlog::error(
            "telegram: the webhook is \"{}\" now: somebody else uses this bot's token, and takes its "
            "updates. Mostik sets its own again; stop the other program, or give Mostik a bot of its "
            "own",
            webhook->url);
        co_await set();
    }
}

/// Until it has succeeded.
asio::awaitable<void> Webhook::set() {
    const json parameters = {{"url", settings_.url},
                             {"secret_token", settings_.secret.reveal()},
                             {"max_connections", calls_at_once},
                             {"allowed_updates", event_types()}};
    const std::string text = parameters.dump();
    core::net::Backoff backoff(timing_.first_backoff, timing_.backoff_cap);
    for (;;) {
        const auto answer = co_await api_.call("setWebhook", text);
        if (answer) break;
        const ApiError& error = answer.error();
        core::Milliseconds wait = backoff.next();
        // 400: it does not like the address, and will not before somebody has changed something.
        if (error.refused() || error.status == 400) wait = pause_when_refused;
        if (error.retry_after) wait = std::max(wait, *error.retry_after);
        complaints_.say(error, wait);
        co_await core::net::pause(wait);
    }
    complaints_.over();
    status_.connected = true;
    status_.alive_at = clock_.now();
    spdlog::info("telegram: the webhook is set: Telegram calls {}", settings_.url);
}

asio::awaitable<std::optional<WireWebhook>> Webhook::ask() {
    const auto answer = co_await api_.call("getWebhookInfo", "{}");
    if (!answer) {
        complaints_.say(answer.error(), timing_.look_at_calls);
        co_return std::nullopt;
    }
    complaints_.over();
    status_.alive_at = clock_.now();
    auto webhook = parse_webhook(*answer);
    if (!webhook) co_return std::nullopt;
    co_return std::move(*webhook);
}

/// Says what Telegram has met with since the last look.
void Webhook::judge(const WireWebhook& webhook) {
    const bool trouble = webhook.last_error_at > last_error_at_;
    status_.connected = !trouble;
    if (!trouble) return;
    last_error_at_ = webhook.last_error_at;
    spdlog::warn(
        "telegram: Telegram could not deliver to {}: {}; {} updates wait there. Does the address lead to "
        "{} on Mostik's port, with a certificate that Telegram trusts?",
        webhook.url, webhook.last_error, webhook.pending, settings_.path);
}

std::vector<core::net::HttpRoute> Webhook::routes() {
    return {{.method = "POST",
             .path = settings_.path,
             .handler = [this](const IncomingRequest& request) { return take(request); },
             .body_limit = update_bytes,
             .time_limit = commit_within}};
}

asio::awaitable<Reply> Webhook::take(const IncomingRequest& request) {
    if (!knows_secret(request)) {
        note_stranger(request.remote);
        co_return problem_reply(403, "The secret token is missing or wrong.");
    }
    const auto update = parse_update(request.body);
    if (!update) {
        ++status_.malformed;
        spdlog::warn("telegram: a call from {} holds no update: {}", request.remote, update.error().message);
        co_return problem_reply(400, "The body is no update of the Bot API.");
    }
    if (inlet_ == nullptr)
        co_return problem_reply(503, "Mostik starts or stops; try again.").with("Retry-After", "1");
    if (update->kind.empty()) {
        ++status_.malformed;
        spdlog::warn("telegram: update {} cannot be read and is left out", update->id);
    }
    status_.last_heard_at = status_.alive_at = clock_.now();
    Inlet& inlet = *inlet_;
    for (core::Event& event : to_events(*update, own_, clock_.now())) co_await inlet.put(std::move(event));
    co_await inlet.settle();
    co_return Reply{};
}

bool Webhook::knows_secret(const IncomingRequest& request) const {
    const std::string& secret = settings_.secret.reveal();
    return core::equal_in_constant_time(request.header(secret_header).value_or(""), secret);
}

void Webhook::note_stranger(const std::string& address) {
    ++strangers_;
    const auto now = std::chrono::steady_clock::now();
    if (stranger_said_at_ && now - *stranger_said_at_ < stranger_said_every) return;
    spdlog::warn(
        "telegram: a call to {} from {} is refused: its secret is missing or wrong ({} such calls since "
        "this was said last)",
        settings_.path, address, strangers_);
    stranger_said_at_ = now;
    strangers_ = 0;
}

}  // namespace mostik::messengers::telegram
