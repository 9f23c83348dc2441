#include "messengers/telegram/errors.hpp"
#include "tests/unit/messengers/telegram/samples.hpp"

#include <map>
#include <sstream>

#include <catch2/catch.hpp>

using namespace mostik::messengers;
using namespace mostik::messengers::telegram;
using namespace mostik::messengers::telegram::testing;
using mostik::core::Operation;

namespace {

/// What has to come of a refusal, in one word.
std::string in_one_word(const SendOutcome& outcome) {
    std::ostringstream text;
    if (std::holds_alternative<Delivered>(outcome)) return "delivered";
    if (std::holds_alternative<Unknown>(outcome)) return "unknown";
    if (const auto* const moved = std::get_if<Moved>(&outcome)) {
        text << "moved " << moved->to.target;
        return text.str();
    }
    if (const auto* const retry = std::get_if<Retry>(&outcome)) {
        text << (retry->counts ? "retry" : "wait");
        if (retry->after) text << " " << retry->after->count();
        if (retry->scope == RetryScope::chat) text << " chat";
        return text.str();
    }
    switch (std::get<Rejected>(outcome).rejection) {
        case RejectionClass::bad_message:
            return "bad";
        case RejectionClass::forbidden:
            return "forbidden";
        case RejectionClass::dead_address:
            return "dead";
        case RejectionClass::broken_config:
            break;
    }
    return "config";
}

/// What comes of a sample when it answers a message that is sent. All that is wrong with the request itself
/// is "bad": it is not repeated, and those behind it are not held up.
const std::map<std::string, std::string>& outcomes() {
    static const std::map<std::string, std::string> table{
        // text and formatting
        {"400_message_text_is_empty", "bad"},
        {"400_text_must_be_non_empty", "bad"},
        {"400_message_is_too_long", "bad"},
        {"400_edit_message_too_long", "bad"},
        {"400_text_is_too_long", "bad"},
        {"400_caption_too_long", "bad"},
        {"400_edit_caption_too_long", "bad"},
        {"400_entities_too_long", "bad"},
        {"400_parse_no_end_tag", "bad"},
        {"400_parse_unsupported_tag", "bad"},
        {"400_parse_unmatched_end_tag", "bad"},
        {"400_parse_unexpected_end_tag", "bad"},
        {"400_parse_unclosed_start_tag", "bad"},
        {"400_parse_span_class", "bad"},
        {"400_parse_md_reserved", "bad"},
        {"400_parse_md_no_end", "bad"},
        {"400_parse_md_url_end", "bad"},
        {"400_entity_type", "bad"},
        {"400_entity_mid_symbol_end", "bad"},
        {"400_entity_mid_symbol_begin", "bad"},
        {"400_entity_after_end", "bad"},
        {"400_entity_past_end", "bad"},
        {"400_unsupported_parse_mode", "bad"},
        {"400_not_utf8", "bad"},
        // the chat
        {"400_chat_id_is_empty", "dead"},
        {"400_chat_not_found", "dead"},
        {"400_group_upgraded", "moved -1002200300400"},
        {"400_user_not_found", "dead"},
        {"400_invalid_user_id", "bad"},
        {"400_member_not_found", "bad"},
        {"400_no_write_access", "forbidden"},
        {"400_need_admin_channel", "forbidden"},
        {"400_no_rights_text", "forbidden"},
        {"400_no_rights_photos", "forbidden"},
        {"400_no_rights_documents", "forbidden"},
        {"400_chat_write_forbidden", "forbidden"},
        {"400_chat_admin_required", "forbidden"},
        {"400_supergroups_only", "forbidden"},
        // messages
        {"400_message_not_modified", "bad"},
        {"400_message_to_edit_not_found", "bad"},
        {"400_message_cant_be_edited", "bad"},
        {"400_no_text_to_edit", "bad"},
        {"400_no_caption_to_edit", "bad"},
        {"400_message_id_invalid", "bad"},
        {"400_message_to_delete_not_found", "bad"},
        {"400_message_cant_be_deleted", "bad"},
        {"400_message_cant_be_deleted_everyone", "bad"},
        {"400_message_identifier_not_specified", "bad"},
        {"400_too_many_message_ids", "bad"},
        {"400_reply_not_found", "bad"},
        {"400_quote_invalid", "bad"},
        {"400_message_to_forward_not_found", "bad"},
        {"400_message_to_copy_not_found", "bad"},
        {"400_cant_be_forwarded", "bad"},
        {"400_cant_be_copied", "bad"},
        {"400_protected_content", "bad"},
        // topics
        {"400_thread_not_found", "forbidden"},
        {"400_topic_closed", "forbidden"},
        {"400_topic_not_modified", "bad"},
        {"400_not_a_forum", "bad"},
        {"400_no_rights_topic", "forbidden"},
        // buttons
        {"400_query_too_old", "bad"},
        {"400_button_data_invalid", "bad"},
        {"400_button_url_invalid", "bad"},
        {"400_text_buttons", "bad"},
        {"400_reply_markup_json", "bad"},
        {"400_reply_markup_object", "bad"},
        {"400_reply_markup_too_long", "bad"},
        // files
        {"400_no_photo", "bad"},
        {"400_no_document", "bad"},
        {"400_wrong_file_or_url", "bad"},
        {"400_wrong_remote_id", "bad"},
        {"400_url_content_failed", "retry"},
        {"400_url_wrong_type", "bad"},
        {"400_photo_dimensions", "bad"},
        {"400_image_process_failed", "bad"},
        {"400_file_non_empty", "bad"},
        {"400_file_too_big", "bad"},
        {"400_file_unavailable", "retry"},
        {"400_invalid_file_id", "bad"},
        {"400_file_id_not_specified", "bad"},
        {"400_album_too_many", "bad"},
        {"400_album_media_not_found", "bad"},
        {"400_album_item_failed", "bad"},
        {"400_album_failed", "retry"},
        // other refusals
        {"400_reaction_invalid", "bad"},
        {"400_message_to_react_not_found", "bad"},
        {"400_bot_command_invalid", "bad"},
        {"400_command_too_long", "bad"},
        {"400_scope_unsupported", "bad"},
        {"400_wrong_action", "bad"},
        {"400_webhook_https", "bad"},
        {"400_webhook_port", "bad"},
        {"400_webhook_reserved_ip", "bad"},
        {"400_webhook_url_invalid", "bad"},
        {"400_webhook_secret_chars", "bad"},
        {"400_webhook_secret_long", "bad"},
        {"400_logged_out", "config"},
        // who we are, and where
        {"401_unauthorized", "config"},
        {"401_invalid_token", "config"},
        {"403_bot_blocked", "dead"},
        {"403_user_deactivated", "dead"},
        {"403_cant_initiate", "dead"},
        {"403_bot_to_bot", "dead"},
        {"403_kicked_group", "dead"},
        {"403_kicked_supergroup", "dead"},
        {"403_kicked_channel", "dead"},
        {"403_not_member_group", "dead"},
        {"403_not_member_supergroup", "dead"},
        {"403_not_member_channel", "dead"},
        {"403_group_deleted", "dead"},
        {"404_not_found", "config"},
        {"404_method_not_found", "config"},
        // the server
        {"409_conflict_other_poll", "wait"},
        {"409_conflict_webhook_active", "wait"},
        {"409_conflict_set_webhook", "wait"},
        {"409_conflict_other_set_webhook", "wait"},
        {"413_request_entity_too_large", "bad"},
        {"421_misdirected", "config"},
        {"429_too_many_requests", "retry 17000 chat"},
        {"429_too_many_requests_short", "retry 1000 chat"},
        {"429_too_many_requests_closing", "retry 5000 chat"},
        {"500_internal_restart", "wait"},
        {"500_internal_deleted", "delivered"},
        {"502_bad_gateway", "unknown"},
    };
    return table;
}

ApiError error_of(const std::string& name) {
    const auto answer = parse_answer(sample_text("error_" + name + ".json"));
    REQUIRE(answer);
    REQUIRE_FALSE(answer->ok);
    ApiError error{.status = answer->error_code, .description = answer->description};
    if (answer->retry_after) error.retry_after = std::chrono::seconds(*answer->retry_after);
    error.moved_to = answer->moved_to;
    return error;
}

SendOutcome judged(const std::string& name, Operation operation = Operation::send) {
    return judge(error_of(name), operation, {"telegram", "-4200100200"});
}

}  // namespace

TEST_CASE("Each refusal of the Bot API comes to what it means for the message") {
    for (const auto& [name, expected] : outcomes()) {
        INFO(name);
        CHECK(in_one_word(judged(name)) == expected);
    }
}

TEST_CASE("There is no sample of a refusal without an outcome") {
    std::size_t count = 0;
    for (const std::string& file : sample_names("error_")) {
        if (!file.ends_with(".json")) continue;
        const std::string name = file.substr(6, file.size() - 11);
        INFO(name);
        CHECK(outcomes().contains(name));
        ++count;
    }
    CHECK(count == outcomes().size());
}

TEST_CASE("A refusal that says that it is as it was wanted is a success") {
    CHECK(in_one_word(judged("400_message_not_modified", Operation::edit)) == "delivered");
    CHECK(in_one_word(judged("400_message_to_delete_not_found", Operation::remove)) == "delivered");
    CHECK(in_one_word(judged("400_query_too_old", Operation::answer_callback)) == "delivered");
}

TEST_CASE("What a refusal means does not depend on capitals, and old wordings are known") {
    const auto described = [](int status, const char* words) {
        return in_one_word(
            judge({.status = status, .description = words}, Operation::send, {"telegram", "5"}));
    };
    CHECK(described(400, "BAD REQUEST: CHAT NOT FOUND") == "dead");
    CHECK(described(400, "Bad Request: group is deactivated") == "dead");
    CHECK(described(400, "Bad Request: PEER_ID_INVALID") == "dead");
    CHECK(described(403, "Forbidden: bot can't send messages to bots") == "dead");
}

TEST_CASE("What is not in any table goes by its code") {
    const auto with_status = [](int status) {
        return in_one_word(
            judge({.status = status, .description = "Something new"}, Operation::send, {"telegram", "5"}));
    };
    CHECK(with_status(400) == "bad");
    CHECK(with_status(401) == "config");
    CHECK(with_status(403) == "dead");
    CHECK(with_status(404) == "config");
    CHECK(with_status(409) == "wait");
    CHECK(with_status(413) == "bad");
    CHECK(with_status(429) == "retry chat");
    CHECK(with_status(500) == "unknown");
    CHECK(with_status(503) == "unknown");
    CHECK(with_status(504) == "unknown");
}

TEST_CASE("Whoever stands in between says nothing about chat or message") {
    const auto foreign = [](int status) {
        return in_one_word(judge({.status = status, .foreign = true, .description = "not understood"},
                                 Operation::send, {"telegram", "5"}));
    };
    CHECK(foreign(200) == "unknown");
    CHECK(foreign(302) == "config");
    CHECK(foreign(400) == "config");
    CHECK(foreign(403) == "config");
    CHECK(foreign(407) == "config");
    CHECK(foreign(413) == "bad");
    CHECK(foreign(502) == "unknown");
}

TEST_CASE("Without an answer it counts whether anything can have arrived") {
    const auto silent = [](bool unsent) {
        return in_one_word(
            judge({.unsent = unsent, .description = "silence"}, Operation::send, {"telegram", "5"}));
    };
    CHECK(silent(true) == "wait");
    CHECK(silent(false) == "unknown");
}

TEST_CASE("An error in words says what to do about it") {
    CHECK(in_words(error_of("401_unauthorized")).find("BotFather") != std::string::npos);
    CHECK(in_words(error_of("404_not_found")).find("telegram.api_root") != std::string::npos);
    CHECK(in_words({.status = 502, .foreign = true, .description = "x"}).find("proxy") != std::string::npos);
    CHECK(in_words(error_of("403_bot_blocked")) == "Forbidden: bot was blocked by the user (HTTP 403)");
}
