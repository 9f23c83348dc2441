// Delivery of updates to a webhook: one after the other within a lane, lanes beside each other, repeated
// until the other side answers 2xx. Not thread-safe.
#pragma once

#include "tests/simulators/net/clock.hpp"
#include "tests/simulators/telegram/update_queue.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

namespace mostik::simulators::telegram {

struct WebhookSettings {
    std::string url;
    std::string secret_token;
    int max_connections = 40;
    std::string ip_address;
    bool has_custom_certificate = false;

    bool operator==(const WebhookSettings& other) const {
        return url == other.url && secret_token == other.secret_token &&
               max_connections == other.max_connections && ip_address == other.ip_address &&
               has_custom_certificate == other.has_custom_certificate;
    }
};

struct WebhookError {
    Seconds date = 0;
    std::string message;
};

class Webhook {
  public:
    // `answered` gets the body and Content-Type of each 2xx: it may be a call.
    using Answered = std::function<void(const std::string& body, const std::string& content_type)>;

    Webhook(boost::asio::io_context& io, UpdateQueue& queue, net::Clock& clock, net::Schedule& schedule,
            std::function<void()> changed, Answered answered);
    ~Webhook();
    Webhook(const Webhook&) = delete;
    Webhook& operator=(const Webhook&) = delete;

    // Throws Refusal (429) when setWebhook comes more than once a second.
    void check_pace();
    void set(WebhookSettings settings);
    void remove();
    const std::optional<WebhookSettings>& settings() const { return settings_; }
    const std::optional<WebhookError>& last_error() const { return last_error_; }
    // After a new update.
    void wake();
    void shutdown();

  private:
    struct Lane {
        bool is_busy = false;
        int failures = 0;
        Milliseconds not_before = 0;
    };
    struct Delivery;
    void finished(const Delivery& delivery);
    void failed(Lane& lane, const Delivery& delivery);

    boost::asio::io_context& io_;
    UpdateQueue& queue_;
    net::Clock& clock_;
    net::Schedule& schedule_;
    std::function<void()> changed_;
    Answered answered_;
    std::optional<WebhookSettings> settings_;
    std::optional<WebhookError> last_error_;
    std::map<std::string, Lane> lanes_;
    std::map<const Delivery*, std::shared_ptr<Delivery>> deliveries_;
    Milliseconds last_set_ = 0;
    Milliseconds gone_since_ = 0;
};

}  // namespace mostik::simulators::telegram
