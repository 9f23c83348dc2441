#include "messengers/mattermost/wire_reading.hpp"

namespace dom = simdjson::dom;
using mostik::core::Errc;
using mostik::core::failure;
using mostik::core::Result;

namespace mostik::messengers::mattermost {

using namespace json_reading;

namespace {

WireFileInfo read_file_info(const dom::object& object) {
    return {text(object, "id"), text(object, "name"), text(object, "mime_type"), number(object, "size")};
}

void read_files(const dom::object& object, WirePost& post) {
    dom::array ids;
    if (object["file_ids"].get(ids) == simdjson::SUCCESS) {
        for (const auto id : ids) {
            std::string_view value;
            if (id.get(value) == simdjson::SUCCESS) post.file_ids.emplace_back(value);
        }
    }
    dom::array files;
    if (object["metadata"]["files"].get(files) == simdjson::SUCCESS) {
        for (const auto file : files) {
            dom::object info;
            if (file.get(info) != simdjson::SUCCESS) continue;
            WireFileInfo read = read_file_info(info);
            post.files.push_back({read.id, read.name, read.mime_type, read.size});
        }
    }
    // Events leave out the metadata of what was deleted: the ids are all there is then.
    if (post.files.empty()) {
        for (const std::string& id : post.file_ids) post.files.push_back({id, "", "", 0});
    }
}

void read_reactions(const dom::object& object, WirePost& post) {
    dom::array reactions;
    if (object["metadata"]["reactions"].get(reactions) != simdjson::SUCCESS) return;
    for (const auto element : reactions) {
        auto reaction = read_reaction(element);
        if (reaction) post.reactions.push_back(std::move(*reaction));
    }
}

void add_line(std::string& text, const std::string& line) {
    if (line.empty()) return;
    if (!text.empty()) text += '\n';
    text += line;
}

/// What an attachment says, in the order in which Mattermost shows it.
std::string attachment_in_words(const dom::object& attachment) {
    std::string words;
    add_line(words, text(attachment, "pretext"));
    const std::string author = text(attachment, "author_name");
    if (!author.empty()) add_line(words, "_" + author + "_");
    const std::string title = text(attachment, "title");
    const std::string link = text(attachment, "title_link");
    if (!title.empty()) add_line(words, link.empty() ? "**" + title + "**" : "[" + title + "](" + link + ")");
    add_line(words, text(attachment, "text"));
    dom::array fields;
    if (attachment["fields"].get(fields) == simdjson::SUCCESS) {
        for (const auto field : fields) {
            dom::object pair;
            if (field.get(pair) != simdjson::SUCCESS) continue;
            std::string line = text(pair, "title");
            if (!line.empty()) line.insert(0, "**").append(":** ");
            add_line(words, line.append(text(pair, "value")));
        }
    }
    add_line(words, text(attachment, "image_url"));
    return words.empty() ? text(attachment, "fallback") : words;
}

std::string attachments_in_words(const dom::element& props) {
    std::string words;
    dom::array attachments;
    if (props["attachments"].get(attachments) != simdjson::SUCCESS) return words;
    for (const auto element : attachments) {
        dom::object attachment;
        if (element.get(attachment) == simdjson::SUCCESS) add_line(words, attachment_in_words(attachment));
    }
    return words;
}

void read_props(const dom::object& object, WirePost& post) {
    dom::element props;
    if (object["props"].get(props) != simdjson::SUCCESS || !props.is_object()) {
        post.props = "{}";
        return;
    }
    post.props = shown(props);
    post.attachments = attachments_in_words(props);
    std::string_view from_bot;
    post.claims_bot = props["from_bot"].get(from_bot) == simdjson::SUCCESS && from_bot == "true";
    std::string_view marker;
    if (props["mostik"]["row"].get(marker) == simdjson::SUCCESS) post.marker = std::string(marker);
    std::int64_t part = 0;
    if (props["mostik"]["part"].get(part) == simdjson::SUCCESS) post.marker_part = static_cast<int>(part);
}

Result<WireFileInfo> read_file(const dom::element& element) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
        return failure(Errc::invalid, "a file is not a JSON object");
    return read_file_info(object);
}

}  // namespace

Result<WireReaction> read_reaction(const dom::element& element) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
        return failure(Errc::invalid, "a reaction is not a JSON object");
    return WireReaction{text(object, "user_id"), text(object, "post_id"), text(object, "emoji_name"),
                        number(object, "create_at"), number(object, "update_at")};
}

Result<WirePost> read_post(const dom::element& element) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
        return failure(Errc::invalid, "a post is not a JSON object");
    WirePost post;
    post.id = text(object, "id");
    post.channel_id = text(object, "channel_id");
    if (post.id.empty() || post.channel_id.empty())
        return failure(Errc::invalid, "a post without id or channel_id");
    post.create_at = number(object, "create_at");
    post.update_at = number(object, "update_at");
    post.edit_at = number(object, "edit_at");
    post.delete_at = number(object, "delete_at");
    post.user_id = text(object, "user_id");
    post.root_id = text(object, "root_id");
    post.original_id = text(object, "original_id");
    post.message = text(object, "message");
    post.type = text(object, "type");
    post.pending_post_id = text(object, "pending_post_id");
    read_props(object, post);
    read_files(object, post);
    read_reactions(object, post);
    post.has_reactions = flag(object, "has_reactions");
    post.raw = shown(element);
    return post;
}

Result<WirePost> parse_post(std::string_view json) {
    return parse(json, read_post);
}
Result<std::vector<WirePost>> parse_posts(std::string_view json) {
    return parse_array(json, read_post);
}

Result<WireFileInfo> parse_file_info(std::string_view json) {
    return parse(json, read_file);
}
Result<std::vector<WireReaction>> parse_reactions(std::string_view json) {
    // A post without reactions is answered with null.
    if (json.substr(0, 4) == "null") return std::vector<WireReaction>{};
    return parse_array(json, read_reaction);
}

Result<std::vector<WireFileInfo>> parse_uploaded_files(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<std::vector<WireFileInfo>> {
        dom::array infos;
        if (root["file_infos"].get(infos) != simdjson::SUCCESS)
            return failure(Errc::invalid, "no file_infos");
        std::vector<WireFileInfo> files;
        for (const auto info : infos) {
            auto file = read_file(info);
            if (!file) return tl::unexpected<core::Error>(file.error());
            files.push_back(std::move(*file));
        }
        return files;
    });
}

Result<WirePostList> parse_post_list(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<WirePostList> {
        dom::array order;
        if (root["order"].get(order) != simdjson::SUCCESS)
            return failure(Errc::invalid, "a page of posts without order");
        WirePostList list;
        dom::object posts;
        const bool any = root["posts"].get(posts) == simdjson::SUCCESS;
        for (const auto id : order) {
            std::string_view key;
            dom::element element;
            if (id.get(key) != simdjson::SUCCESS || !any || posts[key].get(element) != simdjson::SUCCESS) {
                return failure(Errc::invalid, "a page of posts lists a post that it does not hold");
            }
            auto post = read_post(element);
            if (!post) return tl::unexpected<core::Error>(post.error());
            list.posts.push_back(std::move(*post));
        }
        return list;
    });
}

}  // namespace mostik::messengers::mattermost
