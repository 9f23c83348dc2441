#include "world.hpp"

#include "storage/sqlite/open.hpp"

#include <algorithm>
#include <stdexcept>

#include <catch2/catch.hpp>

namespace mostik::processors::test {

World::World(const std::string& text, const std::vector<std::string>& needles, const std::string& language)
    : translator(language), database_(storage::sqlite::open_in_memory()) {
    const std::vector<std::string> known = {"hello", "posted", "post_edited", "post_deleted",
                                            "reaction_added"};
    const core::ConfigNode node = core::parse_config(text, diagnostics);
    const Ingredients ingredients{.filter = core::TextFilter(needles),
                                  .post_link = [](const std::string& channel_id, const std::string& post_id) {
                                      return "https://chat.example/" + channel_id + "/" + post_id;
                                  }};
    chains = Chains::read(node, known, ingredients, diagnostics);
}

std::optional<ProcessorFailure> World::run(const core::Event& event) {
    UNSCOPED_INFO(diagnostics.to_string());
    const Chain* chain = chains.find(event.type);
    REQUIRE(chain != nullptr);
    const Context context{now, translator, [this] { return status; }};

    struct RolledBack {};
    std::optional<ProcessorFailure> failure;
    try {
        database_->transact_blocking([&](storage::UnitOfWork& unit) {
            failure = chain->run(event, unit, context);
            if (failure) throw RolledBack{};
        });
    } catch (const RolledBack&) {
        REQUIRE(failure);
    }
    return failure;
}

void World::read(const std::function<void(storage::UnitOfWork&)>& look) {
    database_->transact_blocking(look);
}

std::vector<storage::OutboxRow> World::outbox() {
    std::vector<storage::OutboxRow> rows;
    read([&](storage::UnitOfWork& unit) { rows = unit.outbox().latest({.limit = 1000}); });
    std::reverse(rows.begin(), rows.end());
    return rows;
}

std::string World::answer() {
    const auto rows = outbox();
    REQUIRE(rows.size() == 1);
    return rows.front().draft.message.text;
}

core::Event posted(const std::string& text) {
    static int number = 0;
    const std::string id = "post" + std::to_string(++number);
    return {
        .messenger = "mattermost",
        .type = "posted",
        .identity = id,
        .happened_at = core::from_millis(1'795'262'399'000),
        .channel = {.id = "channel1", .name = "town-square", .display_name = "Town Square", .team = "team"},
        .author = {.id = "user1", .name = "anna"},
        .body = core::Posted{{.id = id, .text = text, .created_at = core::from_millis(1'795'262'399'000)}}};
}

core::Event direct(const std::string& text) {
    core::Event event = posted(text);
    event.channel = {.id = "direct1", .name = "bot1__user1", .direct = true};
    post_in(event).addressed = text;
    return event;
}

core::Event mention(const std::string& text) {
    core::Event event = posted("@mostik " + text);
    post_in(event).addressed = text;
    post_in(event).mentions_bot = true;
    return event;
}

core::Post& post_in(core::Event& event) {
    if (auto* body = std::get_if<core::PostEdited>(&event.body)) return body->post;
    if (auto* body = std::get_if<core::PostDeleted>(&event.body)) return body->post;
    return std::get<core::Posted>(event.body).post;
}

}  // namespace mostik::processors::test
