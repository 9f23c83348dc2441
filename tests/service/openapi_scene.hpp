#pragma once

#include "tests/contract/wire_client.hpp"
#include "tests/service/api_scene.hpp"
#include "tests/service/openapi_document.hpp"
#include "tests/service/reserved_port.hpp"

#include <map>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

namespace mostik::service_tests {

/// Holds answers against the API's description, and remembers what of it they have shown.
class AnswerJudge {
  public:
    const OpenApiDocument document;

    /// Fails the test when the document does not describe this answer to `operation` ("GET /api/v1/status").
    void judge(const std::string& operation, int status, const std::string& content_type,
               const nlohmann::json& body);

    /// What the document describes and no answer has shown: "POST /api/v1/messages 503", "Post/edited_at".
    std::set<std::string> answers_not_seen() const;
    std::set<std::string> properties_not_seen() const;

  private:
    std::set<std::string> seen_answers_;
    std::set<std::string> seen_properties_;
};

/// A bot with everything that the API tells of: a support desk in "dev/desk", a route between "dev/ops" and a
/// group in Telegram, stored posts, notifications; and API keys.
class OpenApiScene {
  public:
    /// Without keys, programs on this machine may do everything.
    enum class Keys { configured, none };
    explicit OpenApiScene(AnswerJudge& judge, Keys keys = Keys::configured);

    /// May do everything.
    static constexpr const char* admin = "admin-admin-admin-admin";
    /// These two have one scope each, which is not enough for most.
    static constexpr const char* posts_only = "posts-posts-posts-posts";
    static constexpr const char* sends_only = "sends-sends-sends-sends";
    /// Everything, once an hour.
    static constexpr const char* seldom = "seldom-seldom-seldom-seldom";

    /// Asks, and has the answer judged.
    ApiAnswer ask(const std::string& operation, const std::string& target,
                  const nlohmann::json& body = nullptr, const std::string& key = admin);
    /// The same with any headers and bytes.
    ApiAnswer ask_raw(const std::string& operation, const std::string& target,
                      const contract::Headers& headers, const std::string& body = {});
    /// Hands in a message; returns its id.
    std::int64_t send(const nlohmann::json& message);
    /// Until `ready` says so of an answer to a GET of `target` with this status; the test fails when that
    /// does not come.
    nlohmann::json wait(const std::string& operation, const std::string& target,
                        const std::function<bool(const nlohmann::json&)>& ready, int status = 200);

    Scene mattermost;
    std::string desk;  ///< the channel
    tg::Simulator telegram;
    tg::UserId anna;
    tg::ChatId group;
    ReservedPort port;

  private:
    std::string config(Keys keys) const;

    AnswerJudge& judge_;
    BotInProcess bot_;
};

}  // namespace mostik::service_tests
