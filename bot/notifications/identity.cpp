#include "bot/notifications/identity.hpp"

#include "core/digest.hpp"
#include "messengers/formatting/rich_text.hpp"

#include <algorithm>
#include <random>
#include <string_view>

#include <nlohmann/json.hpp>

namespace mostik::bot {

namespace {

using nlohmann::json;

constexpr const char* field = "idempotency_key";
constexpr const char* pointer = "/idempotency_key";
constexpr std::size_t longest_key = 255;  // characters

/// Sorts by time, and is unique without being compared.
std::string new_reference(core::Time now) {
    constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    thread_local std::random_device source;
    std::uniform_int_distribution<std::size_t> pick(0, digits.size() - 1);
    std::string reference = core::to_rfc3339(now) + "-";
    for (int i = 0; i < 16; ++i) reference += digits[pick(source)];
    return reference;
}

/// What came as a header may be any bytes.
bool is_key(const std::string& text) {
    const bool control = std::any_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    return !text.empty() && !control && messengers::formatting::valid_utf8(text) == text &&
           messengers::formatting::code_points(text) <= longest_key;
}

/// Of all but the key; files are not copied for that.
std::string fingerprint_of(const json& request) {
    std::string all;
    for (const auto& [name, value] : request.items()) {
        if (name != field) all += json(name).dump() + ":" + value.dump() + ",";
    }
    return core::sha256(all);
}

}  // namespace

tl::expected<NotificationIdentity, FieldProblems> identify(const json& request,
                                                           const NotificationCircumstances& circumstances) {
    const auto wrong = [](std::string detail) {
        return tl::unexpected(FieldProblems{{pointer, std::move(detail)}});
    };
    std::optional<std::string> key = circumstances.idempotency_key;
    const auto given = request.find(field);
    if (given != request.end() && !given->is_null()) {
        if (!given->is_string()) return wrong("expected a text");
        if (key && *given != *key) return wrong("the header Idempotency-Key says something else");
        key = given->get<std::string>();
    }
    if (key && !is_key(*key)) {
        return wrong("expected 1 to " + std::to_string(longest_key) +
                     " characters in UTF-8, none of them a control character");
    }
    return NotificationIdentity{
        .reference = key ? circumstances.source + "/" + *key : new_reference(circumstances.now),
        .fingerprint = fingerprint_of(request),
        .repeatable = key.has_value()};
}

}  // namespace mostik::bot
