#include "config_files.hpp"
#include "processors/registry.hpp"

#include <algorithm>
#include <regex>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace mostik;
using namespace mostik::tests;
using Catch::Contains;
using Json = nlohmann::json;

namespace {

const std::filesystem::path root = MOSTIK_SOURCE_DIR;

/// Follows "$ref": "#/definitions/…".
const Json& resolve(const Json& schema, const Json& whole) {
    const auto reference = schema.find("$ref");
    return reference == schema.end() ? schema
                                     : whole.at(Json::json_pointer(reference->get<std::string>().substr(1)));
}

bool kind_fits(const core::ConfigNode& node, const Json& type) {
    if (type.is_array()) {
        return std::any_of(type.begin(), type.end(), [&](const Json& one) { return kind_fits(node, one); });
    }
    using Kind = core::ConfigNode::Kind;
    switch (node.kind) {
        case Kind::null:
            return type == "null";
        case Kind::list:
            return type == "array";
        case Kind::map:
            return type == "object";
        case Kind::scalar:
            break;
    }
    const bool number =
        !node.scalar.empty() && node.scalar.find_first_not_of("0123456789") == std::string::npos;
    if (type == "integer" || type == "number") return number && !node.quoted;
    if (type == "boolean") return node.scalar == "true" || node.scalar == "false";
    return type == "string";
}

/// Does the schema allow the node? The parts of JSON Schema that the generated one uses.
bool allows(const Json& unresolved, const core::ConfigNode& node, const Json& whole) {
    const Json& schema = resolve(unresolved, whole);
    if (schema.contains("anyOf")) {
        const Json& any = schema["anyOf"];
        if (std::none_of(any.begin(), any.end(), [&](const Json& one) { return allows(one, node, whole); }))
            return false;
    }
    if (schema.contains("type") && !kind_fits(node, schema["type"])) return false;
    if (schema.contains("enum")) {
        const Json& words = schema["enum"];
        if (std::find(words.begin(), words.end(), Json(node.scalar)) == words.end()) return false;
    }
    if (schema.contains("pattern")) {
        const std::regex pattern(schema["pattern"].get<std::string>());
        if (!std::regex_search(node.written.empty() ? node.scalar : node.written, pattern)) return false;
    }
    if (schema.contains("items")) {
        for (const auto& item : node.items) {
            if (!allows(schema["items"], item, whole)) return false;
        }
    }
    for (const auto& name : schema.value("required", Json::array())) {
        if (node.find(name.get<std::string>()) == nullptr) return false;
    }
    if (schema.contains("maxProperties") && node.entries.size() > schema["maxProperties"]) return false;
    if (!schema.contains("properties")) return true;
    for (const auto& [key, value] : node.entries) {
        const auto property = schema["properties"].find(key.scalar);
        const bool known = property != schema["properties"].end();
        if (known ? !allows(*property, value, whole) : schema.value("additionalProperties", Json()) == false)
            return false;
    }
    return true;
}

bool schema_allows(const std::string& yaml) {
    core::Diagnostics out("config.yaml");
    const core::ConfigNode node = core::parse_config(yaml, out);
    CHECK(out.to_string().empty());
    const Json schema = Json::parse(bot::config_json_schema());
    return allows(schema, node, schema);
}

void expect_described(const std::vector<core::KeyInfo>& keys, const std::string& prefix,
                      const std::string& docs) {
    for (const core::KeyInfo& key : keys) {
        CHECK_THAT(docs, Contains("`" + key.name + "`") || Contains("." + key.name + "`"));
        CAPTURE(prefix + key.name);
        CHECK_FALSE(key.help.empty());
        CHECK_FALSE(key.type.empty());
        CHECK(Json::accept(key.json_schema));
        expect_described(key.keys, prefix + key.name + ".", docs);
    }
}

}  // namespace

TEST_CASE("docs/config.md is current") {
    INFO("regenerate it: mostik config --docs > docs/config.md");
    const bool current = contents(root / "docs/config.md") == bot::config_markdown();
    CHECK(current);
}

TEST_CASE("config.schema.json is current") {
    INFO("regenerate it: mostik config --schema > config.schema.json");
    const bool current = contents(root / "config.schema.json") == bot::config_json_schema();
    CHECK(current);
}

TEST_CASE("the repository's config.yaml loads without any problem") {
    const Variable token("MATTERMOST_TOKEN", "a-token");
    const Loaded loaded = load(root / "config.yaml");
    CHECK(loaded.problems.empty());
    REQUIRE(loaded.config);
    CHECK(mattermost_of(loaded).settings().token.reveal() == "a-token");
    CHECK(loaded.config->database_file == root / "data/mostik.db");
    for (const char* type :
         {"hello", "posted", "post_edited", "post_deleted", "user_added", "reaction_added"}) {
        CHECK(loaded.config->messengers.front().chains->find(type) != nullptr);
    }
}

TEST_CASE("the schema allows the repository's and the installed config.yaml, and the earlier bot's file") {
    const Variable token("MATTERMOST_TOKEN", "a-token");
    CHECK(schema_allows(contents(root / "config.yaml")));
    CHECK(schema_allows(contents(root / "tests/fixtures/config/earlier_bot.yaml")));
    CHECK(schema_allows(contents(root / "deploy/config.yaml")));
}

TEST_CASE("the schema refuses what the program refuses") {
    const std::string good = "mattermost: {url: 'https://c.example', token: t";
    CHECK(schema_allows(good + "}"));
    const auto* wrong = GENERATE("}\nlogg: {}", "}\nlog: {level: loud}", "}\nbackend: {port: many}",
                                 "}\nbackend: []", ", recover_window: soon}", ", listen_channels: {a: b}}",
                                 ", target_events_processors: [posted: [sav]]}",
                                 ", target_events_processors: [posted: [save: {sytem: true}]]}",
                                 ", target_events_processors: [posted: [respond: [{wen: {}, reply: x}]]]}",
                                 ", target_events_processors: [posted: [respond: [{when: {}}]]]}",
                                 ", target_events_processors: [posted: [{log: , save: }]]}");
    CHECK_FALSE(schema_allows(good + wrong));
    CHECK_FALSE(schema_allows("mattermost: {url: 'https://c.example'}"));
    CHECK(schema_allows("telegram: {token: '1:abc'}"));
    CHECK_FALSE(schema_allows("locale: ru"));
}

TEST_CASE("every key and processor is described") {
    const std::string docs = bot::config_markdown();
    expect_described(bot::config_keys(), "", docs);
    for (const auto& type : processors::registry()) {
        CHECK_THAT(docs, Contains("### `" + std::string(type.name) + "`"));
        expect_described(type.keys, std::string(type.name) + ".", docs);
    }
    CHECK_THAT(docs, Contains("`rules[].when.contains`") && Contains("`history.limit`") &&
                         Contains("${NAME:-default}"));
}
