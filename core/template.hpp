#pragma once

#include "core/result.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mostik::core {

/// What stands for a name in a template: a truth, a text, a list, or further values by name.
struct TemplateValue {
    using List = std::vector<TemplateValue>;
    using Fields = std::map<std::string, TemplateValue>;
    std::variant<bool, std::string, List, Fields> value = false;
};

/// A mustache template for chat messages: values are put in as they are (no HTML escaping) and are never read
/// as templates themselves, so partials ("{{>name}}") are refused. Immutable.
class Template {
  public:
    /// Errors: Errc::invalid with what is wrong in the text.
    static Result<Template> parse(std::string_view text);

    /// Unknown names are empty; a section over an empty value is left out. Thread-safe.
    std::string render(const std::map<std::string, std::string>& values) const;

    /// The same with lists and truths for sections. `escape` is applied to what stands for {{name}}, and not
    /// to what stands for {{{name}}}. Errors: Errc::not_found with the names that were asked for and are not
    /// among the values: whoever leaves something out on purpose says so, by an empty text or false.
    Result<std::string> render_strictly(const TemplateValue::Fields& values,
                                        const std::function<std::string(const std::string&)>& escape) const;

    /// The names that the template asks for, sorted: to find a mistyped one before it is rendered. (Those in
    /// a section of an inverted section, or the other way round, may be missing.)
    const std::vector<std::string>& names() const { return names_; }

  private:
    Template(std::string text, std::vector<std::string> names)
        : text_(std::move(text)), names_(std::move(names)) {}

    std::string text_;
    std::vector<std::string> names_;
};

}  // namespace mostik::core
