// Reading one value of each type.
#include "core/config_limits.hpp"
#include "core/config_section.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace mostik::core {
namespace {

using Kind = ConfigNode::Kind;

std::string subject_of(const KeySpec& spec) {
    return spec.name.empty() ? "the value" : spec.name;
}

void report_unset(const ConfigNode& node, const std::string& subject, Diagnostics& out) {
    const std::string& variable = node.unset_variable;
    if (node.unreadable_file.empty()) {
        out.error(node.mark, subject + ": the environment variable " + variable +
                                 " is not set; expected a value in it, or a default: ${" + variable + ":-…}");
    } else {
        out.error(node.mark, subject + ": the file that the environment variable " + variable +
                                 " names cannot be read: " + core::quoted(node.unreadable_file) +
                                 "; expected a file that holds the value");
    }
}

/// The scalar's text, or nullptr after reporting that there is none. Not for null nodes.
const std::string* text_of(const ConfigNode& node, const std::string& subject, const std::string& expected,
                           Diagnostics& out) {
    if (node.kind != Kind::scalar) {
        out.error(node.mark, subject + " is " + core::quoted(node) + "; expected " + expected);
        return nullptr;
    }
    if (!node.unset_variable.empty()) {
        report_unset(node, subject, out);
        return nullptr;
    }
    return &node.scalar;
}

std::string expected_text(const KeySpec& spec) {
    if (!spec.one_of.empty()) return "one of " + listed(spec.one_of);
    return spec.type.empty() ? "text" : spec.type;
}

/// one_of and check; an empty text is not looked at, unless it is required.
bool obeys_limits(const std::string& text, const ConfigNode& node, const KeySpec& spec,
                  const std::string& subject, Diagnostics& out) {
    if (text.empty()) {
        if (spec.required) out.error(node.mark, subject + " is empty; expected " + expected_text(spec));
        return !spec.required;
    }
    if (!spec.one_of.empty() &&
        std::find(spec.one_of.begin(), spec.one_of.end(), text) == spec.one_of.end()) {
        const std::string near = nearest(text, spec.one_of);
        out.error(node.mark, subject + " is " + core::quoted(node) + "; expected " + expected_text(spec) +
                                 (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
        return false;
    }
    const std::string wrong = spec.check ? spec.check(text) : std::string{};
    if (!wrong.empty()) out.error(node.mark, subject + " is " + core::quoted(node) + ": " + wrong);
    return wrong.empty();
}

bool within(std::int64_t number, const KeySpec& spec) {
    return (!spec.min || number >= *spec.min) && (!spec.max || number <= *spec.max);
}

/// The whole text as a number.
std::optional<std::int64_t> to_number(std::string_view text) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    if (failure != std::errc{} || stop != end) return std::nullopt;
    return number;
}

std::optional<Milliseconds> to_duration(std::string_view text) {
    const auto unit_begin = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = to_number(text.substr(0, unit_begin));
    const auto unit = std::find_if(
        duration_units.begin(), duration_units.end(),
        [&](const DurationUnit& candidate) { return candidate.name == text.substr(unit_begin); });
    if (!number || unit == duration_units.end()) return std::nullopt;
    if (*number > std::numeric_limits<std::int64_t>::max() / unit->length.count()) return std::nullopt;
    return *number * unit->length;
}

}  // namespace

bool read_value(const ConfigNode& node, const KeySpec& spec, std::string& value, Diagnostics& out) {
    if (node.kind == Kind::null) return true;
    const std::string subject = subject_of(spec);
    const std::string* text = text_of(node, subject, expected_text(spec), out);
    if (text == nullptr || !obeys_limits(*text, node, spec, subject, out)) return false;
    value = *text;
    return true;
}

bool read_value(const ConfigNode& node, const KeySpec& spec, Secret& value, Diagnostics& out) {
    if (node.kind == Kind::null) return true;
    const std::string subject = subject_of(spec);
    const std::string* text = text_of(node, subject, expected_text(spec), out);
    if (text == nullptr) return false;
    std::string wrong;
    if (text->empty()) {
        if (spec.required) wrong = "empty; expected " + expected_text(spec);
    } else if (spec.check) {
        wrong = spec.check(*text);
    }
    if (!wrong.empty()) out.error(node.mark, subject + " is " + wrong);
    if (wrong.empty()) value = Secret(*text);
    return wrong.empty();
}

bool read_value(const ConfigNode& node, const KeySpec& spec, bool& value, Diagnostics& out) {
    if (node.kind == Kind::null) return true;
    const std::string expected = "true or false";
    const std::string* text = text_of(node, subject_of(spec), expected, out);
    if (text == nullptr) return false;
    static constexpr std::array yes = {"true", "True", "TRUE", "yes", "on"};
    static constexpr std::array no = {"false", "False", "FALSE", "no", "off"};
    const bool is_yes = std::find(yes.begin(), yes.end(), *text) != yes.end();
    if (!is_yes && std::find(no.begin(), no.end(), *text) == no.end()) {
        out.error(node.mark, subject_of(spec) + " is " + core::quoted(node) + "; expected " + expected);
        return false;
    }
    value = is_yes;
    return true;
}

bool read_value(const ConfigNode& node, const KeySpec& spec, std::int64_t& value, Diagnostics& out) {
    if (node.kind == Kind::null) return true;
    const std::string limits =
        limits_in_words(spec, [](std::int64_t number) { return std::to_string(number); });
    const std::string expected = "a whole number" + (limits.empty() ? "" : " (" + limits + ")");
    const std::string* text = text_of(node, subject_of(spec), expected, out);
    if (text == nullptr) return false;
    const auto number = to_number(*text);
    if (!number || !within(*number, spec)) {
        out.error(node.mark, subject_of(spec) + " is " + core::quoted(node) + "; expected " + expected);
        return false;
    }
    value = *number;
    return true;
}

bool read_value(const ConfigNode& node, const KeySpec& spec, Milliseconds& value, Diagnostics& out) {
    if (node.kind == Kind::null) return true;
    const std::string limits =
        limits_in_words(spec, [](std::int64_t number) { return duration_text(Milliseconds(number)); });
    const std::string expected = "a number with a unit (ms, s, min, h, d), such as 90s or 10min" +
                                 (limits.empty() ? "" : ", " + limits);
    const std::string* text = text_of(node, subject_of(spec), expected, out);
    if (text == nullptr) return false;
    const auto duration = to_duration(*text);
    if (!duration || !within(duration->count(), spec)) {
        out.error(node.mark, subject_of(spec) + " is " + core::quoted(node) + "; expected " + expected);
        return false;
    }
    value = *duration;
    return true;
}

bool read_value(const ConfigNode& node, const KeySpec& spec, std::vector<std::string>& value,
                Diagnostics& out) {
    if (node.kind == Kind::null) return true;
    const std::string subject = subject_of(spec);
    const bool list = node.kind == Kind::list;
    if (node.kind == Kind::map) {
        out.error(node.mark, subject + " is a map; expected a list: a line \"- …\" for each item");
        return false;
    }
    std::vector<std::string> texts;
    bool good = true;
    const auto read_item = [&](const ConfigNode& item, const std::string& item_subject) {
        if (item.kind == Kind::null) return;
        const std::string* text = text_of(item, item_subject, expected_text(spec), out);
        if (text == nullptr || !obeys_limits(*text, item, spec, item_subject, out)) {
            good = false;
        } else if (!text->empty()) {
            texts.push_back(*text);
        }
    };
    if (list) {
        for (const ConfigNode& item : node.items) read_item(item, "an item of " + subject);
    } else {
        read_item(node, subject);
    }
    if (good) value = std::move(texts);
    return good;
}

bool read_value(const ConfigNode& node, const KeySpec& spec, std::optional<std::string>& value,
                Diagnostics& out) {
    if (node.kind == Kind::null) return true;
    std::string text;
    if (!read_value(node, spec, text, out)) return false;
    value = std::move(text);
    return true;
}

bool read_value(const ConfigNode& node, const KeySpec& spec, std::optional<bool>& value, Diagnostics& out) {
    if (node.kind == Kind::null) return true;
    bool flag = false;
    if (!read_value(node, spec, flag, out)) return false;
    value = flag;
    return true;
}

bool read_value(const ConfigNode& node, const KeySpec&, ConfigNode& value, Diagnostics&) {
    value = node;
    return true;
}

}  // namespace mostik::core
