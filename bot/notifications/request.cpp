#include "bot/notifications/request.hpp"

#include "bot/notifications/recipients.hpp"
#include "core/base64.hpp"
#include "messengers/formatting/markdown.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace mostik::bot {

namespace {

using nlohmann::json;

constexpr std::size_t longest_title = 256;      // characters
constexpr std::size_t longest_body = 50'000;    // characters
constexpr std::size_t most_files = 10;          // a Mattermost post and a Telegram album hold so many
constexpr std::size_t longest_file_name = 255;  // bytes, as file systems have it
constexpr std::size_t most_problems = 100;
constexpr std::int64_t highest_priority = 10;

bool has_control_characters(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string_view name_of_type(const json& value) {
    if (value.is_null()) return "null";
    if (value.is_boolean()) return "a truth value";
    if (value.is_number()) return "a number";
    if (value.is_string()) return "a text";
    return value.is_array() ? "a list" : "an object";
}

std::string expected_but_is(std::string_view expected, const json& value) {
    return "expected " + std::string(expected) + ", not " + std::string(name_of_type(value));
}

core::TemplateValue template_value(const json& value) {
    if (value.is_boolean()) return {value.get<bool>()};
    if (value.is_null()) return {false};
    if (value.is_string()) return {value.get<std::string>()};
    if (value.is_array()) {
        core::TemplateValue::List list;
        for (const json& each : value) list.push_back(template_value(each));
        return {std::move(list)};
    }
    if (value.is_object()) {
        core::TemplateValue::Fields fields;
        for (const auto& [name, each] : value.items()) fields.emplace(name, template_value(each));
        return {std::move(fields)};
    }
    return {value.dump()};
}

class Reader {
  public:
    Reader(const json& request, const NotificationRules& rules, const NotificationCircumstances& around)
        : request_(request), rules_(rules), around_(around) {}

    tl::expected<core::Event, FieldProblems> read() {
        if (!request_.is_object()) {
            complain("", expected_but_is("an object", request_));
            return tl::unexpected(std::move(problems_));
        }
        refuse_unknown_fields();
        notification_.source = around_.source;
        read_recipients();
        read_words();
        read_files();
        read_times();
        read_priority();
        read_identity();
        if (!problems_.empty()) return tl::unexpected(std::move(problems_));
        core::Event event{.messenger = "notifications",
                          .type = "notification",
                          .identity = notification_.reference,
                          .happened_at = around_.now,
                          .once = true};
        event.body = std::move(notification_);
        return event;
    }

  private:
    void complain(std::string pointer, std::string detail) {
        if (problems_.size() >= most_problems) return;
        problems_.push_back({std::move(pointer), std::move(detail)});
    }

    /// The field, or nullptr when it is not there (null is the same).
    const json* field(const char* name) const {
        const auto found = request_.find(name);
        return found == request_.end() || found->is_null() ? nullptr : &*found;
    }

    /// The text of the field; nothing when it is not there, or wrong.
    std::optional<std::string> text(const char* name, std::size_t most_characters) {
        const json* const value = field(name);
        if (value == nullptr) return std::nullopt;
        const std::string pointer = std::string("/") + name;
        if (!value->is_string()) {
            complain(pointer, expected_but_is("a text", *value));
            return std::nullopt;
        }
        auto words = value->get<std::string>();
        const std::size_t characters = messengers::formatting::code_points(words);
        if (characters > most_characters) {
            complain(pointer, "expected at most " + std::to_string(most_characters) + " characters, not " +
                                  std::to_string(characters));
            return std::nullopt;
        }
        return words;
    }

    void refuse_unknown_fields() {
        const auto& known = notification_fields();
        for (const auto& [name, value] : request_.items()) {
            if (problems_.size() >= most_problems) return;  // finding what was meant takes its time
            if (std::find(known.begin(), known.end(), name) != known.end()) continue;
            const std::string near = core::nearest(name, known);
            complain("/" + name.substr(0, 100),
                     "there is no such field" +
                         (near.empty() ? std::string{} : "; did you mean \"" + near + "\"?"));
        }
    }

    void read_recipients() {
        const auto sender = text("sender", 100);
        const json* const to = field("to");
        auto addresses = resolve_recipients(sender, to, rules_);
        if (addresses) {
            notification_.to = std::move(*addresses);
        } else {
            for (FieldProblem& problem : addresses.error())
                complain(std::move(problem.pointer), std::move(problem.detail));
        }
    }

    void read_words() {
        const auto template_name = text("template", 100);
        const auto format = text("format", 20);
        if (format && *format != "text" && *format != "markdown") {
            complain("/format", "expected \"text\" or \"markdown\"");
        }
        if (template_name) {
            for (const char* const name : {"title", "body", "format"}) {
                if (field(name) != nullptr)
                    complain(std::string("/") + name, "the template has it: leave it out here");
            }
            read_template(*template_name);
            return;
        }
        for (const char* const name : {"data", "locale"}) {
            if (field(name) != nullptr)
                complain(std::string("/") + name, "only a template takes it: name one in \"template\"");
        }
        notification_.message.plain = !format || *format == "text";
        notification_.message.title = one_line(text("title", longest_title).value_or(""));
        notification_.message.text = text("body", longest_body).value_or("");
        require_words();
    }

    static std::string one_line(std::string words) {
        std::replace_if(
            words.begin(), words.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
        return words;
    }

    void require_words() {
        const core::Message& message = notification_.message;
        const bool visible = messengers::formatting::has_visible_text(message.title) ||
                             messengers::formatting::has_visible_text(message.text);
        const json* const files = field("attachments");
        const bool has_files = files != nullptr && files->is_array() && !files->empty();
        const bool complained = std::any_of(problems_.begin(), problems_.end(), [](const auto& problem) {
            return problem.pointer == "/body" || problem.pointer == "/title";
        });
        if (!visible && !has_files && !complained)
            complain("/body", "there is nothing to send; expected a body, a title or attachments");
    }

    void read_template(const std::string& name) {
        const MessageTemplate* const words = rules_.message_template(name);
        if (words == nullptr) {
            const std::string near = core::nearest(name, rules_.template_names());
            complain("/template", "there is no such template" +
                                      (near.empty() ? std::string{} : "; did you mean \"" + near + "\"?"));
            return;
        }
        const std::string language = text("locale", 35).value_or(rules_.locale());
        core::TemplateValue::Fields values;
        if (const json* const data = field("data")) {
            if (!data->is_object()) {
                complain("/data", expected_but_is("an object", *data));
                return;
            }
            for (const auto& [key, value] : data->items()) values.emplace(key, template_value(value));
        }
        notification_.message.plain = !words->markdown;
        const auto plain = [](const std::string& value) { return value; };
        notification_.message.title =
            one_line(render(MessageTemplate::pick(words->titles, language, rules_.locale()), values, plain));
        const auto escape = [&](const std::string& value) {
            return words->markdown ? messengers::formatting::neutralize_mentions(
                                         messengers::formatting::escape_markdown(value))
                                   : value;
        };
        notification_.message.text =
            render(MessageTemplate::pick(words->bodies, language, rules_.locale()), values, escape);
        limit_rendered();
    }

    std::string render(const core::Template* words, const core::TemplateValue::Fields& values,
                       const std::function<std::string(const std::string&)>& escape) {
        if (words == nullptr) return {};
        auto text = words->render_strictly(values, escape);
        if (text) return std::move(*text);
        complain("/data", "the template asks for what is not there: " + text.error().message +
                              " (null or \"\" for what is to be empty)");
        return {};
    }

    void limit_rendered() {
        if (!problems_.empty()) return;
        const core::Message& message = notification_.message;
        if (messengers::formatting::code_points(message.text) > longest_body ||
            messengers::formatting::code_points(message.title) > longest_title) {
            complain("/data", "with it the message is longer than " + std::to_string(longest_body) +
                                  " characters, or its title than " + std::to_string(longest_title));
        }
        require_words();
    }

    void read_files() {
        const json* const files = field("attachments");
        if (files == nullptr) return;
        if (!files->is_array()) {
            complain("/attachments", expected_but_is("a list", *files));
            return;
        }
        if (files->size() > most_files) {
            complain("/attachments", "expected at most " + std::to_string(most_files) + " files");
            return;
        }
        for (std::size_t i = 0; i < files->size(); ++i)
            read_file((*files)[i], "/attachments/" + std::to_string(i));
    }

    void read_file(const json& file, const std::string& pointer) {
        if (!file.is_object()) {
            complain(pointer, expected_but_is("an object with name and content", file));
            return;
        }
        const auto complain_of = [&](std::string_view name, std::string detail) {
            std::string where = pointer;
            where += '/';
            where += name.substr(0, 100);
            complain(std::move(where), std::move(detail));
        };
        core::Enclosure enclosure;
        std::optional<std::string> content;
        for (const auto& [name, value] : file.items()) {
            const bool known = name == "name" || name == "mime_type" || name == "content";
            if (!known) {
                complain_of(name, "there is no such field; expected name, mime_type, content");
            } else if (!value.is_string()) {
                complain_of(name, expected_but_is("a text", value));
            } else if (name == "name") {
                enclosure.name = value.get<std::string>();
            } else if (name == "mime_type") {
                enclosure.mime_type = value.get<std::string>();
            } else {
                content = core::from_base64(value.get_ref<const std::string&>());
                if (!content)
                    complain_of(name, "expected the file's bytes in base64 (RFC 4648, with padding)");
            }
        }
        const bool bad_name = enclosure.name.empty() || enclosure.name.size() > longest_file_name ||
                              has_control_characters(enclosure.name) ||
                              enclosure.name.find('/') != std::string::npos;
        if (bad_name) {
            complain_of("name", "expected the name of a file, without folders, of at most " +
                                    std::to_string(longest_file_name) + " bytes");
        }
        if (has_control_characters(enclosure.mime_type) || enclosure.mime_type.size() > 100)
            complain_of("mime_type", "expected a media type, such as image/png");
        if (!file.contains("content")) complain_of("content", "expected the file's bytes in base64");
        if (content && content->empty()) complain_of("content", "the file is empty; expected some bytes");
        enclosure.content = std::move(content).value_or("");
        notification_.files.push_back(std::move(enclosure));
    }

    std::optional<core::Time> time(const char* name) {
        const auto words = text(name, 100);
        if (!words) return std::nullopt;
        const auto moment = core::parse_time(*words);
        const bool whole = words->find('T') != std::string::npos || words->find('t') != std::string::npos;
        if (moment && whole) return moment;
        complain(std::string("/") + name, "expected a moment as in RFC 3339, such as 2026-01-31T12:00:00Z");
        return std::nullopt;
    }

    void read_times() {
        notification_.not_before = time("not_before");
        notification_.not_after = time("not_after");
        const auto& before = notification_.not_before;
        const auto& after = notification_.not_after;
        if (after && *after <= around_.now) complain("/not_after", "that is over; expected a moment to come");
        if (before && after && *after <= *before)
            complain("/not_after", "expected a moment later than not_before");
    }

    void read_priority() {
        const json* const value = field("priority");
        if (value == nullptr) return;
        // Unsigned numbers beyond the signed ones would be compared as negative ones.
        const bool whole = value->is_number_integer() &&
                           (!value->is_number_unsigned() || value->get<std::uint64_t>() <= highest_priority);
        const bool in_range = whole && value->get<std::int64_t>() >= -highest_priority &&
                              value->get<std::int64_t>() <= highest_priority;
        if (in_range) {
            notification_.priority = value->get<int>();
        } else {
            complain("/priority", "expected a whole number from -10 to 10");
        }
    }

    void read_identity() {
        auto identity = identify(request_, around_);
        if (!identity) {
            for (FieldProblem& problem : identity.error())
                complain(std::move(problem.pointer), std::move(problem.detail));
            return;
        }
        notification_.reference = std::move(identity->reference);
        notification_.fingerprint = std::move(identity->fingerprint);
    }

    const json& request_;
    const NotificationRules& rules_;
    const NotificationCircumstances& around_;
    core::Notification notification_;
    FieldProblems problems_;
};

}  // namespace

const std::vector<std::string>& notification_fields() {
    static const std::vector<std::string> fields = {
        "sender", "to",          "title",      "body",      "format",   "template",       "data",
        "locale", "attachments", "not_before", "not_after", "priority", "idempotency_key"};
    return fields;
}

tl::expected<core::Event, FieldProblems> read_notification(const json& request,
                                                           const NotificationRules& rules,
                                                           const NotificationCircumstances& circumstances) {
    return Reader(request, rules, circumstances).read();
}

}  // namespace mostik::bot
