#include "messengers/mattermost/wire.hpp"

#include "messengers/json_reading.hpp"

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

Result<WireReaction> read_reaction(const dom::element& element) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
        return failure(Errc::invalid, "a reaction is not a JSON object");
    return WireReaction{text(object, "user_id"), text(object, "post_id"), text(object, "emoji_name"),
                        number(object, "create_at"), number(object, "update_at")};
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

Result<WireUser> read_user(const dom::element& element) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
        return failure(Errc::invalid, "a user is not a JSON object");
    WireUser user{text(object, "id"), text(object, "username"), flag(object, "is_bot"),
                  number(object, "delete_at")};
    if (user.id.empty()) return failure(Errc::invalid, "a user without id");
    return user;
}

Result<WireChannel> read_channel(const dom::element& element) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
        return failure(Errc::invalid, "a channel is not a JSON object");
    WireChannel channel;
    channel.id = text(object, "id");
    if (channel.id.empty()) return failure(Errc::invalid, "a channel without id");
    channel.type = text(object, "type");
    channel.name = text(object, "name");
    channel.display_name = text(object, "display_name");
    channel.team_id = text(object, "team_id");
    channel.delete_at = number(object, "delete_at");
    channel.last_post_at = number(object, "last_post_at");
    channel.total_msg_count = number(object, "total_msg_count");
    return channel;
}

Result<WireMember> read_member(const dom::element& element) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
        return failure(Errc::invalid, "a member is not a JSON object");
    WireMember member{text(object, "channel_id"), text(object, "user_id")};
    if (member.user_id.empty()) return failure(Errc::invalid, "a member without user_id");
    return member;
}

Result<WireTeam> read_team(const dom::element& element) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
        return failure(Errc::invalid, "a team is not a JSON object");
    WireTeam team{text(object, "id"), text(object, "name")};
    if (team.id.empty()) return failure(Errc::invalid, "a team without id");
    return team;
}

Result<WireFileInfo> read_file(const dom::element& element) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
        return failure(Errc::invalid, "a file is not a JSON object");
    return read_file_info(object);
}

template <class Read>
auto parse_array(std::string_view json, Read read)
    -> Result<std::vector<typename decltype(read(dom::element{}))::value_type>> {
    using Item = typename decltype(read(dom::element{}))::value_type;
    return parse(json, [&](const dom::element& root) -> Result<std::vector<Item>> {
        dom::array array;
        if (root.get(array) != simdjson::SUCCESS) return failure(Errc::invalid, "not a JSON array");
        std::vector<Item> items;
        for (const auto element : array) {
            auto item = read(element);
            if (!item) return tl::unexpected<core::Error>(item.error());
            items.push_back(std::move(*item));
        }
        return items;
    });
}

/// JSON inside a string of the event's data.
template <class T>
Result<void> read_embedded(const dom::object& data, const char* key,
                           Result<T> (*parse_text)(std::string_view), std::optional<T>& value) {
    std::string_view inner;
    if (data[key].get(inner) != simdjson::SUCCESS) return {};
    auto parsed = parse_text(inner);
    if (!parsed) return tl::unexpected<core::Error>(parsed.error());
    value = std::move(*parsed);
    return {};
}

Result<std::vector<std::string>> parse_texts(std::string_view json) {
    return parse_array(json, [](const dom::element& element) -> Result<std::string> {
        std::string_view value;
        if (element.get(value) != simdjson::SUCCESS) return failure(Errc::invalid, "not a text");
        return std::string(value);
    });
}

Result<WireReaction> parse_reaction(std::string_view json) {
    return parse(json, read_reaction);
}

}  // namespace

Result<WirePost> parse_post(std::string_view json) {
    return parse(json, read_post);
}
Result<std::vector<WirePost>> parse_posts(std::string_view json) {
    return parse_array(json, read_post);
}
Result<WireUser> parse_user(std::string_view json) {
    return parse(json, read_user);
}
Result<std::vector<WireUser>> parse_users(std::string_view json) {
    return parse_array(json, read_user);
}
Result<WireChannel> parse_channel(std::string_view json) {
    return parse(json, read_channel);
}
Result<std::vector<WireChannel>> parse_channels(std::string_view json) {
    return parse_array(json, read_channel);
}
Result<WireMember> parse_member(std::string_view json) {
    return parse(json, read_member);
}
Result<WireTeam> parse_team(std::string_view json) {
    return parse(json, read_team);
}
Result<std::vector<WireTeam>> parse_teams(std::string_view json) {
    return parse_array(json, read_team);
}
Result<WireConfig> parse_config(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<WireConfig> {
        dom::object object;
        if (root.get(object) != simdjson::SUCCESS)
            return failure(Errc::invalid, "a configuration is not a JSON object");
        // All values are texts there.
        return WireConfig{.names_can_be_overridden = text(object, "EnablePostUsernameOverride") == "true"};
    });
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

Result<WireFrame> parse_frame(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<WireFrame> {
        dom::object object;
        if (root.get(object) != simdjson::SUCCESS)
            return failure(Errc::invalid, "a frame is not a JSON object");
        WireFrame frame;
        frame.event = text(object, "event");
        frame.status = text(object, "status");
        if (frame.event.empty() && frame.status.empty()) {
            return failure(Errc::invalid, "a frame that is neither an event nor a reply");
        }
        frame.seq_reply = number(object, "seq_reply");
        std::int64_t seq = 0;
        if (object["seq"].get(seq) == simdjson::SUCCESS) frame.seq = seq;
        if (!frame.event.empty() && frame.seq < 0) return failure(Errc::invalid, "an event without seq");
        dom::object error;
        if (object["error"].get(error) == simdjson::SUCCESS) {
            frame.error_status = static_cast<int>(number(error, "status_code"));
        }
        dom::object data;
        if (frame.event == "hello" && object["data"].get(data) == simdjson::SUCCESS) {
            frame.connection_id = text(data, "connection_id");
            frame.server_version = text(data, "server_version");
        }
        return frame;
    });
}

Result<WireEvent> parse_event(std::string_view json) {
    // Not the parser that the texts inside are parsed with: that would overwrite this document.
    thread_local dom::parser parser;
    dom::object object;
    const auto error = parser.parse(json.data(), json.size()).get(object);
    if (error != simdjson::SUCCESS) {
        return failure(Errc::invalid, std::string("not JSON: ") + simdjson::error_message(error));
    }
    WireEvent event;
    event.event = text(object, "event");
    dom::object broadcast;
    if (object["broadcast"].get(broadcast) == simdjson::SUCCESS) {
        event.channel_id = text(broadcast, "channel_id");
        event.team_id = text(broadcast, "team_id");
    }
    dom::element data_element;
    dom::object data;
    if (object["data"].get(data_element) != simdjson::SUCCESS ||
        data_element.get(data) != simdjson::SUCCESS) {
        event.raw = "{}";
        return event;
    }
    event.raw = shown(data_element);
    event.channel_type = text(data, "channel_type");
    event.channel_name = text(data, "channel_name");
    event.channel_display_name = text(data, "channel_display_name");
    event.sender_name = text(data, "sender_name");
    event.user_id = text(data, "user_id");
    if (std::string team = text(data, "team_id"); !team.empty()) event.team_id = std::move(team);
    if (event.channel_id.empty()) event.channel_id = text(data, "channel_id");

    std::optional<std::vector<std::string>> mentions;
    if (auto read = read_embedded(data, "mentions", &parse_texts, mentions); !read)
        return tl::unexpected<core::Error>(read.error());
    if (mentions) event.mentions = std::move(*mentions);
    if (auto read = read_embedded(data, "post", &parse_post, event.post); !read)
        return tl::unexpected<core::Error>(read.error());
    if (auto read = read_embedded(data, "reaction", &parse_reaction, event.reaction); !read) {
        return tl::unexpected<core::Error>(read.error());
    }
    if (event.post && event.channel_id.empty()) event.channel_id = event.post->channel_id;
    dom::element user;
    if (event.event == "user_updated" && data["user"].get(user) == simdjson::SUCCESS) {
        if (auto read = read_user(user)) event.user = std::move(*read);
    }
    return event;
}

WireError parse_error(std::string_view body) {
    thread_local dom::parser parser;
    dom::object object;
    if (parser.parse(body.data(), body.size()).get(object) != simdjson::SUCCESS) return {};
    return {text(object, "id"), text(object, "message")};
}

}  // namespace mostik::messengers::mattermost
