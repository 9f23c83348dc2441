#include "messengers/mattermost/wire.hpp"

#include <catch2/catch.hpp>

namespace mostik::messengers::mattermost {

TEST_CASE("a server leaves out zero values: what is missing keeps its default") {
    const auto post = parse_post(R"({"id":"a","channel_id":"c"})");
    REQUIRE(post);
    CHECK(post->create_at == 0);
    CHECK(post->edit_at == 0);
    CHECK(post->delete_at == 0);
    CHECK(post->user_id.empty());
    CHECK(post->root_id.empty());
    CHECK(post->message.empty());
    CHECK(post->marker.empty());
    CHECK_FALSE(post->claims_bot);
    CHECK(post->files.empty());
    CHECK(post->file_ids.empty());
    CHECK(post->props == "{}");

    const auto user = parse_user(R"({"id":"u"})");
    REQUIRE(user);
    CHECK_FALSE(user->is_bot);
    CHECK(user->delete_at == 0);

    const auto channel = parse_channel(R"({"id":"c"})");
    REQUIRE(channel);
    CHECK(channel->delete_at == 0);
    CHECK(channel->type.empty());

    const auto event = parse_event(R"({"event":"config_changed","seq":4})");
    REQUIRE(event);
    CHECK(event->channel_id.empty());
    CHECK_FALSE(event->post);
    CHECK(event->raw == "{}");
}

TEST_CASE("a post without reactions is answered with null") {
    for (const char* text : {"null", "null\n", "[]"}) {
        const auto reactions = parse_reactions(text);
        REQUIRE(reactions);
        CHECK(reactions->empty());
    }
}

TEST_CASE("our marker is read from props.mostik.row, and from nowhere else") {
    const auto marker_of = [](const std::string& props) {
        const auto post = parse_post(R"({"id":"a","channel_id":"c","props":)" + props + "}");
        REQUIRE(post);
        return post->marker;
    };
    CHECK(marker_of(R"({"mostik":{"row":"0195-row","part":0}})") == "0195-row");
    CHECK(marker_of(R"({"mostik":{"row":5}})").empty());
    CHECK(marker_of(R"({"mostik":"0195-row"})").empty());
    CHECK(marker_of(R"({"row":"0195-row"})").empty());
    CHECK(marker_of("null").empty());
}

TEST_CASE("only the text \"true\" in from_bot claims a bot") {
    const auto claims = [](const std::string& value) {
        const auto post = parse_post(R"({"id":"a","channel_id":"c","props":{"from_bot":)" + value + "}}");
        REQUIRE(post);
        return post->claims_bot;
    };
    CHECK(claims("\"true\""));
    CHECK_FALSE(claims("\"false\""));
    CHECK_FALSE(claims("\"\""));
}

TEST_CASE("texts are what they were: escapes, other scripts, emoji") {
    const auto post =
        parse_post(R"({"id":"a","channel_id":"c","message":"\u003cb\u003e \"\\ \n\t \ud83d\udca3 ёж 💣"})");
    REQUIRE(post);
    CHECK(post->message == "<b> \"\\ \n\t 💣 ёж 💣");
}

TEST_CASE("an event's channel is the broadcast's, or the post's, or the data's") {
    const auto channel_of = [](const std::string& broadcast, const std::string& data) {
        const auto event =
            parse_event(R"({"event":"x","seq":1,"broadcast":)" + broadcast + R"(,"data":)" + data + "}");
        REQUIRE(event);
        return event->channel_id;
    };
    const std::string post = R"({"post":"{\"id\":\"p\",\"channel_id\":\"of-post\"}"})";
    CHECK(channel_of(R"({"channel_id":"of-broadcast"})", post) == "of-broadcast");
    CHECK(channel_of(R"({"channel_id":""})", post) == "of-post");
    CHECK(channel_of(R"({"channel_id":""})", R"({"channel_id":"of-data"})") == "of-data");
}

TEST_CASE("uploaded files are read from file_infos") {
    const auto files =
        parse_uploaded_files(R"({"file_infos":[{"id":"f","name":"a.txt","size":3}],"client_ids":[]})");
    REQUIRE(files);
    REQUIRE(files->size() == 1);
    CHECK(files->front().name == "a.txt");
}

}  // namespace mostik::messengers::mattermost
