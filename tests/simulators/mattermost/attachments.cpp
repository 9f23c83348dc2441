#include "tests/simulators/mattermost/attachments.hpp"

#include "tests/simulators/mattermost/identifier.hpp"

namespace mostik::simulators::mattermost {

namespace {

void complete_attachment(nlohmann::json& attachment) {
    for (const auto* field :
         {"fallback", "color", "pretext", "author_name", "author_link", "author_icon", "title", "title_link",
          "text", "image_url", "thumb_url", "footer", "footer_icon"}) {
        if (!attachment.contains(field)) attachment[field] = "";
    }
    if (!attachment.contains("id")) attachment["id"] = 0;
    if (!attachment.contains("fields")) attachment["fields"] = nullptr;
    if (!attachment.contains("ts")) attachment["ts"] = nullptr;
    if (!attachment.contains("actions") || !attachment["actions"].is_array()) return;
    for (auto& action : attachment["actions"]) {
        if (!action.is_object()) continue;
        action.erase("integration");
        if (action.value("id", std::string()).empty()) action["id"] = new_id();
    }
}

}  // namespace

bool has_attachments(const nlohmann::json& props) {
    return props.contains("attachments") && props["attachments"].is_array() && !props["attachments"].empty();
}

void complete_attachments(nlohmann::json& props) {
    if (!has_attachments(props)) return;
    for (auto& attachment : props["attachments"]) {
        if (attachment.is_object()) complete_attachment(attachment);
    }
}

}  // namespace mostik::simulators::mattermost
