#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto lease = after(1h);

/// One message of an album: a file, and maybe words.
OutboxDraft item(const std::string& source, const std::string& text = {}, const std::string& target = "c1") {
    OutboxDraft draft = draft_to(target, source);
    draft.message.text = text;
    draft.message.files = {{.post = {"telegram", "-100", source},
                            .id = "file-" + source,
                            .name = source + ".jpg",
                            .mime_type = "image/jpeg",
                            .size = 1000,
                            .kind = mostik::core::FileKind::photo,
                            .link = ""}};
    draft.source = mostik::core::MessageRef{"telegram", "-100", source};
    draft.album = "album-1";
    draft.gather = 1500ms;
    return draft;
}

std::vector<std::string> files_of(const OutboxRow& row) {
    std::vector<std::string> ids;
    for (const auto& file : row.draft.message.files) ids.push_back(file.id);
    return ids;
}

}  // namespace

TEST_CASE("the messages of an album become one row, which waits for the next of them") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(item("p1"), noon);
        CHECK(outbox.find(*id)->due_at == after(1500ms));
        CHECK(outbox.enqueue(item("p2", "the caption"), after(1s)) == id);
        CHECK(outbox.enqueue(item("p3"), after(2s)) == id);
        CHECK(outbox.counts().queued == 1);

        const Claim early = outbox.claim_due(after(3s), lease, 10);
        CHECK(early.rows.empty());
        CHECK(early.look_again == after(3500ms));
        const auto rows = outbox.claim_due(after(3500ms), lease, 10).rows;
        REQUIRE(rows.size() == 1);
        CHECK(files_of(rows[0]) == std::vector<std::string>{"file-p1", "file-p2", "file-p3"});
        CHECK(rows[0].draft.message.text == "the caption");
        CHECK(rows[0].joined_sources == std::vector<std::string>{"p2", "p3"});
        CHECK(rows[0].draft.source->message_id == "p1");
    });
}

TEST_CASE("an album that gathers stands in its line: nothing behind it goes first") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        outbox.enqueue(item("p1"), noon);
        outbox.enqueue(draft_to("c1", "behind it"), after(100ms));
        const auto elsewhere = outbox.enqueue(draft_to("c2", "elsewhere"), after(100ms));
        const auto rows = outbox.claim_due(after(1s), lease, 10).rows;
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].id == *elsewhere);
    });
}

TEST_CASE("an album that was due but did not leave waits for the next of it all the same") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(item("p1"), noon);
        outbox.claim_due(after(2s), lease, 10, [](const OutboxRow&) { return NotBefore{after(5s), true}; });
        CHECK(outbox.enqueue(item("p2"), after(3s)) == id);
        const Claim early = outbox.claim_due(after(4s), lease, 10);
        CHECK(early.rows.empty());
        CHECK(early.look_again == after(4500ms));
        CHECK(outbox.claim_due(after(4500ms), lease, 10).rows.size() == 1);
    });
}

TEST_CASE("an album of another chat, and another album, is a row of its own") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(item("p1"), noon);
        CHECK(outbox.enqueue(item("p1", "", "c2"), noon) != id);
        OutboxDraft other = item("p9");
        other.album = "album-2";
        CHECK(outbox.enqueue(other, noon) != id);
        OutboxDraft none = item("p10");
        none.album.clear();
        none.gather = 0ms;
        CHECK(outbox.enqueue(none, noon) != id);
    });
}

TEST_CASE("what comes after the album has left is a row of its own") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(item("p1"), noon);
        REQUIRE(outbox.claim_due(after(2s), lease, 10).rows.size() == 1);
        const auto late = outbox.enqueue(item("p2"), after(2s));
        CHECK(late != id);
        outbox.retry(*id, 1, after(5s), "later", after(3s));
        const auto later = outbox.enqueue(item("p3"), after(4s));
        CHECK(later == late);
    });
}

TEST_CASE("no more files are put together than a message holds") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(item("p0"), noon);
        for (int i = 1; i < 10; ++i) CHECK(outbox.enqueue(item("p" + std::to_string(i)), noon) == id);
        const auto second = outbox.enqueue(item("p10"), noon);
        CHECK(second != id);
        CHECK(outbox.enqueue(item("p11"), noon) == second);
    });
}

TEST_CASE("a message of an album that is heard twice is in it once") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(item("p1"), noon);
        CHECK_FALSE(outbox.enqueue(item("p1"), noon));
        outbox.enqueue(item("p2"), noon);
        outbox.enqueue(item("p2"), noon);
        CHECK(files_of(*outbox.find(*id)) == std::vector<std::string>{"file-p1", "file-p2"});
        CHECK(outbox.find(*id)->joined_sources == std::vector<std::string>{"p2"});
        CHECK(outbox.counts().queued == 1);
    });
}
