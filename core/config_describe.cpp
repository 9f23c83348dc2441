// What the documentation and the editors' schema say about a key.
#include "core/config_limits.hpp"
#include "core/config_section.hpp"

#include <nlohmann/json.hpp>

namespace mostik::core {
namespace {

using Json = nlohmann::ordered_json;

KeyInfo info_of(const KeySpec& spec, const std::string& type) {
    KeyInfo info;
    info.name = spec.name;
    info.help = spec.help;
    info.type = spec.type.empty() ? type : spec.type;
    info.required = spec.required;
    info.deprecated = spec.deprecated;
    info.live = spec.live;
    return info;
}

/// Adds what editors show beside a value to the schema of the value itself.
std::string schema_of(const KeySpec& spec, const Json& value, const Json& default_value) {
    Json schema = {{"description", spec.help}};
    if (!default_value.is_null()) schema["default"] = default_value;
    if (spec.deprecated) schema["deprecated"] = true;
    schema.update(value);
    return schema.dump();
}

/// Any value may be left empty, or come from the environment.
Json or_variable(const Json& value) {
    return {{"anyOf", {value, {{"type", "string"}, {"pattern", "\\$\\{"}}, {{"type", "null"}}}}};
}

Json text_schema(const KeySpec& spec) {
    if (!spec.one_of.empty()) return or_variable({{"enum", spec.one_of}});
    return {{"type", {"string", "number", "boolean", "null"}}};
}

Json number_schema(const KeySpec& spec) {
    Json number = {{"type", "integer"}};
    if (spec.min) number["minimum"] = *spec.min;
    if (spec.max) number["maximum"] = *spec.max;
    return or_variable(number);
}

std::string text_limits(const KeySpec& spec) {
    return spec.one_of.empty() ? "" : "one of " + listed(spec.one_of);
}

}  // namespace

std::string duration_text(Milliseconds duration) {
    for (const DurationUnit& unit : duration_units) {
        if (duration.count() != 0 && duration % unit.length == Milliseconds{0}) {
            return std::to_string(duration / unit.length) + std::string(unit.name);
        }
    }
    return "0s";
}

std::string limits_in_words(const KeySpec& spec, const std::function<std::string(std::int64_t)>& written) {
    if (spec.min && spec.max) return written(*spec.min) + " to " + written(*spec.max);
    if (spec.min) return "at least " + written(*spec.min);
    if (spec.max) return "at most " + written(*spec.max);
    return {};
}

KeyInfo describe_value(const KeySpec& spec, const std::string& default_value) {
    KeyInfo info = info_of(spec, "text");
    info.limits = text_limits(spec);
    info.default_text = default_value;
    info.json_schema =
        schema_of(spec, text_schema(spec), default_value.empty() ? Json{} : Json(default_value));
    return info;
}

KeyInfo describe_value(const KeySpec& spec, const Secret&) {
    KeyInfo info = info_of(spec, "secret text");
    info.json_schema = schema_of(spec, text_schema(spec), {});
    return info;
}

KeyInfo describe_value(const KeySpec& spec, const bool& default_value) {
    KeyInfo info = info_of(spec, "true or false");
    info.default_text = default_value ? "true" : "false";
    info.json_schema = schema_of(spec, or_variable({{"type", "boolean"}}), default_value);
    return info;
}

KeyInfo describe_value(const KeySpec& spec, const std::int64_t& default_value) {
    KeyInfo info = info_of(spec, "whole number");
    info.limits = limits_in_words(spec, [](std::int64_t number) { return std::to_string(number); });
    info.default_text = std::to_string(default_value);
    info.json_schema = schema_of(spec, number_schema(spec), default_value);
    return info;
}

KeyInfo describe_value(const KeySpec& spec, const Milliseconds& default_value) {
    KeyInfo info = info_of(spec, "duration");
    info.limits =
        limits_in_words(spec, [](std::int64_t number) { return duration_text(Milliseconds(number)); });
    info.default_text = duration_text(default_value);
    const Json written = {{"type", "string"}, {"pattern", "^[0-9]+(ms|s|min|h|d)$"}};
    info.json_schema = schema_of(spec, or_variable(written), info.default_text);
    return info;
}

KeyInfo describe_value(const KeySpec& spec, const std::vector<std::string>& default_value) {
    KeyInfo info = info_of(spec, "list of texts");
    info.limits = text_limits(spec);
    info.default_text = "[" + listed(default_value) + "]";
    const Json list = {{"type", "array"}, {"items", text_schema(spec)}};
    info.json_schema = schema_of(spec, {{"anyOf", {list, text_schema(spec)}}}, default_value);
    return info;
}

KeyInfo describe_value(const KeySpec& spec, const std::optional<std::string>& default_value) {
    return describe_value(spec, default_value.value_or(""));
}

KeyInfo describe_value(const KeySpec& spec, const std::optional<bool>& default_value) {
    if (default_value) return describe_value(spec, *default_value);
    KeyInfo info = info_of(spec, "true or false");
    info.json_schema = schema_of(spec, or_variable({{"type", "boolean"}}), {});
    return info;
}

KeyInfo describe_value(const KeySpec& spec, const ConfigNode&) {
    KeyInfo info = info_of(spec, "list or map");
    info.json_schema = schema_of(spec, Json::object(), {});
    return info;
}

KeyInfo section_info(std::string name, const KeySpec& spec, std::vector<KeyInfo> keys, bool list) {
    KeyInfo info = info_of(spec, list ? "list of sections" : "section");
    info.name = std::move(name);
    Json properties = Json::object();
    Json required = Json::array();
    for (const KeyInfo& key : keys) {
        properties[key.name] = Json::parse(key.json_schema);
        if (key.required) required.push_back(key.name);
    }
    Json map = {{"type", {"object", "null"}}, {"properties", properties}, {"additionalProperties", false}};
    if (!required.empty()) map["required"] = required;
    info.json_schema = schema_of(spec, list ? Json{{"type", {"array", "null"}}, {"items", map}} : map, {});
    info.list = list;
    info.keys = std::move(keys);
    return info;
}

}  // namespace mostik::core
