#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/search.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <fstream>

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::sqlite;
using mostik::storage::testing::ScratchFolder;

namespace {

const Migration birds{1, "0001_birds.sql",
                      "CREATE TABLE birds (name TEXT) STRICT; INSERT INTO birds VALUES ('owl');"};
const Migration songs{2, "0002_songs.sql", "ALTER TABLE birds ADD COLUMN song TEXT;"};
const Migration broken{3, "0003_broken.sql",
                       "CREATE TABLE nests (place TEXT) STRICT; SELECT nonsense FROM nowhere;"};

/// An empty file with a connection, as open() makes them.
class EmptyDatabase {
  public:
    EmptyDatabase() { std::ofstream(file()).close(); }
    std::filesystem::path file() const { return folder_.path() / "migrated.db"; }

  private:
    ScratchFolder folder_;
};

}  // namespace

TEST_CASE("the steps of this program are numbered without gaps") {
    int expected = 1;
    for (const Migration& migration : known_migrations()) {
        INFO(migration.name);
        CHECK(migration.version == expected++);
        CHECK_FALSE(migration.sql.empty());
    }
    CHECK(expected > 1);
}

TEST_CASE("each step is applied once and recorded") {
    const EmptyDatabase empty;
    Connection connection(empty.file());
    migrate(connection, {birds});
    migrate(connection, {birds});
    CHECK(connection.fetch("SELECT count(*) FROM birds") == "1");
    migrate(connection, {birds, songs});
    CHECK(connection.fetch("SELECT song IS NULL FROM birds") == "1");
    CHECK(connection.fetch("SELECT group_concat(version || ' ' || name) FROM schema_migrations") ==
          "1 0001_birds.sql,2 0002_songs.sql");
    CHECK(connection.fetch("SELECT min(length(checksum)) FROM schema_migrations") == "64");
    CHECK(connection.fetch("SELECT min(applied_at) > 1600000000000 FROM schema_migrations") == "1");
    CHECK_NOTHROW(require_migrated(connection, {birds, songs}));
}

TEST_CASE("a step that fails leaves nothing of itself, and those before it stay") {
    const EmptyDatabase empty;
    Connection connection(empty.file());
    CHECK_THROWS_AS(migrate(connection, {birds, songs, broken}), StorageError);
    CHECK(connection.fetch("SELECT count(*) FROM schema_migrations") == "2");
    CHECK(connection.fetch("SELECT count(*) FROM sqlite_schema WHERE name = 'nests'") == "0");
    CHECK_NOTHROW(migrate(connection, {birds, songs}));
}

TEST_CASE("a step whose text was edited afterwards is an error") {
    const EmptyDatabase empty;
    Connection connection(empty.file());
    migrate(connection, {birds});
    const Migration edited{1, birds.name, "CREATE TABLE birds (name TEXT, wings INTEGER) STRICT;"};
    CHECK_THROWS_WITH(migrate(connection, {edited}), Catch::Contains("another text of 0001_birds.sql"));
    CHECK_THROWS_AS(require_migrated(connection, {edited}), StorageError);
}

TEST_CASE("a newer schema is an error, an older one too where nothing may be migrated") {
    const EmptyDatabase empty;
    Connection connection(empty.file());
    migrate(connection, {birds, songs});
    CHECK_THROWS_WITH(migrate(connection, {birds}), Catch::Contains("newer version of Mostik (schema 2"));
    CHECK_THROWS_WITH(require_migrated(connection, {birds}), Catch::Contains("newer version"));
    CHECK_THROWS_WITH(require_migrated(connection, {birds, songs, broken}),
                      Catch::Contains("older schema") && Catch::Contains("`mostik run`"));
    CHECK(connection.fetch("SELECT count(*) FROM schema_migrations") == "2");
}

TEST_CASE("what was stored before there was a search is found, too") {
    const EmptyDatabase empty;
    Connection connection(empty.file());
    std::vector<Migration> before_search = known_migrations();
    std::erase_if(before_search, [](const Migration& step) { return step.name >= "0003_search.sql"; });
    migrate(connection, before_search);
    connection.execute(
        "INSERT INTO posts (messenger, created_at, id, channel_id, channel_name, thread_id, author_id, "
        "author_name, text, edited_at, attachments, raw) VALUES "
        "('mattermost', 1, 'old', 'c', 'c', '', 'u', 'u', 'Деплой упал', 0, '[]', '{}'), "
        "('mattermost', 2, 'other', 'c', 'c', '', 'u', 'u', 'nothing', 0, '[]', '{}')");
    migrate(connection, known_migrations());

    connection.begin(Durability::normal);
    SqliteSearch search(connection);
    CHECK(search.waiting() == 2);
    CHECK(search.index_some(10) == 2);
    std::vector<std::string> ids;
    search.find(mostik::core::parse_search_query("деплоя"), {}, [&](const StoredPost& post) {
        ids.push_back(post.key.id);
        return true;
    });
    CHECK(ids == std::vector<std::string>{"old"});
    connection.commit();
}
