#include "bot/post_json.hpp"

#include <nlohmann/json.hpp>

namespace mostik::bot {

std::string post_json(const FoundPost& found) {
    using nlohmann::ordered_json;
    const storage::StoredPost& post = found.post;
    ordered_json object = {{"messenger", post.key.messenger},
                           {"id", post.key.id},
                           {"channel_id", post.channel_id},
                           {"channel", post.channel_name},
                           {"thread_id", post.thread_id},
                           {"author_id", post.author_id},
                           {"author", post.author_name},
                           {"created_at", core::to_rfc3339(post.key.created_at)},
                           {"snippet", found.snippet},
                           {"text", post.text},
                           {"link", found.link}};
    if (post.edited_at != core::Time{}) object["edited_at"] = core::to_rfc3339(post.edited_at);
    if (post.deleted_at) object["deleted_at"] = core::to_rfc3339(*post.deleted_at);
    return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace mostik::bot
