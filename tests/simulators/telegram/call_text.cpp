#include "tests/simulators/telegram/call.hpp"
#include "tests/simulators/telegram/markup.hpp"
#include "tests/simulators/telegram/unicode.hpp"

#include <algorithm>
#include <array>

namespace mostik::simulators::telegram {

namespace {

constexpr std::size_t max_raw_text = 32'768;

// Kinds that the server finds by itself; a client's are passed over.
constexpr std::array<std::string_view, 7> automatic{"mention", "hashtag", "cashtag",     "bot_command",
                                                    "url",     "email",   "phone_number"};
constexpr std::array<std::string_view, 13> given{
    "bold",         "italic",       "underline", "strikethrough", "spoiler",
    "code",         "pre",          "text_link", "blockquote",    "expandable_blockquote",
    "custom_emoji", "text_mention", "date_time"};

template <class List>
bool contains(const List& list, std::string_view value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

std::vector<Entity> read_entities(const Json& list) {
    std::vector<Entity> entities;
    if (!list.is_array()) return entities;
    for (const auto& json : list) {
        if (!json.is_object()) throw bad_request("can't parse MessageEntity: expected an Object");
        const auto text = [&](const char* key) {
            const auto found = json.find(key);
            return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
        };
        const auto number = [&](const char* key) {
            const auto found = json.find(key);
            if (found == json.end() || !found->is_number_integer()) {
                throw bad_request("can't parse MessageEntity: Can't find field \"" + std::string(key) + "\"");
            }
            return found->get<int>();
        };
        Entity entity;
        entity.type = text("type");
        entity.offset = number("offset");
        entity.length = number("length");
        if (contains(automatic, entity.type)) continue;
        if (!contains(given, entity.type)) {
            throw bad_request("can't parse MessageEntity: Unsupported type specified");
        }
        if (entity.offset < 0)
            throw bad_request("receive an entity with incorrect offset " + std::to_string(entity.offset));
        if (entity.length < 0)
            throw bad_request("receive an entity with incorrect length " + std::to_string(entity.length));
        if (entity.type == "text_link") entity.url = text("url");
        if (entity.type == "pre") entity.language = text("language");
        if (entity.type == "date_time") {
            entity.unix_time = number("unix_time");
            entity.date_time_format = text("date_time_format");
        }
        if (entity.type == "custom_emoji") entity.custom_emoji_id = text("custom_emoji_id");
        if (entity.type == "text_mention") {
            const auto user = json.find("user");
            if (user != json.end() && user->is_object()) entity.user_id = user->value("id", UserId{0});
        }
        entities.push_back(std::move(entity));
    }
    return entities;
}

FormattedText parsed(const std::string& text, const std::string& parse_mode, const Json& entities) {
    const auto mode = net::to_lower_ascii(parse_mode);
    if (mode == "html") return parse_html(text);
    if (mode == "markdownv2") return parse_markdown(text);
    if (mode == "markdown") throw not_simulated("parse_mode Markdown");
    if (!mode.empty() && mode != "none") throw bad_request("unsupported parse_mode");
    return {text, read_entities(entities)};
}

}  // namespace

FormattedText read_text(const Call& call, const std::string& text, const std::string& parse_mode,
                        const Json& entities, Missing missing) {
    if (text.empty()) {
        if (missing == Missing::empty) return {};
        throw bad_request("message text is empty");
    }
    if (text.size() > max_raw_text) throw bad_request("text is too long");
    if (!is_valid_utf8(text)) throw bad_request("strings must be encoded in UTF-8");
    auto result = parsed(text, parse_mode, entities);
    // Users that the server does not know cannot be mentioned.
    auto& list = result.entities;
    list.erase(std::remove_if(list.begin(), list.end(),
                              [&](const Entity& entity) {
                                  return entity.type == "text_mention" &&
                                         call.world().find_user(entity.user_id) == nullptr;
                              }),
               list.end());
    return result;
}

FormattedText read_text(const Call& call, const std::string& name, const std::string& entities_name,
                        Missing missing) {
    return read_text(call, call.parameters.text(name), call.parameters.text("parse_mode"),
                     Json::parse(call.parameters.text(entities_name), nullptr, false), missing);
}

}  // namespace mostik::simulators::telegram
