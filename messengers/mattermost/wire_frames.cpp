#include "messengers/mattermost/wire_reading.hpp"

namespace dom = simdjson::dom;
using mostik::core::Errc;
using mostik::core::failure;
using mostik::core::Result;

namespace mostik::messengers::mattermost {

using namespace json_reading;

namespace {

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

}  // namespace mostik::messengers::mattermost
