#include "core/message.hpp"

#include <stdexcept>

#include <catch2/catch.hpp>

using namespace mostik::core;

namespace {

Message sample() {
    return {.text = "Found:",
            .excerpts = Excerpts{.reader = "u1",
                                 .candidates = {{"c1", "one \"quoted\"\n> ё"}, {"c2", "two"}},
                                 .shown = 3,
                                 .otherwise = "nothing",
                                 .withheld = "ask me directly"}};
}

}  // namespace

TEST_CASE("a message says the excerpts that may be shown") {
    const Message message = sample();
    const auto& candidates = message.excerpts->candidates;
    CHECK(text_with(message, candidates, false) == "Found:\n\none \"quoted\"\n> ё\n\ntwo");
    CHECK(text_with(message, {candidates[1]}, true) == "Found:\n\ntwo\n\nask me directly");
}

TEST_CASE("a message none of whose excerpts may be shown says something else") {
    CHECK(text_with(sample(), {}, false) == "nothing");
    CHECK(text_with(sample(), {}, true) == "ask me directly");
}

TEST_CASE("excerpts come back from JSON as they were") {
    const Excerpts excerpts = *sample().excerpts;
    CHECK(excerpts_from_json(to_json(excerpts)) == excerpts);
    CHECK(excerpts_from_json(to_json(Excerpts{})) == Excerpts{});
}

TEST_CASE("bytes that are no UTF-8 do not keep excerpts from being stored") {
    const Excerpts excerpts{.candidates = {{"c1", "a\xff"}}};
    CHECK(excerpts_from_json(to_json(excerpts)).candidates[0].text == "a\ufffd");
}

TEST_CASE("JSON that is no excerpts is refused") {
    const char* text = GENERATE("", "{}", "[]", R"({"reader":1})", "null");
    CHECK_THROWS_AS(excerpts_from_json(text), std::runtime_error);
}
