// How to provoke the refusals among the samples: tables from a sample's name, without "error_", to what to
// do.
#pragma once

#include "tests/contract/telegram_stage.hpp"

#include <functional>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

namespace mostik::contract::refusals {

using nlohmann::json;
// Gets a fresh stage; returns the refusal.
using Provoke = std::function<Answer(TelegramStage&)>;
using Table = std::map<std::string, Provoke>;

const Table& texts();
const Table& chats();
const Table& messages();
const Table& files_and_others();

inline json to(telegram::ChatId chat, json more = json::object()) {
    more["chat_id"] = chat;
    return more;
}

inline Answer send(TelegramStage& stage, json more) {
    return stage.call("sendMessage", to(stage.alice, std::move(more)));
}

inline int sent(TelegramStage& stage, telegram::ChatId chat, const std::string& text = "x") {
    return stage.result("sendMessage", to(chat, {{"text", text}}))["message_id"];
}

inline Answer about(TelegramStage& stage, const char* method, telegram::ChatId chat, int message,
                    json more = json::object()) {
    more["message_id"] = message;
    return stage.call(method, to(chat, std::move(more)));
}

inline std::string long_text(std::size_t size) {
    return std::string(size, 'x');
}

}  // namespace mostik::contract::refusals
