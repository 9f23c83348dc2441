#include "core/template.hpp"

#include <set>

#include <kainjow/mustache.hpp>

namespace mostik::core {

namespace {

namespace mustache = kainjow::mustache;

/// Values by name. A string value may never serve as a partial: people's texts would be read as templates.
class Values final : public mustache::context<std::string> {
  public:
    using context::context;
    const mustache::data* get_partial(const std::string&) const override { return nullptr; }
};

/// Notes what is asked for and not there.
class StrictValues final : public mustache::context<std::string> {
  public:
    using context::context;
    const mustache::data* get_partial(const std::string&) const override { return nullptr; }
    const mustache::data* get(const std::string& name) const override {
        const mustache::data* const found = context::get(name);
        if (found == nullptr) missing.insert(name);
        return found;
    }

    mutable std::set<std::string> missing;
};

mustache::data data_of(const TemplateValue& value);

struct ToData {
    mustache::data operator()(bool truth) const {
        return mustache::data(truth ? mustache::data::type::bool_true : mustache::data::type::bool_false);
    }
    mustache::data operator()(const std::string& text) const {
        return text.empty() ? (*this)(false) : mustache::data(text);
    }
    mustache::data operator()(const TemplateValue::List& list) const {
        mustache::data data(mustache::data::type::list);
        for (const TemplateValue& each : list) data.push_back(data_of(each));
        return data;
    }
    mustache::data operator()(const TemplateValue::Fields& fields) const {
        mustache::data data(mustache::data::type::object);
        for (const auto& [name, each] : fields) data.set(name, data_of(each));
        return data;
    }
};

mustache::data data_of(const TemplateValue& value) {
    return std::visit(ToData{}, value.value);
}

/// Notes what a template asks for. Every section is entered when `truth` is, every inverted one when it is
/// not.
class Recorder final : public mustache::basic_context<std::string> {
  public:
    explicit Recorder(bool truth)
        : answer_(truth ? mustache::data::type::bool_true : mustache::data::type::bool_false) {}

    void push(const mustache::data*) override {}
    void pop() override {}
    const mustache::data* get(const std::string& name) const override {
        names.insert(name);
        return &answer_;
    }
    const mustache::data* get_partial(const std::string& name) const override {
        partials.insert(name);
        return nullptr;
    }

    mutable std::set<std::string> names;
    mutable std::set<std::string> partials;

  private:
    mustache::data answer_;
};

}  // namespace

Result<Template> Template::parse(std::string_view text) {
    std::string copy(text);
    mustache::mustache compiled(copy);
    if (!compiled.is_valid()) return failure(Errc::invalid, "not a template: " + compiled.error_message());

    std::set<std::string> names;
    for (const bool truth : {true, false}) {
        Recorder recorder(truth);
        compiled.render(recorder);
        if (!recorder.partials.empty()) {
            return failure(Errc::invalid, "not a template: there are no partials to put in for {{>" +
                                              *recorder.partials.begin() + "}}");
        }
        names.merge(recorder.names);
    }
    names.erase(".");
    return Template(std::move(copy), {names.begin(), names.end()});
}

std::string Template::render(const std::map<std::string, std::string>& values) const {
    mustache::data data(mustache::data::type::object);
    for (const auto& [name, value] : values) {
        data.set(name,
                 value.empty() ? mustache::data(mustache::data::type::bool_false) : mustache::data(value));
    }
    // Rendering changes the library's object, so each call has its own; replies are few and short.
    mustache::mustache compiled(text_);
    compiled.set_custom_escape([](const std::string& value) { return value; });
    Values context(&data);
    return compiled.render(context);
}

Result<std::string> Template::render_strictly(
    const TemplateValue::Fields& values, const std::function<std::string(const std::string&)>& escape) const {
    const mustache::data data = ToData{}(values);
    mustache::mustache compiled(text_);
    compiled.set_custom_escape([&escape](const std::string& value) { return escape(value); });
    StrictValues context(&data);
    std::string text = compiled.render(context);
    if (context.missing.empty()) return text;
    std::string names;
    for (const std::string& name : context.missing) names += (names.empty() ? "" : ", ") + name;
    return failure(Errc::not_found, names);
}

}  // namespace mostik::core
