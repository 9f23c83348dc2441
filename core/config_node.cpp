#include "core/config_node.hpp"

#include <algorithm>
#include <tuple>

namespace mostik::core {

void Diagnostics::error(Mark mark, std::string text) {
    add({Problem::Severity::error, mark, std::move(text)});
}

void Diagnostics::warning(Mark mark, std::string text) {
    add({Problem::Severity::warning, mark, std::move(text)});
}

void Diagnostics::add(Problem problem) {
    const bool known = std::any_of(problems_.begin(), problems_.end(), [&](const Problem& other) {
        return other.mark.line == problem.mark.line && other.mark.column == problem.mark.column &&
               other.text == problem.text;
    });
    if (!known) problems_.push_back(std::move(problem));
}

bool Diagnostics::has_errors() const {
    return std::any_of(problems_.begin(), problems_.end(),
                       [](const Problem& problem) { return problem.severity == Problem::Severity::error; });
}

std::string Diagnostics::to_string() const {
    std::vector<Problem> sorted = problems_;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& left, const Problem& right) {
        return std::tie(left.mark.line, left.mark.column) < std::tie(right.mark.line, right.mark.column);
    });
    std::string text;
    for (const Problem& problem : sorted) {
        text += file_name_;
        if (problem.mark.line > 0) {
            text += ':' + std::to_string(problem.mark.line) + ':' + std::to_string(problem.mark.column);
        }
        text += problem.severity == Problem::Severity::error ? ": error: " : ": warning: ";
        text += problem.text + '\n';
    }
    return text;
}

ConfigNode::ConfigNode() = default;
ConfigNode::~ConfigNode() = default;
ConfigNode::ConfigNode(const ConfigNode&) = default;
ConfigNode::ConfigNode(ConfigNode&&) noexcept = default;
ConfigNode& ConfigNode::operator=(const ConfigNode&) = default;
ConfigNode& ConfigNode::operator=(ConfigNode&&) noexcept = default;

const ConfigNode* ConfigNode::find(std::string_view key) const {
    for (const auto& [name, value] : entries) {
        if (name.scalar == key) return &value;
    }
    return nullptr;
}

bool ConfigNode::operator==(const ConfigNode& other) const {
    const bool alike = kind == other.kind && scalar == other.scalar &&
                       unset_variable == other.unset_variable && items == other.items &&
                       entries.size() == other.entries.size();
    return alike && std::all_of(entries.begin(), entries.end(), [&](const auto& entry) {
               const ConfigNode* const value = other.find(entry.first.scalar);
               return value != nullptr && *value == entry.second;
           });
}

}  // namespace mostik::core
