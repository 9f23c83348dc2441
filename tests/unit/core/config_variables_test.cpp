#include "core/config_section.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

#include <catch2/catch.hpp>

using namespace mostik::core;

namespace {

class Variable {
  public:
    Variable(const char* name, const char* value) : name_(name) {
        if (value == nullptr) {
            ::unsetenv(name);
        } else {
            ::setenv(name, value, 1);
        }
    }
    ~Variable() { ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    const char* name_;
};

ConfigNode value_of(const std::string& text, Diagnostics& out) {
    const ConfigNode root = parse_config("k: " + text + "\n", out);
    const ConfigNode* node = root.find("k");
    return node == nullptr ? ConfigNode{} : *node;
}

std::string text_of(const std::string& text) {
    Diagnostics out("config.yaml");
    const ConfigNode node = value_of(text, out);
    CHECK(out.to_string().empty());
    CHECK(node.unset_variable.empty());
    return node.scalar;
}

}  // namespace

TEST_CASE("variables are replaced in plain and in quoted values") {
    const Variable a("MOSTIK_TEST_A", "one");
    const Variable b("MOSTIK_TEST_B", "two");
    CHECK(text_of("${MOSTIK_TEST_A}") == "one");
    CHECK(text_of("\"<${MOSTIK_TEST_A}-${MOSTIK_TEST_B}>\"") == "<one-two>");
    CHECK(text_of("'${MOSTIK_TEST_A}'") == "one");
}

TEST_CASE("a default stands in for a variable that is unset or empty") {
    const Variable unset("MOSTIK_TEST_A", nullptr);
    const Variable empty("MOSTIK_TEST_B", "");
    CHECK(text_of("\"${MOSTIK_TEST_A:-a default: with colons}\"") == "a default: with colons");
    CHECK(text_of("${MOSTIK_TEST_B:-b}") == "b");
    CHECK(text_of("\"${MOSTIK_TEST_A:-}\"").empty());
}

TEST_CASE("dollar signs") {
    const Variable a("MOSTIK_TEST_A", "one");
    CHECK(text_of("$$") == "$");
    CHECK(text_of("$${MOSTIK_TEST_A}") == "${MOSTIK_TEST_A}");
    CHECK(text_of("\"^costs 5$\"") == "^costs 5$");
    CHECK(text_of("$$$$MOSTIK_TEST_A") == "$$MOSTIK_TEST_A");
}

TEST_CASE("the values of variables are not read for variables again") {
    const Variable a("MOSTIK_TEST_A", "${MOSTIK_TEST_B} $$");
    CHECK(text_of("${MOSTIK_TEST_A}") == "${MOSTIK_TEST_B} $$");
}

TEST_CASE("an unquoted value that vanishes was not given, a quoted one is an empty text") {
    const Variable unset("MOSTIK_TEST_A", nullptr);
    Diagnostics out("config.yaml");
    CHECK(value_of("${MOSTIK_TEST_A:-}", out).kind == ConfigNode::Kind::null);
    CHECK(value_of("\"${MOSTIK_TEST_A:-}\"", out).kind == ConfigNode::Kind::scalar);
}

TEST_CASE("an unset variable is an error only where its value is read") {
    const Variable unset("MOSTIK_TEST_A", nullptr);
    Diagnostics out("config.yaml");
    const ConfigNode node = value_of("x${MOSTIK_TEST_A}", out);
    CHECK(out.problems().empty());
    CHECK(node.unset_variable == "MOSTIK_TEST_A");
    CHECK(node.scalar.empty());
    std::string value = "kept";
    CHECK_FALSE(read_value(node, {.name = "k"}, value, out));
    CHECK(value == "kept");
    CHECK(out.to_string() ==
          "config.yaml:1:4: error: k: the environment variable MOSTIK_TEST_A is not set; expected a value in "
          "it, or a "
          "default: ${MOSTIK_TEST_A:-…}\n");
}

TEST_CASE("a variable whose name ends in _FILE names a file that holds the value") {
    const auto path =
        std::filesystem::temp_directory_path() / ("mostik-secret-" + std::to_string(::getpid()));
    std::ofstream(path) << "s3cret\r\n\n";
    {
        const Variable file("MOSTIK_TEST_FILE", path.c_str());
        CHECK(text_of("${MOSTIK_TEST_FILE}") == "s3cret");
    }
    std::filesystem::remove(path);
    for (const auto& unreadable : {path, std::filesystem::temp_directory_path()}) {
        const Variable file("MOSTIK_TEST_FILE", unreadable.c_str());
        Diagnostics out("config.yaml");
        const ConfigNode node = value_of("${MOSTIK_TEST_FILE}", out);
        CHECK(out.problems().empty());
        Secret secret;
        CHECK_FALSE(read_value(node, {.name = "token"}, secret, out));
        CHECK_THAT(out.to_string(),
                   Catch::Contains("token: the file that the environment variable MOSTIK_TEST_FILE "
                                   "names cannot be read"));
    }
}

TEST_CASE("what begins like a variable and is none is an error") {
    const auto* text = GENERATE("${}", "${a b}", "${1A}", "\"${OPEN\"", "${A:-${B}}", "${A-b}");
    Diagnostics out("config.yaml");
    value_of(text, out);
    CHECK_THAT(out.to_string(),
               Catch::Contains("1:4: error: ") && Catch::Contains("names no variable; expected ${NAME}"));
}

TEST_CASE("keys are not replaced") {
    const Variable a("MOSTIK_TEST_A", "one");
    Diagnostics out("config.yaml");
    CHECK(parse_config("${MOSTIK_TEST_A}: x\n", out).find("${MOSTIK_TEST_A}") != nullptr);
}

TEST_CASE("a problem quotes the variable, not its value") {
    const Variable a("MOSTIK_TEST_A", "hunter2");
    Diagnostics out("config.yaml");
    std::int64_t number = 0;
    CHECK_FALSE(read_value(value_of("${MOSTIK_TEST_A}", out), {.name = "port"}, number, out));
    CHECK_THAT(out.to_string(),
               Catch::Contains("port is \"${MOSTIK_TEST_A}\"") && !Catch::Contains("hunter2"));
}
