// Many people and specialists at once: each text reaches exactly its person, each report exactly its thread.
#include "tests/service/desk_scene.hpp"

#include <algorithm>
#include <map>
#include <random>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t people = 8;
constexpr std::size_t deeds = 60;

/// What of `texts` is one of ours ("reply 3: 7", "report 3: 7").
Texts marked_with(const Texts& texts, const std::string& word) {
    Texts found;
    for (const std::string& text : texts) {
        const auto at = text.find(word);
        if (at != std::string::npos) found.push_back(text.substr(at));
    }
    return found;
}

/// One person, and what there is to be heard of him.
struct Talk {
    tg::UserId person = 0;
    std::optional<Post> root;
    Texts written, answered;
};

}  // namespace

TEST_CASE("however people and specialists interleave, nothing reaches anybody else") {
    const auto seed = GENERATE(take(5, random(1, 1'000'000'000)));
    INFO("seed " << seed);
    std::mt19937 random(static_cast<std::uint32_t>(seed));
    const auto below = [&](std::size_t limit) { return random() % limit; };

    DeskScene scene;
    scene.run("  any_message: true\n  limit: {messages: 1000}\n");
    std::vector<Talk> talks(people);
    for (std::size_t i = 0; i < people; ++i) talks[i].person = scene.add_person("P" + std::to_string(i));
    int tickets = 0;
    const std::size_t restart_at = below(deeds);
    for (std::size_t i = 0; i < deeds; ++i) {
        if (i == restart_at) scene.restart();
        const std::size_t who = below(people);
        Talk& talk = talks[who];
        const std::string number = std::to_string(who) + ": " + std::to_string(i);
        if (!talk.root || below(2) == 0) {
            talk.written.push_back("report " + number);
            scene.says(talk.person, talk.written.back());
            // A ticket's number tells nothing of its person but the order of first words.
            if (!talk.root) talk.root = scene.root(++tickets);
        } else {
            const Account& specialist = below(2) == 0 ? scene.mattermost.alice : scene.mattermost.bob;
            talk.answered.push_back("reply " + number);
            scene.answers(*talk.root, talk.answered.back(), &specialist);
        }
    }
    for (const Talk& talk : talks) {
        if (!talk.root) continue;
        scene.in_thread(*talk.root, talk.written.back());
        for (const std::string& text : talk.answered) scene.told(talk.person, text);
        REQUIRE(marked_with(scene.thread(*talk.root), "report ") == talk.written);
        // Where missed posts are read for longer than answers wait for them, one may overtake another.
        Texts heard = marked_with(scene.all_told(talk.person), "reply ");
        Texts said = talk.answered;
        std::sort(heard.begin(), heard.end());
        std::sort(said.begin(), said.end());
        REQUIRE(heard == said);
    }
}

}  // namespace mostik::service_tests
