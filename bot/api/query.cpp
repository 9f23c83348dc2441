#include "bot/api/query.hpp"

#include <algorithm>
#include <charconv>

namespace mostik::bot::api {

using core::net::IncomingRequest;
using core::net::Reply;

QueryReader::QueryReader(const IncomingRequest& request, std::initializer_list<std::string_view> known)
    : request_(request) {
    for (const auto& [name, value] : request.query) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            std::string all;
            for (const std::string_view each : known) all += (all.empty() ? "" : ", ") + std::string(each);
            complain(name.substr(0, 100), "there is no such parameter; expected one of " + all);
        }
    }
    for (const std::string_view name : known) {
        const auto times = std::count_if(request.query.begin(), request.query.end(),
                                         [&](const auto& pair) { return pair.first == name; });
        if (times > 1) complain(name, "it is there more than once");
    }
}

void QueryReader::complain(std::string_view name, std::string detail) {
    faults_.push_back({.where = std::string(name), .detail = std::move(detail), .parameter = true});
}

std::optional<std::string> QueryReader::text(std::string_view name) {
    const auto value = request_.parameter(name);
    if (!value || value->empty()) return std::nullopt;
    return std::string(*value);
}

std::optional<core::Time> QueryReader::time(std::string_view name) {
    const auto words = text(name);
    if (!words) return std::nullopt;
    const auto moment = core::parse_time(*words);
    if (!moment) complain(name, "expected a moment as in RFC 3339, such as 2026-01-31T12:00:00Z");
    return moment;
}

bool QueryReader::truth(std::string_view name) {
    const auto words = text(name);
    if (words && *words != "true" && *words != "false") complain(name, "expected true or false");
    return words == "true";
}

int QueryReader::limit(int otherwise, int most) {
    const auto words = text("limit");
    if (!words) return otherwise;
    const auto number = number_in(*words);
    if (number && *number >= 1 && *number <= most) return static_cast<int>(*number);
    complain("limit", "expected a number from 1 to " + std::to_string(most));
    return otherwise;
}

std::optional<std::int64_t> QueryReader::cursor() {
    const auto words = text("cursor");
    if (!words) return std::nullopt;
    const auto number = number_in(*words);
    if (!number) complain("cursor", "expected the next_cursor of an earlier answer");
    return number;
}

std::optional<Reply> QueryReader::refusal() const {
    if (faults_.empty()) return std::nullopt;
    return core::net::problem_reply(422, "The request's parameters cannot be understood.", faults_);
}

Reply page(std::string_view name, const std::vector<std::string>& items,
           std::optional<std::int64_t> next_cursor, const std::string& more) {
    std::string body = "{\"" + std::string(name) + "\":[";
    for (std::size_t i = 0; i < items.size(); ++i) body += (i == 0 ? "" : ",") + items[i];
    body += "],\"next_cursor\":";
    body += next_cursor ? "\"" + std::to_string(*next_cursor) + "\"" : "null";
    return core::net::json_reply(200, body + more + "}");
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
    return whole && number >= 0 ? std::optional(number) : std::nullopt;
}

}  // namespace mostik::bot::api
