#pragma once

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::service_tests {

/// The API's description, bot/api/openapi.yaml, as a test reads it: every reference is replaced by what it
/// names.
class OpenApiDocument {
  public:
    OpenApiDocument();

    struct Operation {
        std::string method;      ///< upper case
        std::string path;        ///< "/api/v1/messages/{id}"
        nlohmann::json content;  ///< what the document says of it

        std::string name() const { return method + " " + path; }
        /// The parameters of that place: "query", "path", "header".
        std::vector<nlohmann::json> parameters(const std::string& place) const;
        /// What the document says of an answer; null when it does not know the status.
        const nlohmann::json& response(int status) const;
        /// The schema of the request's body; null when there is none.
        const nlohmann::json& request_schema() const;
    };
    const std::vector<Operation>& operations() const { return operations_; }
    /// By "GET /api/v1/status"; throws std::out_of_range when there is none.
    const Operation& operation(const std::string& name) const;
    /// One of components/schemas.
    const nlohmann::json& schema(const std::string& name) const;

  private:
    nlohmann::json document_;
    std::vector<Operation> operations_;
};

/// What is wrong with the value, by the schema; empty: it fits.
std::string misfit(const nlohmann::json& schema, const nlohmann::json& value);

/// The names of all properties that the schema has at any depth: "Message/notification". One that is named in
/// components/schemas begins anew with its own name; others with `prefix`.
std::set<std::string> properties_of(const nlohmann::json& schema, const std::string& prefix);
/// Those of them that the value has.
std::set<std::string> properties_in(const nlohmann::json& schema, const nlohmann::json& value,
                                    const std::string& prefix);

}  // namespace mostik::service_tests
