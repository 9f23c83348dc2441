// YAML text to ConfigNode: yaml-cpp's events, with what it leaves to its callers (duplicate keys, merge keys,
// aliases that grow without end, plain words for its errors).
#include "core/config_encoding.hpp"
#include "core/config_node.hpp"
#include "core/config_variables.hpp"
#include "core/config_yaml_errors.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace mostik::core {
namespace {

constexpr std::size_t size_limit = 1024 * 1024;
constexpr std::size_t depth_limit = 64;
constexpr std::size_t value_limit = 50'000;

/// Ends the reading: what follows could not be understood or would not end.
struct Unreadable {
    Mark mark;
    std::string text;
};

/// yaml-cpp's marks count bytes from 0; editors count characters from 1.
class Places {
  public:
    explicit Places(std::string_view text) : text_(text) {
        for (std::size_t begin = 0; begin <= text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            lines_.push_back(text.substr(begin, end - begin));
            begin = end + 1;
        }
    }

    Mark operator()(const YAML::Mark& mark) const {
        if (mark.is_null()) return {};
        const std::string_view before = line_of(mark).substr(0, static_cast<std::size_t>(mark.column));
        return {mark.line + 1, static_cast<int>(characters(before)) + 1};
    }

    std::string_view line_of(const YAML::Mark& mark) const {
        const auto line = static_cast<std::size_t>(mark.line);
        return mark.is_null() || line >= lines_.size() ? std::string_view{} : lines_[line];
    }

    /// The text from there on.
    std::string_view from(const YAML::Mark& mark) const {
        const std::string_view line = line_of(mark);
        const auto column = std::min(static_cast<std::size_t>(mark.column), line.size());
        return line.data() == nullptr
                   ? line
                   : text_.substr(static_cast<std::size_t>(line.data() - text_.data()) + column);
    }

  private:
    std::string_view text_;
    std::vector<std::string_view> lines_;
};

/// Does the quoted text that `text` begins with, after an anchor or a tag, end? yaml-cpp takes the end of the
/// file for a closing quote.
bool is_closed(std::string_view text) {
    while (!text.empty() && (text.front() == '&' || text.front() == '!')) {
        text.remove_prefix(std::min(text.find_first_of(" \n"), text.size()));
        text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
    }
    if (text.empty() || (text.front() != '"' && text.front() != '\'')) return true;
    const char quote = text.front();
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (text[i] == quote) {
            const bool doubled = quote == '\'' && i + 1 < text.size() && text[i + 1] == quote;
            if (!doubled) return true;
            ++i;
        }
    }
    return false;
}

std::size_t count_values(const ConfigNode& node) {
    std::size_t count = 1;
    for (const ConfigNode& item : node.items) count += count_values(item);
    for (const auto& [key, value] : node.entries) count += 1 + count_values(value);
    return count;
}

std::size_t depth_of(const ConfigNode& node) {
    std::size_t depth = 0;
    for (const ConfigNode& item : node.items) depth = std::max(depth, depth_of(item));
    for (const auto& [key, value] : node.entries) depth = std::max(depth, depth_of(value));
    return depth + 1;
}

/// Builds the tree. Open lists and maps are a stack; a finished node goes into the one below it.
class Builder final : public YAML::EventHandler {
  public:
    Builder(const Places& places, Diagnostics& out) : place_(places), out_(out) {}

    ConfigNode take() { return std::move(document_); }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (documents_++ > 0) {
            throw Unreadable{place_(mark),
                             "a second document begins here; expected one document: remove the \"---\""};
        }
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        ConfigNode node;
        node.mark = place_(mark);
        finish(std::move(node), anchor);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        check_tag(mark, tag);
        if (tag != "?" && !is_closed(place_.from(mark))) {
            throw Unreadable{place_(mark),
                             "a quoted text begins here and does not end; expected the closing quote"};
        }
        ConfigNode node;
        node.kind = ConfigNode::Kind::scalar;
        node.mark = place_(mark);
        node.scalar = value;
        node.quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
        if (!expects_key()) replace_variables(node, out_);
        finish(std::move(node), anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) {
            throw Unreadable{
                place_(mark),
                "an alias stands inside what it names; expected one that names an earlier value"};
        }
        // Counted before it is copied.
        check_room(place_(mark), found->second.values, found->second.depth);
        finish(ConfigNode(found->second.node), 0);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override {
        open(ConfigNode::Kind::list, mark, tag, anchor, style);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override {
        open(ConfigNode::Kind::map, mark, tag, anchor, style);
    }
    void OnMapEnd() override { close(); }

  private:
    struct Open {
        ConfigNode node;
        YAML::anchor_t anchor = 0;
        bool indented = false;           ///< block style: its own mark would be its first entry's
        std::optional<ConfigNode> key;   ///< of a map: read, its value is awaited
        std::vector<ConfigNode> merged;  ///< of a map: what "<<" brought
    };
    struct Anchored {
        ConfigNode node;
        std::size_t values = 0;
        std::size_t depth = 0;
    };

    bool expects_key() const {
        return !open_.empty() && open_.back().node.kind == ConfigNode::Kind::map && !open_.back().key;
    }

    void check_tag(const YAML::Mark& mark, const std::string& tag) const {
        if (tag.empty() || tag == "?" || tag == "!" || tag.starts_with("tag:yaml.org,2002:")) return;
        throw Unreadable{place_(mark),
                         "the tag " + core::quoted(tag) +
                             " means nothing here; expected a plain value: text that begins with \"!\" "
                             "has to be quoted"};
    }

    void check_room(Mark mark, std::size_t values, std::size_t depth) {
        if (open_.size() + depth > depth_limit) {
            throw Unreadable{mark, "lists and maps are nested deeper than " + std::to_string(depth_limit) +
                                       " levels; expected fewer"};
        }
        values_ += values;
        if (values_ > value_limit) {
            throw Unreadable{mark, "the file, its aliases followed, has more than " +
                                       std::to_string(value_limit) + " values; expected fewer"};
        }
    }

    void open(ConfigNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
              YAML::EmitterStyle::value style) {
        check_tag(mark, tag);
        if (expects_key()) refuse_key(place_(mark), kind);
        check_room(place_(mark), 1, 1);
        Open opened;
        opened.node.kind = kind;
        opened.node.mark = place_(mark);
        opened.anchor = anchor;
        opened.indented = style == YAML::EmitterStyle::Block;
        // Told by its key at once: the problems inside should not come before it.
        if (opened.indented && !open_.empty() && open_.back().key) opened.node.mark = open_.back().key->mark;
        open_.push_back(std::move(opened));
    }

    void close() {
        Open closed = std::move(open_.back());
        open_.pop_back();
        merge(closed);
        if (closed.anchor != 0) remember(closed.anchor, closed.node);
        place(std::move(closed.node));
    }

    /// A scalar, a null or an alias.
    void finish(ConfigNode node, YAML::anchor_t anchor) {
        if (expects_key() && node.kind != ConfigNode::Kind::scalar) refuse_key(node.mark, node.kind);
        check_room(node.mark, 1, 1);
        if (anchor != 0) remember(anchor, node);
        place(std::move(node));
    }

    void remember(YAML::anchor_t anchor, const ConfigNode& node) {
        anchors_[anchor] = {node, count_values(node), depth_of(node)};
    }

    void place(ConfigNode node) {
        if (open_.empty()) {
            document_ = std::move(node);
            return;
        }
        Open& parent = open_.back();
        if (parent.node.kind == ConfigNode::Kind::list) {
            parent.node.items.push_back(std::move(node));
        } else if (!parent.key) {
            parent.key = std::move(node);
        } else {
            add_entry(parent, std::move(*parent.key), std::move(node));
            parent.key.reset();
        }
    }

    void add_entry(Open& parent, ConfigNode key, ConfigNode value) {
        if (value.kind == ConfigNode::Kind::null) value.mark = key.mark;
        if (key.scalar == "<<" && !key.quoted) {
            add_merge(parent, key.mark, std::move(value));
            return;
        }
        auto& entries = parent.node.entries;
        const auto first = std::find_if(entries.begin(), entries.end(),
                                        [&](const auto& entry) { return entry.first.scalar == key.scalar; });
        if (first == entries.end()) {
            entries.emplace_back(std::move(key), std::move(value));
            return;
        }
        out_.error(key.mark, "the key " + core::quoted(key.scalar) + " is here twice, first in line " +
                                 std::to_string(first->first.mark.line) +
                                 "; expected each key once: remove one");
    }

    void add_merge(Open& parent, Mark mark, ConfigNode value) {
        std::vector<ConfigNode> sources;
        if (value.kind == ConfigNode::Kind::list) {
            sources = std::move(value.items);
        } else {
            sources.push_back(std::move(value));
        }
        for (ConfigNode& source : sources) {
            if (source.kind == ConfigNode::Kind::map) {
                parent.merged.push_back(std::move(source));
            } else {
                out_.error(mark,
                           "\"<<\" takes in " + core::quoted(source) + "; expected a map, or a list of maps");
            }
        }
    }

    static void merge(Open& map) {
        for (ConfigNode& source : map.merged) {
            for (auto& entry : source.entries) {
                if (map.node.find(entry.first.scalar) == nullptr)
                    map.node.entries.push_back(std::move(entry));
            }
        }
    }

    [[noreturn]] static void refuse_key(Mark mark, ConfigNode::Kind kind) {
        if (kind == ConfigNode::Kind::null) {
            throw Unreadable{mark, "a value without a key; expected \"key: value\""};
        }
        throw Unreadable{
            mark,
            "a list or a map where a key belongs; expected \"key: value\": text that begins with \"{\" or "
            "\"[\" has to be quoted"};
    }

    const Places& place_;
    Diagnostics& out_;
    ConfigNode document_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, Anchored> anchors_;
    std::size_t values_ = 0;
    int documents_ = 0;
};

ConfigNode build(std::string_view text, Diagnostics& out) {
    const Places places(text);
    Builder builder(places, out);
    std::istringstream stream{std::string(text)};
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
        return builder.take();
    } catch (const Unreadable& problem) {
        out.error(problem.mark, problem.text);
    } catch (const YAML::Exception& error) {
        const std::string_view line = places.line_of(error.mark);
        const bool tab = line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
        out.error(places(error.mark),
                  tab ? "a tab in the indentation; expected spaces" : yaml_error_in_plain_words(error.msg));
    }
    return {};
}

}  // namespace

ConfigNode parse_config(std::string_view text, Diagnostics& diagnostics) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    if (text.size() > size_limit) {
        diagnostics.error({},
                          "the file has " + std::to_string(text.size()) + " bytes; expected at most 1 MiB");
        return {};
    }
    if (const std::optional<BadCharacter> bad = find_bad_character(text)) {
        diagnostics.error(bad->mark, bad->what);
        return {};
    }
    return build(text, diagnostics);
}

}  // namespace mostik::core
