#include "tests/unit/messengers/mattermost/recordings.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

using nlohmann::json;

namespace mostik::messengers::mattermost::testing {

namespace {

void collect(const json& value, std::vector<json>& objects) {
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (text.empty() || (text.front() != '{' && text.front() != '[')) return;
        const json inner = json::parse(text, nullptr, false);
        if (!inner.is_discarded()) collect(inner, objects);
        return;
    }
    if (value.is_array()) {
        for (const json& item : value) collect(item, objects);
        return;
    }
    if (!value.is_object()) return;
    // What a client sent says nothing of a server, nor does what a person shortened.
    if (value.value("dir", "") == "client") return;
    objects.push_back(value);
    for (const auto& [key, item] : value.items()) {
        if (key != "request") collect(item, objects);
    }
}

}  // namespace

Recordings::Recordings() {
    const std::filesystem::path folder = std::filesystem::path(MOSTIK_FIXTURES) / "mattermost";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path());
        collect(json::parse(file), objects_);
    }
}

std::size_t Recordings::each(const std::vector<std::string>& members,
                             const std::function<void(const json&)>& look) const {
    std::size_t count = 0;
    for (const json& object : objects_) {
        const bool fits = std::all_of(members.begin(), members.end(),
                                      [&](const std::string& member) { return object.contains(member); });
        if (!fits) continue;
        ++count;
        look(object);
    }
    return count;
}

const Recordings& recordings() {
    static const Recordings all;
    return all;
}

}  // namespace mostik::messengers::mattermost::testing
