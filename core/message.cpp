#include "core/message.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

namespace mostik::core {

namespace {

using nlohmann::json;

constexpr std::array operations{
    std::pair{Operation::send, std::string_view("send")},
    std::pair{Operation::edit, std::string_view("edit")},
    std::pair{Operation::remove, std::string_view("remove")},
    std::pair{Operation::react, std::string_view("react")},
    std::pair{Operation::answer_callback, std::string_view("answer_callback")},
};

constexpr std::array file_kinds{
    std::pair{FileKind::document, std::string_view("document")},
    std::pair{FileKind::photo, std::string_view("photo")},
    std::pair{FileKind::video, std::string_view("video")},
    std::pair{FileKind::audio, std::string_view("audio")},
    std::pair{FileKind::voice, std::string_view("voice")},
    std::pair{FileKind::animation, std::string_view("animation")},
};

json from(const MessageRef& ref) {
    return {{"messenger", ref.messenger}, {"channel_id", ref.channel_id}, {"message_id", ref.message_id}};
}

MessageRef ref_from(const json& object) {
    return {object.at("messenger"), object.at("channel_id"), object.at("message_id")};
}

json from(const Excerpts& excerpts) {
    json candidates = json::array();
    for (const Excerpt& excerpt : excerpts.candidates) {
        candidates.push_back({{"channel_id", excerpt.channel_id}, {"text", excerpt.text}});
    }
    return {{"reader", excerpts.reader},
            {"candidates", std::move(candidates)},
            {"shown", excerpts.shown},
            {"otherwise", excerpts.otherwise},
            {"withheld", excerpts.withheld}};
}

Excerpts excerpts_from(const json& object) {
    Excerpts excerpts{.reader = object.at("reader"),
                      .shown = object.at("shown"),
                      .otherwise = object.at("otherwise"),
                      .withheld = object.at("withheld")};
    for (const json& candidate : object.at("candidates")) {
        excerpts.candidates.push_back({candidate.at("channel_id"), candidate.at("text")});
    }
    return excerpts;
}

json from(const File& file) {
    return {{"post", from(file.post)}, {"id", file.id},
            {"name", file.name},       {"mime_type", file.mime_type},
            {"size", file.size},       {"kind", to_string(file.kind)},
            {"link", file.link}};
}

File file_from(const json& object) {
    return {.post = ref_from(object.at("post")),
            .id = object.at("id"),
            .name = object.at("name"),
            .mime_type = object.at("mime_type"),
            .size = object.at("size"),
            .kind = file_kind_from(object.at("kind").get<std::string>()),
            .link = object.at("link")};
}

json from(const std::vector<std::vector<Button>>& rows) {
    json result = json::array();
    for (const auto& row : rows) {
        json& line = result.emplace_back(json::array());
        for (const Button& button : row) {
            line.push_back({{"label", button.label}, {"data", button.data}, {"url", button.url}});
        }
    }
    return result;
}

std::vector<std::vector<Button>> buttons_from(const json& rows) {
    std::vector<std::vector<Button>> result;
    for (const json& line : rows) {
        auto& row = result.emplace_back();
        for (const json& button : line) {
            row.push_back({button.at("label"), button.at("data"), button.at("url")});
        }
    }
    return result;
}

}  // namespace

std::string_view to_string(Operation operation) {
    for (const auto& [value, text] : operations) {
        if (value == operation) return text;
    }
    return "unknown";
}

Operation operation_from(std::string_view text) {
    for (const auto& [value, name] : operations) {
        if (name == text) return value;
    }
    throw std::runtime_error("an unknown operation: " + std::string(text));
}

std::string_view to_string(FileKind kind) {
    for (const auto& [value, text] : file_kinds) {
        if (value == kind) return text;
    }
    return "document";
}

FileKind file_kind_from(std::string_view text) {
    for (const auto& [value, name] : file_kinds) {
        if (name == text) return value;
    }
    return FileKind::document;
}

std::string text_with(const Message& message, const std::vector<Excerpt>& shown, bool withheld) {
    const Excerpts& excerpts = message.excerpts.value();
    if (shown.empty()) return withheld ? excerpts.withheld : excerpts.otherwise;
    std::string text = message.text;
    for (const Excerpt& excerpt : shown) text += "\n\n" + excerpt.text;
    if (withheld) text += "\n\n" + excerpts.withheld;
    return text;
}

std::string to_json(const Message& message) {
    json object = {{"text", message.text}};
    if (!message.title.empty()) object["title"] = message.title;
    if (message.plain) object["plain"] = true;
    if (message.reply_to) object["reply_to"] = from(*message.reply_to);
    if (message.excerpts) object["excerpts"] = from(*message.excerpts);
    for (const File& file : message.files) object["files"].push_back(from(file));
    if (!message.buttons.empty()) object["buttons"] = from(message.buttons);
    if (!message.author.empty()) object["author"] = message.author;
    if (!message.byline.empty()) object["byline"] = message.byline;
    if (message.carried) object["carried"] = true;
    if (message.only_in_reply) object["only_in_reply"] = true;
    if (!message.emoji.empty()) object["emoji"] = message.emoji;
    if (message.removed) object["removed"] = true;
    if (!message.callback_query.empty()) object["callback_query"] = message.callback_query;
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

Message message_from_json(std::string_view text) {
    try {
        const json object = json::parse(text);
        Message message{.title = object.value("title", ""),
                        .text = object.at("text"),
                        .plain = object.value("plain", false),
                        .author = object.value("author", ""),
                        .byline = object.value("byline", ""),
                        .carried = object.value("carried", false),
                        .only_in_reply = object.value("only_in_reply", false),
                        .emoji = object.value("emoji", ""),
                        .removed = object.value("removed", false),
                        .callback_query = object.value("callback_query", "")};
        if (object.contains("reply_to")) message.reply_to = ref_from(object.at("reply_to"));
        if (object.contains("excerpts")) message.excerpts = excerpts_from(object.at("excerpts"));
        if (object.contains("files")) {
            for (const json& file : object.at("files")) message.files.push_back(file_from(file));
        }
        if (object.contains("buttons")) message.buttons = buttons_from(object.at("buttons"));
        return message;
    } catch (const json::exception& e) {
        throw std::runtime_error(std::string("not a message: ") + e.what());
    }
}

}  // namespace mostik::core
