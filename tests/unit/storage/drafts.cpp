#include "tests/unit/storage/drafts.hpp"

namespace mostik::storage::testing {

StoredPost sample_post(const std::string& id, const std::string& text) {
    return {.key = {.messenger = "mattermost", .created_at = noon, .id = id},
            .channel_id = "c1",
            .channel_name = "town-square",
            .thread_id = "root",
            .author_id = "u1",
            .author_name = "anna",
            .text = text,
            .attachments = R"([{"id":"f1"}])",
            .raw = R"({"message":")" + text + "\"}"};
}

OutboxDraft draft_to(const std::string& target, const std::string& text) {
    return {.dedupe_key = "posted/" + target + "/" + text + "/respond/0",
            .caused_at = noon,
            .to = {.messenger = "mattermost", .target = target},
            .message = {.text = text}};
}

FailedEvent failed_event(const std::string& identity, core::Time when) {
    return {.messenger = "mattermost",
            .type = "posted",
            .identity = identity,
            .event = "{}",
            .processor = "save",
            .reason = "no luck",
            .failed_at = when};
}

}  // namespace mostik::storage::testing
