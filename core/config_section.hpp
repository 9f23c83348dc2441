#pragma once

#include "core/clock.hpp"
#include "core/config_node.hpp"
#include "core/secret.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mostik::core {

/// What one key is, for reading, the documentation and the editors' schema alike.
struct KeyInfo {
    std::string name;
    std::string help;          ///< one or two sentences
    std::string type;          ///< for people: "text", "whole number", "list of channels", …
    std::string limits;        ///< for people: "1 to 65535", "one of text, json"; empty: none
    std::string default_text;  ///< as it would be written in YAML; empty: no default (required, or nothing)
    bool required = false;
    bool deprecated = false;
    bool live = false;          ///< a change takes effect while the program runs; else it needs a restart
    bool list = false;          ///< a list of sections, whose keys are in `keys`
    std::string json_schema;    ///< the JSON Schema of the value, as JSON text
    std::vector<KeyInfo> keys;  ///< of a section, or of the sections in a list
};

/// A key whose value is another one in a second reading of the configuration.
struct KeyChange {
    std::string key;            ///< "limit", "history.limit"
    bool live = false;          ///< as it was declared
    std::string before, after;  ///< as they would be written; both empty: not to be shown (a secret), or long
};

/// How a key is declared beside its member.
struct KeySpec {
    std::string help;
    bool required = false;
    std::optional<std::int64_t> min;  ///< numbers, durations in milliseconds
    std::optional<std::int64_t> max;
    std::vector<std::string> one_of;  ///< allowed words
    /// Of texts (each item of a list): what is wrong, or empty.
    std::function<std::string(const std::string&)> check;
    /// Whoever uses the value takes over another one while the program runs. Without this word a changed
    /// value is refused until a restart, so that a key that nobody thought of does no harm.
    bool live = false;
    bool deprecated = false;  ///< still read; left out of examples and of what is expected
    std::string type;         ///< for people, where the member's type says too little
    std::string name;         ///< of the key, for problems; Section fills it in
};

// How a value of each type is read. Reports a problem and returns false when the node is not one. Null means
// "not given": the value keeps what it had, and that is true. A required text may not be empty.
bool read_value(const ConfigNode& node, const KeySpec& spec, std::string& value, Diagnostics& out);
bool read_value(const ConfigNode& node, const KeySpec& spec, Secret& value, Diagnostics& out);
bool read_value(const ConfigNode& node, const KeySpec& spec, bool& value, Diagnostics& out);
bool read_value(const ConfigNode& node, const KeySpec& spec, std::int64_t& value, Diagnostics& out);
/// "90s", "10min", "1h", "250ms", "7d".
bool read_value(const ConfigNode& node, const KeySpec& spec, Milliseconds& value, Diagnostics& out);
/// A list of texts; a single text is a list of one, an empty one an empty list. Empty items are left out.
bool read_value(const ConfigNode& node, const KeySpec& spec, std::vector<std::string>& value,
                Diagnostics& out);
bool read_value(const ConfigNode& node, const KeySpec& spec, std::optional<std::string>& value,
                Diagnostics& out);
bool read_value(const ConfigNode& node, const KeySpec& spec, std::optional<bool>& value, Diagnostics& out);
/// The node itself, for keys whose meaning belongs to another layer (chains).
bool read_value(const ConfigNode& node, const KeySpec& spec, ConfigNode& value, Diagnostics& out);

// How a key of each type is described: everything in KeyInfo.
KeyInfo describe_value(const KeySpec& spec, const std::string& default_value);
KeyInfo describe_value(const KeySpec& spec, const Secret& default_value);
KeyInfo describe_value(const KeySpec& spec, const bool& default_value);
KeyInfo describe_value(const KeySpec& spec, const std::int64_t& default_value);
KeyInfo describe_value(const KeySpec& spec, const Milliseconds& default_value);
KeyInfo describe_value(const KeySpec& spec, const std::vector<std::string>& default_value);
KeyInfo describe_value(const KeySpec& spec, const std::optional<std::string>& default_value);
KeyInfo describe_value(const KeySpec& spec, const std::optional<bool>& default_value);
KeyInfo describe_value(const KeySpec& spec, const ConfigNode& default_value);

// What Section's templates share.
KeyInfo section_info(std::string name, const KeySpec& spec, std::vector<KeyInfo> keys, bool list);
/// Reports what is no list; null is an empty one.
bool expect_list(const ConfigNode& node, Diagnostics& out);
/// Reports what is no map, keys that are not among `keys` (with the nearest one) and required ones that are
/// missing. Null is an empty map.
bool expect_map(const ConfigNode& node, const std::vector<KeyInfo>& keys, Diagnostics& out);

/// The keys of one map of the configuration, each declared once: its name, the member of `T` that takes it
/// (whose initial value is the default), its help and its limits. Reading, docs/config.md and
/// config.schema.json all come from this declaration.
///
///     const Section<HistorySettings>& history_section() {
///         static const auto section = Section<HistorySettings>{}
///             .key("limit", &HistorySettings::limit, {.help = "Posts per channel.", .min = 0})
///             .key("since", &HistorySettings::since, {.help = "…", .check = is_time});
///         return section;
///     }
template <class T>
class Section {
  public:
    /// An ordinary key.
    template <class Member>
    Section& key(std::string name, Member T::*member, KeySpec spec) & {
        spec.name = std::move(name);
        KeyInfo info = describe_value(spec, T{}.*member);
        add(
            std::move(info),
            [member, spec](T& target, const ConfigNode& node, Diagnostics& out) {
                read_value(node, spec, target.*member, out);
            },
            [member, spec](const T& before, const T& after, std::vector<KeyChange>& changes) {
                if (before.*member == after.*member) return;
                changes.push_back({spec.name, spec.live, describe_value(spec, before.*member).default_text,
                                   describe_value(spec, after.*member).default_text});
            });
        return *this;
    }
    template <class Member>
    Section&& key(std::string name, Member T::*member, KeySpec spec) && {
        return std::move(key(std::move(name), member, std::move(spec)));
    }

    /// A map inside this one.
    template <class Member>
    Section&& section(std::string name, Member T::*member, const Section<Member>& inner, KeySpec spec) && {
        add(
            section_info(name, spec, inner.keys(), false),
            [member, &inner](T& target, const ConfigNode& node, Diagnostics& out) {
                inner.read_into(target.*member, node, out);
            },
            [member, &inner, name](const T& before, const T& after, std::vector<KeyChange>& changes) {
                for (KeyChange& change : inner.changes(before.*member, after.*member)) {
                    change.key.insert(0, name + ".");
                    changes.push_back(std::move(change));
                }
            });
        return std::move(*this);
    }

    /// A map that somebody else reads, and compares: here it is only declared, and reported when it is none.
    void described(KeyInfo info) {
        std::vector<KeyInfo> keys = info.keys;
        add(
            std::move(info),
            [keys = std::move(keys)](T&, const ConfigNode& node, Diagnostics& out) {
                const bool map = node.kind == ConfigNode::Kind::map || node.kind == ConfigNode::Kind::null;
                if (!map) expect_map(node, keys, out);
            },
            [](const T&, const T&, std::vector<KeyChange>&) {});
    }

    /// A list of maps.
    template <class Item>
    Section&& list(std::string name, std::vector<Item> T::*member, const Section<Item>& inner,
                   KeySpec spec) && {
        add(
            section_info(name, spec, inner.keys(), true),
            [member, &inner](T& target, const ConfigNode& node, Diagnostics& out) {
                if (!expect_list(node, out)) return;
                for (const ConfigNode& item : node.items) {
                    inner.read_into((target.*member).emplace_back(), item, out);
                }
            },
            [member, &inner, name, spec](const T& before, const T& after, std::vector<KeyChange>& changes) {
                const auto alike = [&inner](const Item& left, const Item& right) {
                    return inner.changes(left, right).empty();
                };
                const bool same = std::equal((before.*member).begin(), (before.*member).end(),
                                             (after.*member).begin(), (after.*member).end(), alike);
                if (!same) changes.push_back({name, spec.live, {}, {}});
            });
        return std::move(*this);
    }

    /// Reads a map. Unknown keys, wrong types, broken limits and missing required keys are all reported. A
    /// null node is an empty map.
    void read_into(T& target, const ConfigNode& node, Diagnostics& out) const {
        if (!expect_map(node, infos_, out)) return;
        for (std::size_t i = 0; i < infos_.size(); ++i) {
            const ConfigNode* value = node.find(infos_[i].name);
            if (value != nullptr) readers_[i](target, *value, out);
        }
    }

    /// The keys whose values differ, in the order of their declaration.
    std::vector<KeyChange> changes(const T& before, const T& after) const {
        std::vector<KeyChange> changes;
        for (const Comparer& compare : comparers_) compare(before, after, changes);
        return changes;
    }

    const std::vector<KeyInfo>& keys() const { return infos_; }

  private:
    using Reader = std::function<void(T&, const ConfigNode&, Diagnostics&)>;
    using Comparer = std::function<void(const T& before, const T& after, std::vector<KeyChange>&)>;

    void add(KeyInfo info, Reader reader, Comparer comparer) {
        infos_.push_back(std::move(info));
        readers_.push_back(std::move(reader));
        comparers_.push_back(std::move(comparer));
    }

    std::vector<KeyInfo> infos_;
    std::vector<Reader> readers_;
    std::vector<Comparer> comparers_;
};

}  // namespace mostik::core
