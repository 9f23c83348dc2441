#include "tests/simulators/telegram/webhook.hpp"

#include "tests/simulators/telegram/refusal.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace mostik::simulators::telegram {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;

namespace {

constexpr std::chrono::seconds answer_timeout{60};
constexpr Milliseconds gone_for_good = 23 * 3'600'000;
constexpr int max_retry_after = 3600;

struct Target {
    std::string host;
    std::string port = "80";
    std::string path = "/";
};

std::optional<Target> parse(const std::string& url) {
    constexpr std::string_view scheme = "http://";
    if (url.compare(0, scheme.size(), scheme) != 0) return std::nullopt;
    Target target;
    const auto path = std::min(url.find('/', scheme.size()), url.size());
    target.host = url.substr(scheme.size(), path - scheme.size());
    if (path < url.size()) target.path = url.substr(path);
    if (const auto colon = target.host.find(':'); colon != std::string::npos) {
        target.port = target.host.substr(colon + 1);
        target.host.resize(colon);
    }
    return target;
}

int whole_seconds(const std::string& text) {
    int seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::clamp(seconds, 0, max_retry_after);
}

}  // namespace

// One update on its way.
struct Webhook::Delivery : std::enable_shared_from_this<Delivery> {
    Delivery(Webhook& owner, const Update& update)
        : webhook(owner), update_id(update.id), lane(update.lane), json(update.json), stream(owner.io_) {}

    asio::awaitable<void> run(WebhookSettings settings) {
        const auto self = shared_from_this();
        co_await exchange(settings);
        if (!is_given_up) webhook.finished(*this);
    }

    asio::awaitable<void> exchange(const WebhookSettings& settings) {
        const auto target = parse(settings.url);
        if (!target) {
            error = "SSL connections are not simulated";
            co_return;
        }
        error_code failure;
        stream.expires_after(answer_timeout);
        const auto port = std::stoi(target->port);
        const auto address =
            asio::ip::make_address(target->host == "localhost" ? "127.0.0.1" : target->host, failure);
        if (failure) {
            error = "Failed to resolve host: " + failure.message();
            co_return;
        }
        const asio::ip::tcp::endpoint endpoint(address, static_cast<std::uint16_t>(port));
        co_await stream.async_connect(endpoint, redirect_error(use_awaitable, failure));
        if (failure) {
            error = "Connection refused";
            co_return;
        }
        http::request<http::string_body> request(http::verb::post, target->path, 11);
        request.set(http::field::host, target->host + ":" + target->port);
        request.set(http::field::content_type, "application/json");
        if (!settings.secret_token.empty()) {
            request.set("X-Telegram-Bot-Api-Secret-Token", settings.secret_token);
        }
        request.body() = json;
        request.prepare_payload();
        co_await http::async_write(stream, request, redirect_error(use_awaitable, failure));
        beast::flat_buffer buffer;
        http::response<http::string_body> response;
        if (!failure)
            co_await http::async_read(stream, buffer, response, redirect_error(use_awaitable, failure));
        if (failure) {
            error =
                failure == beast::error::timeout ? "Read timeout expired" : "Connection closed unexpectedly";
            co_return;
        }
        status = static_cast<int>(response.result_int());
        retry_after = whole_seconds(std::string(response[http::field::retry_after]));
        content_type = std::string(response[http::field::content_type]);
        reason = std::string(response.reason());
        body = std::move(response.body());
    }

    void give_up() {
        is_given_up = true;
        error_code ignored;
        stream.socket().close(ignored);
        stream.cancel();
    }

    Webhook& webhook;
    std::int64_t update_id;
    std::string lane;
    std::string json;
    beast::tcp_stream stream;
    int status = 0;  // 0: no answer, see error
    std::string reason;
    std::string error;
    int retry_after = 0;
    std::string content_type;
    std::string body;
    bool is_given_up = false;
};

Webhook::Webhook(asio::io_context& io, UpdateQueue& queue, net::Clock& clock, net::Schedule& schedule,
                 std::function<void()> changed, Answered answered)
    : io_(io),
      queue_(queue),
      clock_(clock),
      schedule_(schedule),
      changed_(std::move(changed)),
      answered_(std::move(answered)) {}
Webhook::~Webhook() = default;

void Webhook::check_pace() {
    const auto now = clock_.now();
    if (now < last_set_ + 1000) throw too_many_requests(1);
    last_set_ = now;
}

void Webhook::set(WebhookSettings settings) {
    remove();
    settings_ = std::move(settings);
    wake();
}

void Webhook::remove() {
    settings_.reset();
    last_error_.reset();
    lanes_.clear();
    gone_since_ = 0;
    for (const auto& [key, delivery] : deliveries_) delivery->give_up();
    deliveries_.clear();
}

void Webhook::shutdown() {
    remove();
}

void Webhook::wake() {
    if (!settings_) return;
    std::vector<std::string> seen;
    std::vector<std::shared_ptr<Delivery>> begun;
    for (const auto& update : queue_.pending()) {
        if (deliveries_.size() >= static_cast<std::size_t>(settings_->max_connections)) break;
        if (std::find(seen.begin(), seen.end(), update.lane) != seen.end()) continue;
        seen.push_back(update.lane);
        auto& lane = lanes_[update.lane];
        if (lane.is_busy || lane.not_before > clock_.now()) continue;
        lane.is_busy = true;
        auto delivery = std::make_shared<Delivery>(*this, update);
        deliveries_[delivery.get()] = delivery;
        begun.push_back(std::move(delivery));
    }
    for (const auto& delivery : begun) {
        asio::co_spawn(
            io_, [delivery, settings = *settings_] { return delivery->run(settings); }, asio::detached);
    }
}

void Webhook::finished(const Delivery& delivery) {
    const auto kept = deliveries_.extract(&delivery);
    auto& lane = lanes_[delivery.lane];
    lane.is_busy = false;
    if (delivery.status / 100 == 2) {
        lane = {};
        gone_since_ = 0;
        queue_.forget(delivery.update_id);
        answered_(delivery.body, delivery.content_type);
    } else {
        failed(lane, delivery);
    }
    changed_();
    wake();
}

void Webhook::failed(Lane& lane, const Delivery& delivery) {
    const auto now = clock_.now();
    last_error_ = {now / 1000, delivery.error};
    if (delivery.status != 0) {
        last_error_->message =
            "Wrong response from the webhook: " + std::to_string(delivery.status) + " " + delivery.reason;
    }
    if (delivery.status == 410) {
        if (gone_since_ == 0) gone_since_ = now;
        if (now - gone_since_ > gone_for_good) {
            remove();
            return;
        }
    }
    // The first repetition comes at once.
    const int exponent = std::min(lane.failures, 6);
    auto pause = lane.failures == 0 ? 0 : std::min<Milliseconds>(1000LL << exponent, 60'000);
    if (delivery.retry_after > 0) pause = Milliseconds{delivery.retry_after} * 1000;
    ++lane.failures;
    lane.not_before = now + pause;
    if (pause > 0) schedule_.at(lane.not_before, [this] { wake(); });
}

}  // namespace mostik::simulators::telegram
