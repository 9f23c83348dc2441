#include "processors/log_line.hpp"

#include "processors/shorten.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

namespace mostik::processors {

namespace {

using nlohmann::ordered_json;

/// Names are short by nature; one that is not must not drown the line.
constexpr std::size_t max_name = 100;
constexpr std::size_t max_file_names = 5;

/// Could this character break the line, or make it look like something else than it is?
bool is_deceptive(UChar32 c) {
    constexpr UChar32 zero_width_non_joiner = 0x200c;  // this and the next belong to ordinary words and emoji
    constexpr UChar32 zero_width_joiner = 0x200d;
    switch (u_charType(c)) {
        case U_CONTROL_CHAR:
        case U_LINE_SEPARATOR:
        case U_PARAGRAPH_SEPARATOR:
            return true;
        case U_FORMAT_CHAR:
            return c != zero_width_non_joiner && c != zero_width_joiner;
        default:
            return false;
    }
}

void append_escaped(std::string& out, UChar32 c) {
    if (c > 0xffff) {
        fmt::format_to(std::back_inserter(out), "\\u{:04x}\\u{:04x}", static_cast<unsigned>(U16_LEAD(c)),
                       static_cast<unsigned>(U16_TRAIL(c)));
    } else {
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    }
}

/// JSON text in which the deceptive characters that JSON itself allows are escaped too.
std::string to_safe_json(const ordered_json& value) {
    const std::string text = value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    std::string safe;
    safe.reserve(text.size());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < size;) {
        const std::int32_t begin = at;
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(text.data(), at, size, c);
        if (is_deceptive(c)) {
            append_escaped(safe, c);
        } else {
            safe.append(text, static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
        }
    }
    return safe;
}

/// Is the value one word that needs no quotes?
bool is_bare(const std::string& value) {
    constexpr std::string_view marks = "-_./:@+#";
    const auto size = static_cast<std::int32_t>(value.size());
    for (std::int32_t at = 0; at < size;) {
        UChar32 c = 0;
        U8_NEXT(value.data(), at, size, c);
        if (c < 0) return false;
        const bool mark = c < 0x80 && marks.find(static_cast<char>(c)) != std::string_view::npos;
        if (!mark && u_isalnum(c) == 0) return false;
    }
    return true;
}

/// The line's fields in their order; empty texts are left out.
class Fields {
  public:
    void add(const char* name, std::string_view text) {
        if (!text.empty()) object_[name] = text;
    }
    void add_flag(const char* name, bool set) {
        if (set) object_[name] = true;
    }
    void add_time(const char* name, core::Time time) {
        if (time != core::Time{}) object_[name] = core::to_rfc3339(time);
    }

    std::string render(LogFormat format) const {
        if (format == LogFormat::json) return to_safe_json(object_);
        std::string line;
        for (const auto& [name, value] : object_.items()) {
            if (!line.empty()) line += ' ';
            line += name;
            line += '=';
            const bool bare = value.is_string() && is_bare(value.get_ref<const std::string&>());
            line += bare ? value.get_ref<const std::string&>() : to_safe_json(value);
        }
        return line;
    }

  private:
    ordered_json object_ = ordered_json::object();
};

std::string channel_title(const core::Channel& channel) {
    if (channel.direct) return "direct";
    if (channel.team.empty()) return shorten(channel.name, max_name);
    return shorten(channel.team + "/" + channel.name, max_name);
}

std::string enumerate(const std::vector<std::string>& names) {
    std::string text;
    const std::size_t shown = std::min(names.size(), max_file_names);
    for (std::size_t i = 0; i < shown; ++i) text += (i > 0 ? ", " : "") + shorten(names[i], max_name);
    if (shown < names.size()) text += fmt::format(", {} more", names.size() - shown);
    return text;
}

std::string names_of(const std::vector<core::Attachment>& files) {
    std::vector<std::string> names;
    names.reserve(files.size());
    for (const core::Attachment& file : files) names.push_back(file.name.empty() ? file.id : file.name);
    return enumerate(names);
}

std::string names_of(const std::vector<core::Enclosure>& files) {
    std::vector<std::string> names;
    names.reserve(files.size());
    for (const core::Enclosure& file : files) names.push_back(file.name);
    return enumerate(names);
}

/// Adds what each kind of event has to tell.
struct Body {
    Fields& fields;
    const core::Event& event;
    std::size_t max_text;

    void add_post(const core::Post& post) const {
        fields.add("post_id", post.id);
        fields.add("thread_id", post.thread_id);
        fields.add("reply_to", post.reply_to);
        fields.add_flag("system", post.system);
        fields.add_flag("own", post.own);
        fields.add("files", names_of(post.attachments));
        fields.add("text", shorten(post.text, max_text));
    }

    void operator()(const core::Connected& body) const {
        fields.add("connection_id", body.connection_id);
        fields.add("server_version", body.server_version);
    }
    void operator()(const core::Posted& body) const { add_post(body.post); }
    void operator()(const core::PostEdited& body) const {
        fields.add_time("edited_at", body.post.edited_at);
        add_post(body.post);
    }
    void operator()(const core::PostDeleted& body) const {
        fields.add_time("deleted_at", body.deleted_at);
        add_post(body.post);
    }
    void operator()(const core::ReactionChanged& body) const {
        fields.add("post_id", body.post_id);
        fields.add("emoji", shorten(body.emoji, max_name));
        fields.add("change", body.added ? "added" : "removed");
    }
    void operator()(const core::MembershipChanged& body) const {
        fields.add("member", shorten(body.member.name, max_name));
        fields.add("member_id", body.member.id);
        fields.add("change", body.added ? "added" : "removed");
    }
    void operator()(const core::ButtonPressed& body) const {
        fields.add("post_id", body.post_id);
        fields.add("button", shorten(body.data, max_name));
    }
    void operator()(const core::ChatMoved& body) const { fields.add("moved_to", body.to); }
    void operator()(const core::TimerDue& body) const {
        fields.add("owner", body.owner);
        fields.add("subject", body.subject);
    }
    void operator()(const core::Notification& body) const {
        std::string to;
        for (const core::Address& address : body.to)
            to += (to.empty() ? "" : ", ") + core::to_string(address);
        fields.add("source", shorten(body.source, max_name));
        fields.add("to", shorten(to, max_text));
        fields.add("title", shorten(body.message.title, max_name));
        fields.add("text", shorten(body.message.text, max_text));
        fields.add("files", names_of(body.files));
    }
    void operator()(const core::Outcome& body) const {
        fields.add("outbox_id", std::to_string(body.outbox_id));
        fields.add("to", core::to_string(body.to));
        fields.add("outcome", body.delivered ? "delivered" : "failed");
        fields.add("reason", shorten(body.reason, max_text));
    }
    void operator()(const core::OtherEvent&) const { fields.add("data", shorten(event.raw, max_text)); }
};

}  // namespace

std::string log_line(const core::Event& event, LogFormat format, std::size_t max_text) {
    Fields fields;
    fields.add("event", event.messenger + "/" + event.type);
    fields.add("event_id", core::id_of(event));
    fields.add("origin", core::to_string(event.origin));
    fields.add_time("at", event.happened_at);
    fields.add("channel", channel_title(event.channel));
    fields.add("channel_id", event.channel.id);
    fields.add("author", shorten(event.author.name, max_name));
    fields.add("author_id", event.author.id);
    fields.add_flag("bot", event.author.bot);
    fields.add_flag("self", event.author.self);
    std::visit(Body{fields, event, max_text}, event.body);
    return fields.render(format);
}

}  // namespace mostik::processors
