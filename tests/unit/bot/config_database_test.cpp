#include "config_files.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::tests;
using Catch::Contains;

namespace {

Loaded database(const std::string& db) {
    return load_text("db: {" + db + "}\n", bot::Need::database_only);
}

}  // namespace

TEST_CASE("the database is a file beside the configuration unless told otherwise") {
    const ConfigFile file("");
    const auto path_for = [&](const std::string& text) {
        file.add("config.yaml", text);
        const Loaded loaded = load(file.path(), bot::Need::database_only);
        CHECK(loaded.problems.empty());
        REQUIRE(loaded.config);
        return loaded.config->database_file;
    };
    CHECK(path_for("") == file.folder() / "data/mostik.db");
    CHECK(path_for("db:\n") == file.folder() / "data/mostik.db");
    CHECK(path_for("db: {url: '', host: '', name: }\n") == file.folder() / "data/mostik.db");
    CHECK(path_for("db: {url: 'sqlite:own.db'}\n") == file.folder() / "own.db");
    CHECK(path_for("db: {url: 'sqlite:../x/./own.db'}\n") == file.folder().parent_path() / "x/own.db");
    CHECK(path_for("db: {url: 'sqlite:/var/lib/mostik.db'}\n") == "/var/lib/mostik.db");
    CHECK(path_for("db: {url: 'sqlite:///var/lib/mostik.db'}\n") == "/var/lib/mostik.db");
    CHECK(path_for("db: {host_test: localhost, port_test: 5432}\n") == file.folder() / "data/mostik.db");
}

TEST_CASE("a relative configuration file gives a relative database") {
    core::Diagnostics out("config.yaml");
    const auto before = std::filesystem::current_path();
    const ConfigFile file("db:\n");
    std::filesystem::current_path(file.folder());
    const auto config = bot::load_config("config.yaml", bot::Need::database_only, out);
    std::filesystem::current_path(before);
    REQUIRE(config);
    CHECK(config->database_file == "data/mostik.db");
}

TEST_CASE("PostgreSQL is refused, whichever way it is named") {
    for (const char* db :
         {"host: db.example.com", "username: bot", "name: mostik", "password: s3cret",
          "url: 'postgresql://bot:s3cret@db.example.com/mostik'", "url: 'postgres://db/x'"}) {
        const Loaded loaded = database(db);
        CHECK_FALSE(loaded.config);
        CHECK_THAT(loaded.problems, Contains("error: ") && Contains("PostgreSQL is not in this build yet") &&
                                        Contains("sqlite:data/mostik.db") && !Contains("s3cret"));
    }
}

TEST_CASE("a contradiction and a lonely port are told") {
    const Loaded both = database("url: 'sqlite:a.db', host: db.example.com");
    CHECK_FALSE(both.config);
    CHECK_THAT(both.problems, Contains("contradict each other"));
    const Loaded port = database("port: 5432");
    CHECK(port.config);
    CHECK_THAT(port.problems, Contains("warning: port without host: ignored"));
}

TEST_CASE("a url that names no file") {
    CHECK_THAT(database("url: data/my.db").problems, Contains("did you mean \"sqlite:data/my.db\"?"));
    for (const char* db :
         {"url: 'sqlite:'", "url: 'sqlite://data/x.db'", "url: 'sqlite::memory:'", "url: 'mysql://h/x'"}) {
        const Loaded loaded = database(db);
        CHECK_FALSE(loaded.config);
        CHECK_THAT(loaded.problems, Contains("expected sqlite:PATH"));
    }
    CHECK_THAT(database("url: 'sqlite:.'").problems, Contains("a folder; expected a file"));
    CHECK_THAT(database("url: 'sqlite:data/'").problems, Contains("a folder; expected a file"));
}
