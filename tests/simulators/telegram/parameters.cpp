#include "tests/simulators/telegram/parameters.hpp"

#include "tests/simulators/net/multipart.hpp"
#include "tests/simulators/telegram/refusal.hpp"

#include <algorithm>
#include <charconv>

namespace mostik::simulators::telegram {

namespace {

constexpr std::size_t max_parameter_bytes = 1024 * 1024;
constexpr std::size_t max_uploads = 50;

std::string url_decoded(std::string_view text, bool plus_is_space) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned value = 0;
        if (text[at] == '%' && at + 2 < text.size() &&
            std::from_chars(&text[at + 1], &text[at + 1] + 2, value, 16).ptr == &text[at + 1] + 2) {
            result += static_cast<char>(value);
            at += 2;
        } else {
            result += text[at] == '+' && plus_is_space ? ' ' : text[at];
        }
    }
    return result;
}

void read_form(std::string_view text, Parameters& parameters) {
    while (!text.empty()) {
        const auto pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        const auto value = pair.substr(std::min(equals + 1, pair.size()));
        parameters.add(url_decoded(pair.substr(0, equals), true), url_decoded(value, true));
    }
}

std::size_t skip_space(std::string_view text, std::size_t at) {
    return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

// Where the value that begins here ends; `at` itself if it has no end.
std::size_t value_end(std::string_view text, std::size_t at) {
    int depth = 0;
    bool quoted = false;
    for (auto index = at; index < text.size(); ++index) {
        const char c = text[index];
        if (quoted) {
            if (c == '\\') {
                ++index;
            } else if (c == '"') {
                quoted = false;
                if (depth == 0) return index + 1;
            }
            continue;
        }
        if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth == 0) return index;
            if (--depth == 0) return index + 1;
        } else if (depth == 0 && (c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
            return index;
        }
    }
    return at;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> loose_members(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> members;
    auto at = skip_space(text, 0);
    if (at == text.size() || text[at] != '{') return members;
    at = skip_space(text, at + 1);
    while (at < text.size() && text[at] == '"') {
        const auto key_end = value_end(text, at);
        const auto key = nlohmann::json::parse(text.substr(at, key_end - at), nullptr, false);
        at = skip_space(text, key_end);
        if (!key.is_string() || at == text.size() || text[at] != ':') break;
        at = skip_space(text, at + 1);
        const auto end = value_end(text, at);
        const auto raw = text.substr(at, end - at);
        const auto value = nlohmann::json::parse(raw, nullptr, false);
        if (value.is_discarded()) break;
        members.emplace_back(key.get<std::string>(),
                             value.is_string() ? value.get<std::string>() : std::string(raw));
        at = skip_space(text, end);
        if (at == text.size() || text[at] != ',') break;
        at = skip_space(text, at + 1);
    }
    return members;
}

Parameters Parameters::read(const net::Request& request) {
    Parameters result;
    read_form(request.query_text, result);
    const auto type = net::to_lower_ascii(request.header("content-type"));
    const auto is = [&](std::string_view name) { return type.find(name) != std::string::npos; };
    if (is("application/x-www-form-urlencoded")) {
        read_form(request.body, result);
    } else if (is("application/json")) {
        for (auto& [name, value] : loose_members(request.body)) result.add(std::move(name), std::move(value));
    } else if (is("multipart/form-data")) {
        auto parts = net::parse_multipart(request.header("content-type"), request.body);
        if (parts) {
            for (auto& part : *parts) {
                if (part.is_file) {
                    result.uploads_.push_back({std::move(part.name), url_decoded(part.filename, false),
                                               std::move(part.content_type), std::move(part.content)});
                } else {
                    result.add(std::move(part.name), std::move(part.content));
                }
            }
        }
    }
    std::size_t bytes = 0;
    for (const auto& [name, value] : result.values_) bytes += name.size() + value.size();
    if (bytes > max_parameter_bytes || result.uploads_.size() > max_uploads) {
        throw Refusal(413, "Request Entity Too Large");
    }
    return result;
}

void Parameters::add(std::string name, std::string value) {
    if (!has(name)) values_.emplace_back(std::move(name), std::move(value));
}

const std::string* Parameters::find(std::string_view name) const {
    const auto found =
        std::find_if(values_.begin(), values_.end(), [&](const auto& entry) { return entry.first == name; });
    return found == values_.end() ? nullptr : &found->second;
}

std::string Parameters::text(std::string_view name) const {
    const auto* found = find(name);
    return found == nullptr ? std::string() : *found;
}

bool Parameters::flag(std::string_view name) const {
    const auto value = net::to_lower_ascii(text(name));
    return value == "true" || value == "yes" || value == "1";
}

std::int64_t Parameters::integer(std::string_view name, std::int64_t otherwise, std::int64_t low,
                                 std::int64_t high) const {
    const auto* found = find(name);
    std::int64_t value = 0;
    if (found != nullptr) std::from_chars(found->data(), found->data() + found->size(), value);
    return std::clamp(found == nullptr ? otherwise : value, low, high);
}

const Upload* Parameters::upload(std::string_view field) const {
    const auto found =
        std::find_if(uploads_.begin(), uploads_.end(), [&](const Upload& one) { return one.field == field; });
    return found == uploads_.end() ? nullptr : &*found;
}

}  // namespace mostik::simulators::telegram
