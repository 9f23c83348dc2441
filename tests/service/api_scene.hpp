#pragma once

#include "tests/contract/wire_client.hpp"
#include "tests/service/bridge_scene.hpp"
#include "tests/service/reserved_port.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::service_tests {

/// What an HTTP answer says.
struct ApiAnswer {
    int status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case
    nlohmann::json body;                         ///< discarded when it is none
};

/// Both simulated servers, a chat in Telegram, and the configuration of a bot with an HTTP API.
class ApiScene {
  public:
    /// `api_keys`: the list of keys in YAML, in one line; empty: none. `notifications`: further lines of that
    /// section.
    explicit ApiScene(std::string api_keys = {}, std::string notifications = {});

    std::string config() const;
    /// The same for a process; its tokens come from the environment.
    std::filesystem::path write_config() const;

    std::uint16_t port() const { return port_.number(); }
    /// The address of the chat.
    std::string chat() const { return "telegram:" + std::to_string(scene.group); }

    ApiAnswer call(const std::string& method, const std::string& path, const nlohmann::json& body = nullptr,
                   contract::Headers headers = {}) const;
    /// Hands in a message and returns the ids that it was given; the test fails when it is refused.
    std::vector<std::int64_t> send(const nlohmann::json& message) const;

    /// Until the bot's texts in the chat are these, in this order; false when that does not come.
    bool telegram_says(const std::vector<std::string>& texts);
    /// Until the API calls the message so.
    bool wait_for_state(std::int64_t id, const std::string& state) const;

    BridgeScene scene;

  private:
    ReservedPort port_;
    std::string api_keys_;
    std::string notifications_;
};

}  // namespace mostik::service_tests
