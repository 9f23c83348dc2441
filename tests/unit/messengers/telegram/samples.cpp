#include "tests/unit/messengers/telegram/samples.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

using nlohmann::json;

namespace mostik::messengers::telegram::testing {

namespace {

std::filesystem::path folder() {
    return std::filesystem::path(MOSTIK_FIXTURES) / "telegram" / "samples";
}

}  // namespace

const Own& own() {
    static const Own bot{7100200300, "acme_desk_bot"};
    return bot;
}

core::Time received_at() {
    return core::from_millis(1'793'009'999'123);
}

std::vector<std::string> sample_names(const std::string& prefix) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder())) {
        std::string name = entry.path().filename().string();
        if (name.starts_with(prefix)) names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string sample_text(const std::string& file_name) {
    std::ifstream file(folder() / file_name);
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

json sample_update(const std::string& name) {
    return json::parse(sample_text("update_" + name + ".json"));
}

std::vector<core::Event> events_of(const json& update) {
    const auto read = parse_update(update.dump());
    if (!read) FAIL(read.error().message);
    return to_events(*read, own(), received_at());
}

core::Event event_of(const json& update) {
    auto events = events_of(update);
    REQUIRE(events.size() == 1);
    return std::move(events.front());
}

core::Event event_of_sample(const std::string& name) {
    return event_of(sample_update(name));
}

core::Event event_of_changed(const std::string& name, const std::function<void(json&)>& change) {
    json update = sample_update(name);
    change(update);
    return event_of(update);
}

const core::Post& posted(const core::Event& event) {
    const auto* const body = std::get_if<core::Posted>(&event.body);
    REQUIRE(body != nullptr);
    return body->post;
}

}  // namespace mostik::messengers::telegram::testing
