#include "messengers/mattermost/wire.hpp"
#include "tests/unit/messengers/mattermost/recordings.hpp"

#include <catch2/catch.hpp>

using nlohmann::json;

namespace mostik::messengers::mattermost::testing {

namespace {

std::string text_of(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t number_of(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? found->get<std::int64_t>() : 0;
}

void check_post(const WirePost& post, const json& recorded) {
    CHECK(post.id == text_of(recorded, "id"));
    CHECK(post.create_at == number_of(recorded, "create_at"));
    CHECK(post.update_at == number_of(recorded, "update_at"));
    CHECK(post.edit_at == number_of(recorded, "edit_at"));
    CHECK(post.delete_at == number_of(recorded, "delete_at"));
    CHECK(post.user_id == text_of(recorded, "user_id"));
    CHECK(post.channel_id == text_of(recorded, "channel_id"));
    CHECK(post.root_id == text_of(recorded, "root_id"));
    CHECK(post.original_id == text_of(recorded, "original_id"));
    CHECK(post.message == text_of(recorded, "message"));
    CHECK(post.type == text_of(recorded, "type"));
    CHECK(post.pending_post_id == text_of(recorded, "pending_post_id"));
    CHECK(post.file_ids == recorded.value("file_ids", std::vector<std::string>{}));
    const json props = recorded.value("props", json::object());
    CHECK(json::parse(post.props) == props);
    CHECK(post.claims_bot == (text_of(props, "from_bot") == "true"));
    CHECK(json::parse(post.raw) == recorded);
}

void check_user(const WireUser& user, const json& recorded) {
    CHECK(user.id == text_of(recorded, "id"));
    CHECK(user.username == text_of(recorded, "username"));
    CHECK(user.is_bot == recorded.value("is_bot", false));
    CHECK(user.delete_at == number_of(recorded, "delete_at"));
}

/// What is in an event's data: JSON inside a text.
json inner(const json& data, const char* key) {
    return json::parse(text_of(data, key));
}

}  // namespace

TEST_CASE("every recorded post is understood") {
    const auto count =
        recordings().each({"id", "channel_id", "message", "create_at"}, [](const json& recorded) {
            CAPTURE(recorded.dump());
            const auto post = parse_post(recorded.dump());
            REQUIRE(post);
            check_post(*post, recorded);
        });
    CHECK(count > 150);
}

TEST_CASE("files of recorded posts are known by name when the server tells") {
    std::size_t named = 0;
    recordings().each({"id", "channel_id", "message", "file_ids"}, [&](const json& recorded) {
        const auto post = parse_post(recorded.dump());
        REQUIRE(post);
        const json files = recorded.value("metadata", json::object()).value("files", json::array());
        if (files.empty()) {
            // Only the ids are known.
            REQUIRE(post->files.size() == post->file_ids.size());
            for (std::size_t index = 0; index < post->files.size(); ++index) {
                CHECK(post->files[index].id == post->file_ids[index]);
            }
            return;
        }
        REQUIRE(post->files.size() == files.size());
        for (std::size_t index = 0; index < files.size(); ++index) {
            CHECK(post->files[index].id == text_of(files[index], "id"));
            CHECK(post->files[index].name == text_of(files[index], "name"));
            CHECK(post->files[index].mime_type == text_of(files[index], "mime_type"));
            CHECK(post->files[index].size == number_of(files[index], "size"));
            ++named;
        }
    });
    CHECK(named > 0);
}

TEST_CASE("every recorded page of posts gives the posts of its order, in that order") {
    std::size_t longer_than_order = 0;
    const auto count = recordings().each({"order", "posts"}, [&](const json& recorded) {
        if (!recorded["posts"].is_object()) return;
        const auto list = parse_post_list(recorded.dump());
        REQUIRE(list);
        REQUIRE(list->posts.size() == recorded["order"].size());
        for (std::size_t index = 0; index < list->posts.size(); ++index) {
            const std::string id = recorded["order"][index];
            check_post(list->posts[index], recorded["posts"][id]);
        }
        if (recorded["posts"].size() > recorded["order"].size()) ++longer_than_order;
    });
    CHECK(count > 10);
    CHECK(longer_than_order > 0);
}

TEST_CASE("every recorded user is understood") {
    std::size_t bots = 0;
    const auto count = recordings().each({"id", "username", "create_at"}, [&](const json& recorded) {
        CAPTURE(recorded.dump());
        const auto user = parse_user(recorded.dump());
        REQUIRE(user);
        check_user(*user, recorded);
        if (user->is_bot) ++bots;
    });
    CHECK(count > 10);
    CHECK(bots > 0);
}

TEST_CASE("every recorded channel is understood") {
    const auto count = recordings().each({"id", "display_name", "total_msg_count"}, [](const json& recorded) {
        CAPTURE(recorded.dump());
        const auto channel = parse_channel(recorded.dump());
        REQUIRE(channel);
        CHECK(channel->id == text_of(recorded, "id"));
        CHECK(channel->type == text_of(recorded, "type"));
        CHECK(channel->name == text_of(recorded, "name"));
        CHECK(channel->display_name == text_of(recorded, "display_name"));
        CHECK(channel->team_id == text_of(recorded, "team_id"));
        CHECK(channel->delete_at == number_of(recorded, "delete_at"));
        CHECK(channel->last_post_at == number_of(recorded, "last_post_at"));
        CHECK(channel->total_msg_count == number_of(recorded, "total_msg_count"));
    });
    CHECK(count > 10);
}

TEST_CASE("every recorded member of a channel is understood") {
    const auto count =
        recordings().each({"channel_id", "user_id", "last_viewed_at"}, [](const json& recorded) {
            const auto member = parse_member(recorded.dump());
            REQUIRE(member);
            CHECK(member->channel_id == text_of(recorded, "channel_id"));
            CHECK(member->user_id == text_of(recorded, "user_id"));
        });
    CHECK(count > 2);
}

TEST_CASE("every recorded team, reaction and file is understood") {
    const auto teams = recordings().each({"id", "name", "invite_id"}, [](const json& recorded) {
        const auto team = parse_team(recorded.dump());
        REQUIRE(team);
        CHECK(team->id == text_of(recorded, "id"));
        CHECK(team->name == text_of(recorded, "name"));
    });
    CHECK(teams > 0);

    const auto reactions =
        recordings().each({"emoji_name", "post_id", "create_at"}, [](const json& recorded) {
            const auto list = parse_reactions("[" + recorded.dump() + "]");
            REQUIRE(list);
            REQUIRE(list->size() == 1);
            CHECK(list->front().user_id == text_of(recorded, "user_id"));
            CHECK(list->front().post_id == text_of(recorded, "post_id"));
            CHECK(list->front().emoji_name == text_of(recorded, "emoji_name"));
            CHECK(list->front().create_at == number_of(recorded, "create_at"));
        });
    CHECK(reactions > 5);

    const auto files = recordings().each({"id", "mime_type", "size"}, [](const json& recorded) {
        const auto file = parse_file_info(recorded.dump());
        REQUIRE(file);
        CHECK(file->id == text_of(recorded, "id"));
        CHECK(file->name == text_of(recorded, "name"));
        CHECK(file->mime_type == text_of(recorded, "mime_type"));
        CHECK(file->size == number_of(recorded, "size"));
    });
    CHECK(files > 5);
}

TEST_CASE("every recorded error is understood") {
    const auto count = recordings().each({"id", "message", "status_code"}, [](const json& recorded) {
        const auto error = parse_error(recorded.dump());
        CHECK(error.id == text_of(recorded, "id"));
        CHECK(error.message == text_of(recorded, "message"));
    });
    CHECK(count > 50);
}

TEST_CASE("every recorded frame is understood") {
    std::size_t hellos = 0;
    const auto events = recordings().each({"event", "data", "seq"}, [&](const json& recorded) {
        CAPTURE(recorded.dump());
        const auto frame = parse_frame(recorded.dump());
        REQUIRE(frame);
        CHECK(frame->event == text_of(recorded, "event"));
        CHECK(frame->seq == number_of(recorded, "seq"));
        if (frame->event != "hello") return;
        ++hellos;
        CHECK(frame->connection_id == text_of(recorded["data"], "connection_id"));
        CHECK(frame->server_version == text_of(recorded["data"], "server_version"));
    });
    CHECK(events > 150);
    CHECK(hellos > 10);

    std::size_t failures = 0;
    const auto replies = recordings().each({"seq_reply", "status"}, [&](const json& recorded) {
        CAPTURE(recorded.dump());
        const auto frame = parse_frame(recorded.dump());
        REQUIRE(frame);
        CHECK(frame->event.empty());
        CHECK(frame->seq == -1);
        CHECK(frame->seq_reply == number_of(recorded, "seq_reply"));
        CHECK(frame->status == text_of(recorded, "status"));
        if (!recorded.contains("error")) return;
        ++failures;
        CHECK(frame->error_status == number_of(recorded["error"], "status_code"));
    });
    CHECK(replies > 10);
    CHECK(failures > 0);
}

TEST_CASE("the data of every recorded event is understood") {
    std::size_t posts = 0;
    std::size_t reactions = 0;
    std::size_t mentioned = 0;
    recordings().each({"event", "data", "broadcast", "seq"}, [&](const json& recorded) {
        CAPTURE(recorded.dump());
        const auto event = parse_event(recorded.dump());
        REQUIRE(event);
        const json& data = recorded["data"];
        CHECK(event->event == text_of(recorded, "event"));
        CHECK(json::parse(event->raw) == data);
        CHECK(event->channel_type == text_of(data, "channel_type"));
        CHECK(event->channel_name == text_of(data, "channel_name"));
        CHECK(event->channel_display_name == text_of(data, "channel_display_name"));
        CHECK(event->sender_name == text_of(data, "sender_name"));
        CHECK(event->user_id == text_of(data, "user_id"));
        const std::string broadcast_channel = text_of(recorded["broadcast"], "channel_id");
        if (!broadcast_channel.empty()) CHECK(event->channel_id == broadcast_channel);
        CHECK(event->post.has_value() == data.contains("post"));
        if (event->post) {
            ++posts;
            check_post(*event->post, inner(data, "post"));
            CHECK(event->channel_id == event->post->channel_id);
        }
        CHECK(event->reaction.has_value() == data.contains("reaction"));
        if (event->reaction) {
            ++reactions;
            CHECK(event->reaction->emoji_name == text_of(inner(data, "reaction"), "emoji_name"));
            CHECK(event->reaction->post_id == text_of(inner(data, "reaction"), "post_id"));
        }
        if (data.contains("mentions")) {
            ++mentioned;
            CHECK(json(event->mentions) == inner(data, "mentions"));
        }
        const bool tells_of_user = event->event == "user_updated" && data.contains("user");
        CHECK(event->user.has_value() == tells_of_user);
        if (event->user) check_user(*event->user, data["user"]);
    });
    CHECK(posts > 50);
    CHECK(reactions > 3);
    CHECK(mentioned > 3);
}

}  // namespace mostik::messengers::mattermost::testing
