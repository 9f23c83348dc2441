// What the tests of the simulated Telegram share: a world, a client that speaks plain HTTP, and the samples.
#pragma once

#include "tests/contract/wire_client.hpp"
#include "tests/simulators/telegram/simulator.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::contract {

namespace telegram = simulators::telegram;

struct FilePart {
    std::string field;
    std::string name;
    std::string bytes;
    std::string content_type = "application/octet-stream";
};

// tests/fixtures/telegram/samples/NAME.json
nlohmann::ordered_json load_sample(const std::string& name);
// As it would be on the wire.
std::string sample_bytes(const std::string& name);

// Members and types of `actual` that are not those of `sample`, each as a line; values do not matter.
std::vector<std::string> shape_differences(const nlohmann::ordered_json& sample,
                                           const nlohmann::ordered_json& actual);

// Alice and Anna know the bot, Omar does not. The bot belongs to a group, is an administrator of the
// supergroup and of the forum, and may post in the channel.
struct TelegramStage {
    explicit TelegramStage(telegram::Options options = {});

    // Any parameters as one JSON object.
    Answer call(const std::string& method, const nlohmann::json& parameters = nlohmann::json::object());
    // The result of a call that succeeds.
    nlohmann::ordered_json result(const std::string& method,
                                  const nlohmann::json& parameters = nlohmann::json::object());
    // Fields are texts.
    Answer upload(const std::string& method, const nlohmann::json& fields,
                  const std::vector<FilePart>& files);
    Answer get(const std::string& path_and_query);

    // The next update that was not seen; waits up to 5 s for it and confirms those before.
    nlohmann::ordered_json next_update();
    // The same, passing over other kinds.
    nlohmann::ordered_json next_update(const std::string& kind);
    // From here on the bot hears of everything.
    void allow_all_updates();

    std::string path(const std::string& method) const;

    telegram::Simulator server;
    telegram::UserId alice;
    telegram::UserId anna;
    telegram::UserId omar;
    telegram::ChatId group;
    telegram::ChatId ops;
    telegram::ChatId forum;
    telegram::ChatId channel;
    telegram::ChatId open;  // a public supergroup

  private:
    std::int64_t offset_ = 1;
};

// Runs a blocking call on a thread of its own; the answer is there when the object is asked.
class Pending {
  public:
    explicit Pending(std::function<Answer()> function);
    ~Pending();
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;
    Answer get();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mostik::contract
