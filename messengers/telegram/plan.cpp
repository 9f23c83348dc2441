#include "messengers/telegram/plan.hpp"

#include "messengers/formatting/entities.hpp"
#include "messengers/formatting/markdown.hpp"
#include "messengers/formatting/split.hpp"
#include "messengers/telegram/event_translation.hpp"
#include "messengers/telegram/payload.hpp"

#include <algorithm>
#include <optional>

#include <nlohmann/json.hpp>

namespace mostik::messengers::telegram {

namespace {

using core::Operation;
using formatting::RichText;
using nlohmann::json;

std::string size_in_words(std::int64_t bytes) {
    constexpr std::int64_t mebibyte = 1LL << 20U;
    if (bytes < mebibyte) return std::to_string((bytes + 1023) / 1024) + " KB";
    return std::to_string((bytes + mebibyte - 1) / mebibyte) + " MB";
}

/// So many code points of the text at most.
std::string first_characters(const std::string& text, std::size_t most) {
    const auto parts = formatting::split(RichText{.text = text}, most, formatting::Unit::code_points);
    return parts.empty() ? "" : parts.front().text;
}

/// Builds the steps of a new message, or of one that is changed.
class Planner {
  public:
    Planner(const Outgoing& outgoing, const PlanOptions& options)
        : outgoing_(outgoing),
          options_(options),
          chat_(chat_of(outgoing.to.target)),
          topic_(topic_of(outgoing.to.target)) {
        for (const core::LinkedMessage& each : outgoing.answered) {
            if (answered_ == 0) answered_ = number_in_chat(each.message.message_id, chat_);
        }
    }

    std::vector<core::Step> new_message() {
        std::vector<int> files;
        const RichText rich = read_text(files);
        const bool as_caption = !files.empty() && formatting::code_points(rich.text) <= longest_caption;
        const bool is_long = formatting::code_points(rich.text) > longest_text;
        if (is_long && options_.long_texts_as_file) {
            add_text_as_file(rich);
        } else if (!as_caption && !rich.text.empty()) {
            for (const RichText& part : formatting::split(rich, longest_text, formatting::Unit::code_points))
                add_text(part);
        }
        add_media(files, as_caption ? rich : RichText{});
        if (!steps_.empty() && !outgoing_.message.buttons.empty()) add_buttons(steps_.back());
        return std::move(steps_);
    }

    std::vector<core::Step> changed_message() {
        std::vector<core::LinkedMessage> texts;  // that can say something, in order
        for (const core::LinkedMessage& copy : outgoing_.copies) {
            next_part_ = std::max(next_part_, copy.part + 1);
            if (copy.kind == "text" || (copy.kind != "media" && texts.empty())) texts.push_back(copy);
        }
        if (texts.empty() && !outgoing_.copies.empty()) texts.push_back(outgoing_.copies.front());
        if (texts.empty()) return {};
        const bool caption = texts.front().kind != "text";
        std::vector<int> files;  // stay as they are
        const RichText rich = read_text(files);
        const auto parts =
            formatting::split(rich, caption ? longest_caption : longest_text, formatting::Unit::code_points);
        for (std::size_t i = 0; i < std::max<std::size_t>(parts.size(), caption ? 1 : 0); ++i) {
            const RichText& part = i < parts.size() ? parts[i] : nothing();
            if (i < texts.size()) {
                add_edit(texts[i], part);
            } else {
                add_text(part);
            }
        }
        for (std::size_t i = std::max<std::size_t>(parts.size(), 1); i < texts.size(); ++i)
            add_removal(texts[i]);
        return std::move(steps_);
    }

    std::vector<core::Step> removal() {
        for (const core::LinkedMessage& copy : outgoing_.copies) add_removal(copy);
        return std::move(steps_);
    }

    std::vector<core::Step> reaction() {
        if (answered_ == 0) return {};
        json parameters = {{"message_id", answered_}, {"reaction", json::array()}};
        const std::string emoji = reaction_for(outgoing_.message.emoji);
        if (!outgoing_.message.removed)
            parameters["reaction"].push_back({{"type", "emoji"}, {"emoji", emoji}});
        add(Operation::react, "setMessageReaction", std::move(parameters), {});
        return std::move(steps_);
    }

  private:
    static const RichText& nothing() {
        static const RichText empty;
        return empty;
    }

    /// The whole text with the byline before it and the files behind it that are not sent; those that are go
    /// to `files`.
    RichText read_text(std::vector<int>& files) const {
        const core::Message& message = outgoing_.message;
        std::string markdown = message.byline + formatting::markdown_of(message);
        for (int i = 0; i < static_cast<int>(message.files.size()); ++i) {
            const core::File& file = message.files[static_cast<std::size_t>(i)];
            if (file.size <= options_.max_file_bytes) {
                files.push_back(i);
                continue;
            }
            markdown +=
                "\n📎 " + formatting::escape_markdown(file.name) + " (" + size_in_words(file.size) + ")";
            if (!file.link.empty()) markdown += ": " + file.link;
        }
        formatting::FromMarkdown options;
        options.neutralize_mentions = message.carried;
        return formatting::from_markdown(markdown, options);
    }

    core::Step& add(Operation operation, const char* method, json parameters, std::vector<std::string> kinds,
                    std::string remote_id = {}) {
        Payload payload{.method = method,
                        .chat = chat_,
                        .parameters = std::move(parameters),
                        .kinds = std::move(kinds),
                        .uploads = {}};
        const bool first = steps_.empty();
        if (operation == Operation::send) {
            // The topic General has number 1, and is not found by it.
            if (!topic_.empty() && topic_ != "1")
                payload.parameters["message_thread_id"] = std::stoll(topic_);
            if (first && answered_ != 0) {
                payload.parameters["reply_parameters"] = {{"message_id", answered_},
                                                          {"allow_sending_without_reply", true}};
            }
        }
        core::Step step{.operation = operation, .remote_id = std::move(remote_id), .files = {}};
        step.messages = std::max(1, static_cast<int>(payload.kinds.size()));
        if (operation == Operation::send) {
            step.part = next_part_;
            next_part_ += step.messages;
        }
        step.payload = to_json(payload);
        return steps_.emplace_back(std::move(step));
    }

    void add_text(const RichText& part) {
        json parameters = {{"text", formatting::valid_utf8(part.text)}};
        put_entities(parameters, "entities", part);
        add(Operation::send, "sendMessage", std::move(parameters), {"text"});
    }

    /// The whole text as it was written, under its beginning.
    void add_text_as_file(const RichText& rich) {
        const auto beginning = formatting::split(rich, longest_caption - 1, formatting::Unit::code_points);
        RichText caption = beginning.empty() ? RichText{} : beginning.front();
        caption.text += "…";
        json parameters = json::object();
        put_caption(parameters, caption);
        core::Step& step = add(Operation::send, "sendDocument", std::move(parameters), {"caption"});
        Payload payload = payload_from_json(step.payload);
        payload.document = formatting::valid_utf8(outgoing_.message.text);
        step.payload = to_json(payload);
    }

    void add_edit(const core::LinkedMessage& copy, const RichText& part) {
        const std::int64_t number = number_in_chat(copy.message.message_id, chat_);
        if (number == 0) return;  // the chat has moved, and left it behind
        json parameters = {{"message_id", number}};
        const bool text = copy.kind == "text";
        parameters[text ? "text" : "caption"] = formatting::valid_utf8(part.text);
        put_entities(parameters, text ? "entities" : "caption_entities", part);
        core::Step& step = add(Operation::edit, text ? "editMessageText" : "editMessageCaption",
                               std::move(parameters), {}, copy.message.message_id);
        step.part = copy.part;
    }

    void add_removal(const core::LinkedMessage& copy) {
        const std::int64_t number = number_in_chat(copy.message.message_id, chat_);
        if (number == 0) return;
        core::Step& step =
            add(Operation::remove, "deleteMessage", {{"message_id", number}}, {}, copy.message.message_id);
        step.part = copy.part;
    }

    /// What goes into one album: pictures and films, documents, or music.
    static char album_kind(const core::File& file) {
        switch (file.kind) {
            case core::FileKind::photo:
                return file.size > largest_photo ? 'd' : 'v';
            case core::FileKind::video:
                return 'v';
            case core::FileKind::audio:
                return 'a';
            case core::FileKind::voice:
            case core::FileKind::animation:
                return 's';  // each for itself
            case core::FileKind::document:
                break;
        }
        return 'd';
    }

    void add_media(const std::vector<int>& files, RichText caption) {
        for (const char kind : {'v', 'a', 's', 'd'}) {
            std::vector<int> album;
            const auto flush = [&] {
                if (album.empty()) return;
                if (album.size() == 1) {
                    add_file(album.front(), caption);
                } else {
                    add_album(album, caption);
                }
                caption = {};
                album.clear();
            };
            for (const int index : files) {
                if (album_kind(file_at(index)) != kind) continue;
                album.push_back(index);
                if (kind == 's' || album.size() == largest_album) flush();
            }
            flush();
        }
    }

    const core::File& file_at(int index) const {
        return outgoing_.message.files.at(static_cast<std::size_t>(index));
    }

    static const char* media_type(const core::File& file) {
        switch (file.kind) {
            case core::FileKind::photo:
                return file.size > largest_photo ? "document" : "photo";
            case core::FileKind::video:
                return "video";
            case core::FileKind::audio:
                return "audio";
            case core::FileKind::voice:
                return "voice";
            case core::FileKind::animation:
                return "animation";
            case core::FileKind::document:
                break;
        }
        return "document";
    }

    void add_file(int index, const RichText& caption) {
        const std::string type = media_type(file_at(index));
        json parameters = json::object();
        put_caption(parameters, caption);
        std::string method = "send" + type;
        method[4] = static_cast<char>(method[4] - 'a' + 'A');
        core::Step& step = add(Operation::send, method.c_str(), std::move(parameters), {"caption"});
        attach(step, {index}, {type});
    }

    void add_album(const std::vector<int>& files, const RichText& caption) {
        json media = json::array();
        std::vector<std::string> kinds;
        std::vector<std::string> names;
        for (const int index : files) {
            names.push_back("file" + std::to_string(names.size()));
            json item = {{"type", media_type(file_at(index))}, {"media", "attach://" + names.back()}};
            if (kinds.empty()) put_caption(item, caption);
            media.push_back(std::move(item));
            kinds.emplace_back(kinds.empty() ? "caption" : "media");
        }
        core::Step& step =
            add(Operation::send, "sendMediaGroup", {{"media", std::move(media)}}, std::move(kinds));
        attach(step, files, names);
    }

    static void attach(core::Step& step, const std::vector<int>& files,
                       const std::vector<std::string>& fields) {
        Payload payload = payload_from_json(step.payload);
        payload.uploads = fields;
        step.payload = to_json(payload);
        step.files = files;
    }

    static void put_caption(json& parameters, const RichText& caption) {
        if (caption.text.empty()) return;
        parameters["caption"] = formatting::valid_utf8(caption.text);
        put_entities(parameters, "caption_entities", caption);
    }

    static void put_entities(json& parameters, const char* key, const RichText& text) {
        json entities = json::array();
        for (const formatting::Span& span : formatting::sendable(text)) {
            json entity = {
                {"type", formatting::to_string(span.kind)}, {"offset", span.offset}, {"length", span.length}};
            if (span.kind == formatting::SpanKind::link) entity["url"] = span.value;
            if (span.kind == formatting::SpanKind::pre && !span.value.empty())
                entity["language"] = span.value;
            if (span.kind == formatting::SpanKind::custom_emoji) entity["custom_emoji_id"] = span.value;
            if (span.kind == formatting::SpanKind::person) entity["user"] = {{"id", std::stoll(span.value)}};
            entities.push_back(std::move(entity));
        }
        if (!entities.empty()) parameters[key] = std::move(entities);
    }

    void add_buttons(core::Step& step) const {
        json rows = json::array();
        for (const auto& row : outgoing_.message.buttons) {
            json line = json::array();
            for (const core::Button& button : row) {
                json each = {{"text", button.label}};
                if (button.url.empty()) {
                    each["callback_data"] = button.data;
                } else {
                    each["url"] = button.url;
                }
                line.push_back(std::move(each));
            }
            rows.push_back(std::move(line));
        }
        Payload payload = payload_from_json(step.payload);
        if (payload.method == "sendMediaGroup") return;  // albums have none
        payload.parameters["reply_markup"] = {{"inline_keyboard", std::move(rows)}};
        step.payload = to_json(payload);
    }

    const Outgoing& outgoing_;
    PlanOptions options_;
    std::string chat_;
    std::string topic_;
    std::int64_t answered_ = 0;
    int next_part_ = 0;
    std::vector<core::Step> steps_;
};

}  // namespace

std::string chat_of(const std::string& target) {
    return target.substr(0, target.find('/'));
}

std::string topic_of(const std::string& target) {
    const auto slash = target.find('/');
    return slash == std::string::npos ? "" : target.substr(slash + 1);
}

tl::expected<std::vector<core::Step>, SendOutcome> plan_message(const Outgoing& outgoing,
                                                                const PlanOptions& options) {
    Planner planner(outgoing, options);
    switch (outgoing.operation) {
        case Operation::send:
            return planner.new_message();
        case Operation::edit:
            return planner.changed_message();
        case Operation::remove:
            return planner.removal();
        case Operation::react:
            if (reaction_for(outgoing.message.emoji).empty() && !outgoing.message.removed) {
                return tl::unexpected<SendOutcome>(
                    Rejected{RejectionClass::bad_message,
                             "Telegram has no reaction like :" + outgoing.message.emoji + ":"});
            }
            return planner.reaction();
        case Operation::answer_callback:
            break;
    }
    const Payload payload{.method = "answerCallbackQuery",
                          .chat = "",
                          .parameters = {{"callback_query_id", outgoing.message.callback_query},
                                         {"text", first_characters(outgoing.message.text, longest_answer)}},
                          .kinds = {},
                          .uploads = {}};
    return std::vector<core::Step>{
        {.operation = Operation::answer_callback, .remote_id = "", .payload = to_json(payload), .files = {}}};
}

}  // namespace mostik::messengers::telegram
