#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using mostik::core::MessageRef;

namespace {

MessageRef post(const std::string& id) {
    return {"mattermost", "c1", id};
}
MessageRef message(const std::string& id, const std::string& chat = "-100") {
    return {"telegram", chat, chat + ":" + id};
}

/// `part_of_origin` counts several copies of one origin, `part_of_copy` several origins of one copy.
Link link(const MessageRef& origin, const MessageRef& copy, int part_of_origin = 0, int part_of_copy = 0) {
    return {.origin = {origin, part_of_origin, "", ""},
            .copy = {copy, part_of_copy, "", "text"},
            .place = {{copy.messenger, copy.channel_id}, "line"}};
}

const mostik::core::Address nowhere{"telegram", "0"};

std::vector<std::string> ids(const std::vector<LinkedMessage>& messages) {
    std::vector<std::string> all;
    for (const LinkedMessage& each : messages) all.push_back(each.message.message_id);
    return all;
}

}  // namespace

TEST_CASE("a link is found from both ends, with all that it tells") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Links& links = unit.links();
        Link full = link(post("p1"), message("7"));
        full.origin.thread_id = "root";
        full.copy.thread_id = "-100:3";
        full.copy.kind = "caption";
        full.place = {{"telegram", "-100/310"}, "thread-1"};
        CHECK(links.record(full, noon));
        CHECK(links.copies_of(post("p1")) == std::vector<Link>{full});
        CHECK(links.origin_of(message("7")) == full);
        CHECK_FALSE(links.origin_of(post("p1")));
        CHECK(links.copies_of(message("7")).empty());
        CHECK_FALSE(links.origin_of(message("8")));
    });
}

TEST_CASE("the same link again changes nothing, one that contradicts it is refused") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Links& links = unit.links();
        const Link first = link(post("p1"), message("7"));
        CHECK(links.record(first, noon));
        CHECK(links.record(first, after(std::chrono::hours(1))));
        // The copy is somebody else's already, the origin has a copy there already.
        CHECK_FALSE(links.record(link(post("p2"), message("7")), noon));
        CHECK_FALSE(links.record(link(post("p1"), message("8")), noon));
        CHECK(links.copies_of(post("p1")) == std::vector<Link>{first});
        CHECK(links.copies_of(post("p2")).empty());
        CHECK_FALSE(links.origin_of(message("8")));
    });
}

TEST_CASE("equal ids in other chats and messengers are other messages") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Links& links = unit.links();
        const MessageRef here{"mattermost", "c1", "same"};
        const MessageRef elsewhere{"mattermost", "c2", "same"};
        const MessageRef other{"matrix", "c1", "same"};
        CHECK(links.record(link(here, message("1")), noon));
        CHECK(links.record(link(elsewhere, message("2")), noon));
        CHECK(links.record(link(other, message("3")), noon));
        CHECK(links.record(link(post("p"), {"telegram", "-200", "-100:1"}), noon));
        CHECK(links.copies_of(elsewhere).at(0).copy.message == message("2"));
        CHECK(links.copies_of(other).at(0).copy.message == message("3"));
        CHECK(links.origin_of(message("1"))->origin.message == here);
    });
}

TEST_CASE("a message has a copy in each of several chats, by place and part") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Links& links = unit.links();
        CHECK(links.record(link(post("p1"), message("9", "-200")), noon));
        CHECK(links.record(link(post("p1"), message("8", "-100"), 1), noon));
        CHECK(links.record(link(post("p1"), message("7", "-100"), 0), noon));
        std::vector<std::string> copies;
        for (const Link& each : links.copies_of(post("p1"))) copies.push_back(each.copy.message.message_id);
        CHECK(copies == std::vector<std::string>{"-100:7", "-100:8", "-200:9"});
        CHECK(links.origin_of(message("8", "-100"))->origin.part == 1);
    });
}

TEST_CASE("an album is one copy of several messages") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Links& links = unit.links();
        CHECK(links.record(link(message("7"), post("album"), 0, 0), noon));
        CHECK(links.record(link(message("8"), post("album"), 0, 1), noon));
        CHECK(links.origin_of(post("album"))->origin.message == message("7"));
        CHECK(links.copies_of(message("8")).at(0).copy.message == post("album"));
        links.forget_copy(post("album"));
        CHECK(links.copies_of(message("7")).empty());
        CHECK(links.copies_of(message("8")).empty());
    });
}

TEST_CASE("counterparts are the same words wherever they stand, the message itself first") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Links& links = unit.links();
        Link first = link(post("p1"), message("7", "-100"));
        first.origin.thread_id = "root";
        first.copy.thread_id = "-100:3";
        CHECK(links.record(first, noon));
        CHECK(links.record(link(post("p1"), message("9", "-200")), noon));

        const auto of_origin = links.counterparts(post("p1"), nowhere);
        CHECK(ids(of_origin) == std::vector<std::string>{"p1", "-100:7", "-200:9"});

        const auto of_copy = links.counterparts(message("7", "-100"), nowhere);
        CHECK(ids(of_copy) == std::vector<std::string>{"-100:7", "p1", "-200:9"});
        CHECK(of_copy.at(0).thread_id == "-100:3");
        CHECK(of_copy.at(1).thread_id == "root");

        CHECK(ids(links.counterparts(post("alone"), nowhere)) == std::vector<std::string>{"alone"});
    });
}

TEST_CASE(
    "a message has a copy at each of several addresses of one chat, the nearest first among counterparts") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Links& links = unit.links();
        Link group = link(post("p1"), message("7"));
        Link topic = link(post("p1"), message("8"));
        topic.place.to.target = "-100/3";
        CHECK(links.record(topic, noon));
        CHECK(links.record(group, noon));
        CHECK(links.copies_of(post("p1")) == std::vector<Link>{group, topic});
        CHECK(ids(links.counterparts(post("p1"), group.place.to)) ==
              std::vector<std::string>{"p1", "-100:7", "-100:8"});
        CHECK(ids(links.counterparts(post("p1"), topic.place.to)) ==
              std::vector<std::string>{"p1", "-100:8", "-100:7"});
        // Another copy at the same address contradicts.
        Link another = link(post("p1"), message("9"));
        another.place = topic.place;
        CHECK_FALSE(links.record(another, noon));
    });
}

TEST_CASE("the replies of a thread that have copies are found by its root") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Links& links = unit.links();
        const auto in_thread = [](Link link, const std::string& root) {
            link.origin.thread_id = root;
            return link;
        };
        CHECK(links.record(link(post("root"), message("1")), noon));
        CHECK(links.record(in_thread(link(post("r1"), message("2")), "root"), noon));
        CHECK(links.record(in_thread(link(post("r1"), message("3", "-200")), "root"), noon));
        CHECK(links.record(in_thread(link(post("r2"), message("4")), "root"), noon));
        CHECK(links.record(in_thread(link(post("r3"), message("5")), "other"), noon));
        CHECK(links.record(in_thread(link({"mattermost", "c2", "r4"}, message("6")), "root"), noon));
        CHECK(links.replies_with_copies(post("root")) == std::vector<MessageRef>{post("r1"), post("r2")});
        CHECK(links.replies_with_copies(post("r1")).empty());
        CHECK(links.replies_with_copies(post("")).empty());
    });
}

TEST_CASE("a copy that is forgotten makes room for another") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Links& links = unit.links();
        CHECK(links.record(link(post("p1"), message("7", "-100")), noon));
        CHECK(links.record(link(post("p1"), message("9", "-200")), noon));
        links.forget_copy(message("7", "-100"));
        CHECK_FALSE(links.origin_of(message("7", "-100")));
        CHECK(links.copies_of(post("p1")).size() == 1);
        CHECK(links.record(link(post("p1"), message("8", "-100")), noon));
        links.forget_copy(message("12345"));  // nothing is there
        CHECK(links.copies_of(post("p1")).size() == 2);
    });
}
