#include "messengers/telegram/sender.hpp"

#include "core/kill_point.hpp"
#include "messengers/telegram/errors.hpp"
#include "messengers/telegram/event_translation.hpp"
#include "messengers/telegram/plan.hpp"

namespace asio = boost::asio;
using mostik::core::Operation;
using nlohmann::json;

namespace mostik::messengers::telegram {

namespace {

/// https://core.telegram.org/bots/api#sending-files: what a bot may upload.
constexpr std::int64_t largest_upload = 50LL << 20U;

AddressRules rules_of(const LimitSettings& limits) {
    const core::Rate overall = core::parse_rate(limits.overall).value_or(core::Rate{});
    const core::Rate chat_rate = core::parse_rate(limits.chat).value_or(core::Rate{});
    const core::Rate group_rate = core::parse_rate(limits.group).value_or(core::Rate{});
    constexpr int chat_burst = 3;  // short bursts pass
    return {.chat_of = [](const core::Address& to) { return chat_of(to.target); },
            .buckets =
                [overall, chat_rate, group_rate](const core::Address& to) {
                    const std::string chat = chat_of(to.target);
                    const std::string name = to.messenger + ":" + chat;
                    std::vector<core::TokenBucket> buckets{bucket_of(to.messenger, overall, 1),
                                                           bucket_of(name, chat_rate, chat_burst)};
                    const bool group = chat.starts_with('-') || chat.starts_with('@');
                    if (group) buckets.push_back(bucket_of(name + " group", group_rate, 1));
                    return buckets;
                }};
}

/// The same call as plain text; false when it is that already.
bool without_entities(Payload& payload) {
    std::size_t left_out =
        payload.parameters.erase("entities") + payload.parameters.erase("caption_entities");
    if (payload.method == "sendMediaGroup") {
        for (json& item : payload.parameters.at("media")) left_out += item.erase("caption_entities");
    }
    return left_out > 0;
}

/// The same call with pictures as documents; false when there are none.
bool photos_as_documents(Payload& payload) {
    if (payload.method == "sendPhoto") {
        payload.method = "sendDocument";
        payload.uploads = {"document"};
        return true;
    }
    if (payload.method != "sendMediaGroup") return false;
    // Documents go with documents only.
    bool changed = false;
    for (json& item : payload.parameters.at("media")) {
        changed = changed || item.at("type") != "document";
        item["type"] = "document";
    }
    return changed;
}

core::Made made_of(const WireMessage& message, int part, const std::string& kind) {
    return {message_id(message.chat.id, message.id), part, "", kind};
}

Upload upload_of(const std::string& text) {
    return {.field = "document", .name = "message.md", .mime_type = "text/markdown", .contents = text};
}

Upload upload_of(const std::string& field, const LocalFile& file) {
    return {field, file.file.name, file.file.mime_type, file.path};
}

bool is_about_entities(const ApiError& error) {
    return error.status == 400 && (says(error, "entit") || says(error, "utf-16"));
}

bool is_about_pictures(const ApiError& error) {
    return error.status == 400 && (says(error, "photo_") || says(error, "image_process_failed"));
}

}  // namespace

TelegramSender::TelegramSender(BotApi& api, const Settings& settings)
    : api_(api),
      when_uncertain_(settings.on_uncertain == "hold" ? WhenUncertain::hold : WhenUncertain::resend),
      rules_(rules_of(settings.limits)),
      plan_options_{settings.max_file_mb > 0 ? settings.max_file_mb << 20U : largest_upload,
                    settings.long_texts == "file"} {}

asio::awaitable<tl::expected<std::vector<core::Step>, SendOutcome>> TelegramSender::plan(
    const Outgoing& outgoing) {
    co_return plan_message(outgoing, plan_options_);
}

asio::awaitable<SendOutcome> TelegramSender::perform(const Outgoing& outgoing, const core::Step& step,
                                                     const std::vector<LocalFile>& files) {
    Payload payload = payload_from_json(step.payload);
    const std::string chat = chat_of(outgoing.to.target);
    if (!payload.chat.empty() && payload.chat != chat) {
        // The chat has moved since: what was there has other numbers now, or none.
        payload.parameters.erase("reply_parameters");
        payload.parameters.erase("message_thread_id");
        payload.chat = chat;
    }
    MOSTIK_KILL_POINT("telegram.before_send");
    auto result = co_await call(payload, files);
    MOSTIK_KILL_POINT("telegram.after_send");
    // A refusal is certain: what was refused can be said in another way.
    if (!result && is_about_entities(result.error()) && without_entities(payload)) {
        result = co_await call(payload, files);
    }
    if (!result && is_about_pictures(result.error()) && photos_as_documents(payload)) {
        result = co_await call(payload, files);
    }
    if (!result && step.operation == Operation::remove && says(result.error(), "can't be deleted")) {
        // Older than 48 hours: it can be emptied instead.
        payload.method = "editMessageText";
        payload.parameters["text"] = "…";
        result = co_await call(payload, files);
        if (!result && says(result.error(), "no text in the message")) {
            payload.method = "editMessageCaption";
            payload.parameters.erase("text");
            payload.parameters["caption"] = "";
            result = co_await call(payload, files);
        }
    }
    if (!result) {
        SendOutcome outcome = judge(result.error(), step.operation, outgoing.to);
        if (auto* const done = std::get_if<Delivered>(&outcome)) done->channel_id = chat;
        co_return outcome;
    }
    Delivered delivered;
    delivered.channel_id = chat;
    if (payload.kinds.empty()) co_return SendOutcome{std::move(delivered)};
    const auto messages = parse_messages(*result);
    if (!messages)
        co_return SendOutcome{Unknown{"an answer that is not understood: " + messages.error().message}};
    for (std::size_t i = 0; i < messages->size(); ++i) {
        const WireMessage& message = (*messages)[i];
        const std::string kind = i < payload.kinds.size() ? payload.kinds[i] : "media";
        delivered.made.push_back(made_of(message, step.part + static_cast<int>(i), kind));
        delivered.channel_id = std::to_string(message.chat.id);
    }
    co_return SendOutcome{std::move(delivered)};
}

asio::awaitable<ApiResult<std::string>> TelegramSender::call(const Payload& payload,
                                                             const std::vector<LocalFile>& files) {
    json parameters = payload.parameters;
    if (!payload.chat.empty()) parameters["chat_id"] = payload.chat;
    const std::string text = parameters.dump(-1, ' ', false, json::error_handler_t::replace);
    if (files.empty() && payload.document.empty()) {
        auto result = co_await api_.call(payload.method, text);
        co_return result;
    }
    std::vector<Upload> uploads;
    if (!payload.document.empty()) uploads.push_back(upload_of(payload.document));
    for (std::size_t i = 0; i < files.size() && i < payload.uploads.size(); ++i) {
        uploads.push_back(upload_of(payload.uploads[i], files[i]));
    }
    auto result = co_await api_.upload(payload.method, text, std::move(uploads));
    co_return result;
}

asio::awaitable<core::Result<std::optional<Delivered>>> TelegramSender::find_sent(
    const Outgoing& /*outgoing*/, const core::Step& /*step*/, core::Time /*since*/) {
    co_return core::failure(core::Errc::invalid, "Telegram cannot be asked what arrived");
}

}  // namespace mostik::messengers::telegram
