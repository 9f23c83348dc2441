#pragma once

#include "core/event.hpp"
#include "messengers/telegram/event_translation.hpp"
#include "messengers/telegram/wire.hpp"

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

/// The Bot API's own words (tests/fixtures/telegram/samples), read and translated.
namespace mostik::messengers::telegram::testing {

/// The bot of the samples.
const Own& own();
/// The moment at which everything is received.
core::Time received_at();

/// The files of the folder, by name, that begin so; without folder.
std::vector<std::string> sample_names(const std::string& prefix);
std::string sample_text(const std::string& file_name);
/// "message_photo" is update_message_photo.json.
nlohmann::json sample_update(const std::string& name);

/// What becomes of an update; the test ends when it cannot be read.
std::vector<core::Event> events_of(const nlohmann::json& update);
/// The same for one of which exactly one event becomes.
core::Event event_of(const nlohmann::json& update);
core::Event event_of_sample(const std::string& name);
/// A sample with something changed in it.
core::Event event_of_changed(const std::string& name, const std::function<void(nlohmann::json&)>& change);

/// The post of an event of the kind Posted.
const core::Post& posted(const core::Event& event);

}  // namespace mostik::messengers::telegram::testing
