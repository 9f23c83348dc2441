#include "tests/contract/recording_comparer.hpp"

#include <algorithm>
#include <cctype>

namespace mostik::contract {

namespace {

using nlohmann::json;

constexpr std::size_t id_length = 26;
constexpr std::int64_t earliest_time = 1'000'000'000'000;
constexpr std::int64_t latest_time = 9'999'999'999'999;

bool is_alphanumeric(char c) {
    return std::islower(static_cast<unsigned char>(c)) || std::isdigit(static_cast<unsigned char>(c));
}
bool is_id(const std::string& text) {
    return text.size() == id_length && std::all_of(text.begin(), text.end(), is_alphanumeric);
}
bool is_time(std::int64_t number) {
    return number >= earliest_time && number <= latest_time;
}

// Cuts into runs of a-z0-9 and what is between them.
std::vector<std::string> tokens(const std::string& text) {
    std::vector<std::string> result;
    for (const char c : text) {
        const bool joins = !result.empty() && is_alphanumeric(c) && is_alphanumeric(result.back().back());
        if (joins) {
            result.back() += c;
        } else {
            result.emplace_back(1, c);
        }
    }
    return result;
}

bool is_time_text(const std::string& text) {
    return text.size() == 13 &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

// "(16383 characters)" stands for a long text.
bool is_placeholder(const std::string& text) {
    return text.size() > 2 && text.front() == '(' && text.back() == ')' &&
           text.find(" characters)") != std::string::npos;
}

json parse_inner(const std::string& text) {
    const bool looks_like_json = !text.empty() && (text.front() == '{' || text.front() == '[');
    return looks_like_json ? json::parse(text, nullptr, false) : json(json::value_t::discarded);
}

std::string member_path(const std::string& path, const std::string& name) {
    std::string result = path;
    return result.append("/").append(name);
}

std::string last_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

std::string shortened(const json& value) {
    auto text = value.dump(-1, ' ', false, json::error_handler_t::replace);
    return text.size() > 200 ? text.substr(0, 200) + "..." : text;
}

}  // namespace

void RecordingComparer::bind(const std::string& recorded, const std::string& actual) {
    bindings_.ids[recorded] = actual;
    bindings_.ids_back[actual] = recorded;
}

void RecordingComparer::bind_time(std::int64_t recorded, std::int64_t actual) {
    bindings_.times[recorded] = actual;
    bindings_.times_back[actual] = recorded;
}

std::string RecordingComparer::translate(const std::string& recorded) const {
    std::string result;
    for (const auto& token : tokens(recorded)) {
        const auto id = bindings_.ids.find(token);
        const auto time =
            is_time_text(token) ? bindings_.times.find(std::stoll(token)) : bindings_.times.end();
        if (id != bindings_.ids.end()) {
            result += id->second;
        } else if (time != bindings_.times.end()) {
            result += std::to_string(time->second);
        } else {
            result += token;
        }
    }
    return result;
}

json RecordingComparer::translate(const json& recorded) const {
    if (recorded.is_string()) return translate(recorded.get<std::string>());
    if (!recorded.is_structured()) return recorded;
    auto result = recorded;
    for (auto& item : result) item = translate(item);
    return result;
}

std::vector<std::string> RecordingComparer::differences(const json& recorded, const json& actual) {
    differences_.clear();
    const auto before = bindings_;
    compare(recorded, actual, "");
    if (!differences_.empty()) bindings_ = before;
    return differences_;
}

bool RecordingComparer::matches(const json& recorded, const json& actual, const std::string& path) {
    const auto bindings = bindings_;
    const auto count = differences_.size();
    compare(recorded, actual, path);
    if (differences_.size() == count) return true;
    differences_.resize(count);
    bindings_ = bindings;
    return false;
}

bool RecordingComparer::same_id(const std::string& recorded, const std::string& actual) {
    const auto known = bindings_.ids.find(recorded);
    if (known != bindings_.ids.end()) return known->second == actual;
    if (bindings_.ids_back.count(actual) != 0) return false;
    bind(recorded, actual);
    return true;
}

bool RecordingComparer::same_time(std::int64_t recorded, std::int64_t actual) {
    if (!strict_times) return true;
    if (const auto other = same_moment.find(recorded); other != same_moment.end()) recorded = other->second;
    const auto known = bindings_.times.find(recorded);
    if (known != bindings_.times.end()) return known->second == actual;
    const auto back = bindings_.times_back.find(actual);
    if (back != bindings_.times_back.end()) return false;
    bind_time(recorded, actual);
    return true;
}

void RecordingComparer::compare(const json& recorded, const json& actual, const std::string& path) {
    const bool numbers = recorded.is_number() && actual.is_number();
    if (recorded.type() != actual.type() && !numbers) {
        return differs(path, "recorded " + shortened(recorded) + ", here " + shortened(actual));
    }
    if (any_value.count(last_name(path)) != 0) return;
    if (recorded.is_object()) return compare_objects(recorded, actual, path);
    if (recorded.is_array()) {
        return unordered.count(last_name(path)) != 0 ? compare_unordered(recorded, actual, path)
                                                     : compare_arrays(recorded, actual, path);
    }
    if (recorded.is_string()) return compare_texts(recorded, actual, path);
    if (recorded.is_number_integer() && actual.is_number_integer()) {
        const auto left = recorded.get<std::int64_t>();
        const auto right = actual.get<std::int64_t>();
        if (is_time(left) && is_time(right) ? same_time(left, right) : left == right) return;
        return differs(path, "recorded " + shortened(recorded) + ", here " + shortened(actual));
    }
    if (recorded != actual) differs(path, "recorded " + shortened(recorded) + ", here " + shortened(actual));
}

void RecordingComparer::compare_objects(const json& recorded, const json& actual, const std::string& path) {
    std::set<std::string> seen;
    std::vector<std::string> unbound;
    for (const auto& [name, value] : recorded.items()) {
        if (is_id(name) && bindings_.ids.count(name) == 0) {
            unbound.push_back(name);
            continue;
        }
        const auto translated = is_id(name) ? bindings_.ids.at(name) : name;
        seen.insert(translated);
        if (actual.contains(translated)) {
            compare(value, actual[translated], member_path(path, name));
        } else {
            differs(member_path(path, name), "missing");
        }
    }
    for (const auto& name : unbound) {
        const auto found =
            std::find_if(actual.items().begin(), actual.items().end(), [&](const auto& member) {
                return seen.count(member.key()) == 0 && is_id(member.key()) &&
                       matches(recorded[name], member.value(), member_path(path, name));
            });
        if (found == actual.items().end()) {
            differs(member_path(path, name), "missing");
        } else {
            seen.insert(found.key());
            if (!same_id(name, found.key()))
                differs(member_path(path, name), "is another id: " + found.key());
        }
    }
    for (const auto& [name, value] : actual.items()) {
        if (seen.count(name) == 0)
            differs(member_path(path, name), "not in the recording: " + shortened(value));
    }
}

void RecordingComparer::compare_arrays(const json& recorded, const json& actual, const std::string& path) {
    const bool open_end = !recorded.empty() && recorded.back() == "(and so on)";
    const auto size = recorded.size() - (open_end ? 1 : 0);
    if (open_end ? actual.size() < size : actual.size() != size) {
        return differs(path,
                       "recorded " + std::to_string(size) + " items, here " + std::to_string(actual.size()));
    }
    for (std::size_t index = 0; index < size; ++index) {
        compare(recorded[index], actual[index], member_path(path, std::to_string(index)));
    }
}

void RecordingComparer::compare_unordered(const json& recorded, const json& actual, const std::string& path) {
    if (recorded.size() != actual.size()) {
        return differs(path, "recorded " + shortened(recorded) + ", here " + shortened(actual));
    }
    std::set<std::size_t> taken;
    for (const auto& item : recorded) {
        std::size_t index = 0;
        while (index < actual.size() && (taken.count(index) != 0 || !matches(item, actual[index], path)))
            ++index;
        if (index == actual.size()) return differs(path, "nothing like " + shortened(item));
        taken.insert(index);
    }
}

void RecordingComparer::compare_texts(const std::string& recorded, const std::string& actual,
                                      const std::string& path) {
    if (is_placeholder(recorded)) return;
    const auto inner = parse_inner(recorded);
    const auto actual_inner = parse_inner(actual);
    if (inner.is_structured() && actual_inner.is_structured()) return compare(inner, actual_inner, path);

    auto left = tokens(recorded);
    auto right = tokens(actual);
    if (left.size() == 4 && left[1] == "_" && left[2] == "_" && is_id(left[0])) {
        // The name of a direct channel: which id is the lower is chance.
        const auto known = bindings_.ids.find(left[0]);
        if (right.size() == 4 && known != bindings_.ids.end() && known->second == right[3])
            std::swap(right[0], right[3]);
    }
    bool same = left.size() == right.size();
    for (std::size_t index = 0; same && index < left.size(); ++index) {
        if (is_id(left[index]) && is_id(right[index])) {
            same = same_id(left[index], right[index]);
        } else if (is_time_text(left[index]) && is_time_text(right[index])) {
            same = same_time(std::stoll(left[index]), std::stoll(right[index]));
        } else {
            same = left[index] == right[index] || (left[index].size() == 40 && right[index].size() == 40);
        }
    }
    if (!same) differs(path, "recorded " + shortened(recorded) + ", here " + shortened(actual));
}

}  // namespace mostik::contract
