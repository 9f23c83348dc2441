// The comparer itself must fail on wrong bodies, or the contract is worth nothing.
#include "tests/contract/recording_comparer.hpp"

#include <catch2/catch.hpp>

using mostik::contract::RecordingComparer;
using nlohmann::json;

namespace {

const std::string recorded_id = "ddkq7pwoht8x7yj1cj9prriwuw";
const std::string other_recorded_id = "u7yfmy7z97ns5xdg8rhi45eb1o";
const std::string id = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
const std::string other_id = "bbbbbbbbbbbbbbbbbbbbbbbbbb";

bool same(const json& recorded, const json& actual) {
    return RecordingComparer().differences(recorded, actual).empty();
}

}  // namespace

TEST_CASE("comparer: members, types, values and order must be the same") {
    CHECK(same({{"a", 1}}, {{"a", 1}}));
    CHECK_FALSE(same({{"a", 1}}, json::object()));
    CHECK_FALSE(same({{"a", 1}}, {{"a", 1}, {"b", 2}}));
    CHECK_FALSE(same({{"a", 1}}, {{"a", 2}}));
    CHECK_FALSE(same({{"a", 1}}, {{"a", "1"}}));
    CHECK_FALSE(same({{"a", nullptr}}, {{"a", json::object()}}));
    CHECK_FALSE(same({1, 2}, {2, 1}));
    CHECK_FALSE(same({1, 2}, {1}));
    CHECK_FALSE(same("hello", "hallo"));
    CHECK_FALSE(same({{"server_time", 1}}, {{"server_time", "soon"}}));
}

TEST_CASE("comparer: ids correspond one to one") {
    CHECK(same({recorded_id, recorded_id}, {id, id}));
    CHECK_FALSE(same({recorded_id, recorded_id}, {id, other_id}));
    CHECK_FALSE(same({recorded_id, other_recorded_id}, {id, id}));
    CHECK_FALSE(same(recorded_id, "too short"));
    CHECK_FALSE(same({{"id", recorded_id}, {"etag", "6.7.2." + recorded_id}},
                     {{"id", id}, {"etag", "6.7.2." + other_id}}));
    CHECK(same({{recorded_id, {{"n", 1}}}}, {{id, {{"n", 1}}}}));
    CHECK_FALSE(same({{recorded_id, {{"n", 1}}}}, {{id, {{"n", 2}}}}));
}

TEST_CASE("comparer: times correspond one to one") {
    const std::int64_t time = 1795259325441;
    CHECK(same({time, time}, {time + 7, time + 7}));
    CHECK_FALSE(same({time, time}, {time, time + 1}));
    CHECK_FALSE(same({time, time + 1}, {time, time}));
    CHECK_FALSE(same(time, 0));
    CHECK_FALSE(same(0, time));
}

TEST_CASE("comparer: JSON inside a string is compared as JSON") {
    const auto post = [](const std::string& post_id, const char* message) {
        return json{{"post", json{{"id", post_id}, {"message", message}}.dump()}};
    };
    CHECK(same(post(recorded_id, "hi"), post(id, "hi")));
    CHECK_FALSE(same(post(recorded_id, "hi"), post(id, "ho")));
    CHECK_FALSE(same({{"post", "{\"a\":1}"}}, {{"post", {{"a", 1}}}}));
}

TEST_CASE("comparer: lists without an order still have to hold the same") {
    const auto mentions = [](const json& ids) { return json{{"mentions", ids.dump()}}; };
    RecordingComparer comparer;
    comparer.bind(recorded_id, id);
    comparer.bind(other_recorded_id, other_id);
    CHECK(comparer.differences(mentions({recorded_id, other_recorded_id}), mentions({other_id, id})).empty());
    CHECK_FALSE(comparer.differences(mentions({recorded_id, other_recorded_id}), mentions({id, id})).empty());
    CHECK_FALSE(comparer.differences(mentions({recorded_id}), mentions({other_id})).empty());
}
