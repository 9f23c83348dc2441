#include "tests/service/openapi_document.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <yaml-cpp/yaml.h>

namespace mostik::service_tests {

using nlohmann::json;

namespace {

constexpr int deepest = 40;  // a description that refers to itself would never end
const json nothing;

json scalar(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    if (node.Tag() == "!") return text;  // it was quoted
    bool truth = false;
    if (YAML::convert<bool>::decode(node, truth)) return truth;
    std::int64_t whole = 0;
    if (YAML::convert<std::int64_t>::decode(node, whole)) return whole;
    double number = 0;
    if (YAML::convert<double>::decode(node, number)) return number;
    return text;
}

json to_json(const YAML::Node& node) {
    if (node.IsNull()) return nullptr;
    if (node.IsScalar()) return scalar(node);
    if (node.IsSequence()) {
        json list = json::array();
        for (const auto& each : node) list.push_back(to_json(each));
        return list;
    }
    json object = json::object();
    for (const auto& each : node) {
        const std::string key = each.first.Scalar();
        if (object.contains(key)) throw std::runtime_error("openapi.yaml has \"" + key + "\" twice");
        object[key] = to_json(each.second);
    }
    return object;
}

json resolved(const json& value, const json& document, int depth = 0) {
    if (depth > deepest) throw std::runtime_error("openapi.yaml: a reference leads to itself");
    if (value.is_object() && value.contains("$ref")) {
        const std::string target = value.at("$ref").get<std::string>().substr(1);
        json result = resolved(document.at(json::json_pointer(target)), document, depth + 1);
        const std::string schemas = "/components/schemas/";
        const bool whole =
            target.starts_with(schemas) && target.find('/', schemas.size()) == std::string::npos;
        if (whole) result["x-name"] = target.substr(schemas.size());
        return result;
    }
    json result = value;
    if (value.is_structured()) {
        for (json& each : result) each = resolved(each, document, depth + 1);
    }
    return result;
}

/// valijson's own `format` fails where the value is no text at all.
json for_valijson(const json& schema) {
    json result = schema;
    if (schema.is_structured()) {
        for (json& each : result) each = for_valijson(each);
    }
    if (schema.is_object() && schema.value("format", json()) == "date-time") {
        result.erase("format");
        result["pattern"] = R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$)";
    }
    return result;
}

/// Collects the name of each property of the schema; `value`: of those that it has.
void visit(const json& schema, const json* value, const std::string& prefix, std::set<std::string>& found) {
    const std::string here = schema.value("x-name", prefix);
    for (const char* const variants : {"oneOf", "anyOf", "allOf"}) {
        if (!schema.contains(variants)) continue;
        for (const json& each : schema.at(variants)) visit(each, value, here, found);
    }
    if (schema.contains("items") && (value == nullptr || value->is_array())) {
        if (value == nullptr) visit(schema.at("items"), nullptr, here, found);
        for (const json& each : value == nullptr ? nothing : *value)
            visit(schema.at("items"), &each, here, found);
    }
    if (!schema.contains("properties")) return;
    for (const auto& [name, property] : schema.at("properties").items()) {
        if (value != nullptr && (!value->is_object() || !value->contains(name))) continue;
        const std::string path = here + "/" + name;
        found.insert(path);
        visit(property, value == nullptr ? nullptr : &value->at(name), path, found);
    }
}

}  // namespace

OpenApiDocument::OpenApiDocument() {
    const json raw = to_json(YAML::LoadFile(MOSTIK_SOURCE_DIR "/bot/api/openapi.yaml"));
    document_ = resolved(raw, raw);
    for (const auto& [path, item] : document_.at("paths").items()) {
        for (const auto& [method, content] : item.items()) {
            std::string upper = method;
            std::transform(upper.begin(), upper.end(), upper.begin(),
                           [](unsigned char c) { return std::toupper(c); });
            operations_.push_back({upper, path, content});
        }
    }
}

const OpenApiDocument::Operation& OpenApiDocument::operation(const std::string& name) const {
    const auto found = std::find_if(operations_.begin(), operations_.end(),
                                    [&](const Operation& each) { return each.name() == name; });
    if (found == operations_.end()) throw std::out_of_range("openapi.yaml has no " + name);
    return *found;
}

const json& OpenApiDocument::schema(const std::string& name) const {
    return document_.at("components").at("schemas").at(name);
}

std::vector<json> OpenApiDocument::Operation::parameters(const std::string& place) const {
    std::vector<json> chosen;
    for (const json& each : content.value("parameters", json::array())) {
        if (each.at("in") == place) chosen.push_back(each);
    }
    return chosen;
}

const json& OpenApiDocument::Operation::response(int status) const {
    const json& responses = content.at("responses");
    const auto found = responses.find(std::to_string(status));
    return found == responses.end() ? nothing : *found;
}

const json& OpenApiDocument::Operation::request_schema() const {
    if (!content.contains("requestBody")) return nothing;
    return content.at("requestBody").at("content").at("application/json").at("schema");
}

std::string misfit(const json& schema, const json& value) {
    const json prepared = for_valijson(schema);
    valijson::Schema rules;
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(prepared), rules);
    valijson::ValidationResults results;
    valijson::Validator validator;
    if (validator.validate(rules, valijson::adapters::NlohmannJsonAdapter(value), &results)) return {};
    std::string words;
    for (valijson::ValidationResults::Error error; results.popError(error);) {
        for (const std::string& step : error.context) words += step;
        words += ": " + error.description + "\n";
    }
    return words.empty() ? "it does not fit" : words;
}

std::set<std::string> properties_of(const json& schema, const std::string& prefix) {
    std::set<std::string> found;
    visit(schema, nullptr, prefix, found);
    return found;
}

std::set<std::string> properties_in(const json& schema, const json& value, const std::string& prefix) {
    std::set<std::string> found;
    visit(schema, &value, prefix, found);
    return found;
}

}  // namespace mostik::service_tests
