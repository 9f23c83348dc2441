#include "messengers/mattermost/wire_reading.hpp"

namespace dom = simdjson::dom;
using mostik::core::Errc;
using mostik::core::failure;
using mostik::core::Result;

namespace mostik::messengers::mattermost {

using namespace json_reading;

namespace {

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

}  // namespace

Result<WireUser> read_user(const dom::element& element) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
        return failure(Errc::invalid, "a user is not a JSON object");
    WireUser user{text(object, "id"), text(object, "username"), flag(object, "is_bot"),
                  number(object, "delete_at")};
    if (user.id.empty()) return failure(Errc::invalid, "a user without id");
    return user;
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

WireError parse_error(std::string_view body) {
    thread_local dom::parser parser;
    dom::object object;
    if (parser.parse(body.data(), body.size()).get(object) != simdjson::SUCCESS) return {};
    return {text(object, "id"), text(object, "message")};
}

}  // namespace mostik::messengers::mattermost
