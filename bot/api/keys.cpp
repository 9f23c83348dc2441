#include "bot/api/keys.hpp"

#include "core/digest.hpp"
#include "core/rate.hpp"

#include <algorithm>
#include <set>

namespace mostik::bot {

namespace {

/// What can be guessed is no key.
constexpr std::size_t shortest_key = 16;

std::string check_name(const std::string& name) {
    const bool word = !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    });
    if (!word) return "expected letters, digits, - and _, at most 64 of them";
    const bool own = name == command_line_name || name == local_name;
    return own ? "that is Mostik's own name for those who have no key; expected another one" : "";
}

std::string check_scope(const std::string& scope) {
    const auto& scopes = api_scopes();
    if (std::find(scopes.begin(), scopes.end(), scope) != scopes.end()) return {};
    return "there is no scope " + core::quoted(scope) + "; expected one of " + core::listed(scopes);
}

std::string check_rate(const std::string& text) {
    return core::parse_rate(text) ? "" : "not a rate; expected a number and a time, such as 100/s or 600/min";
}

const core::Mark& mark_of(const core::ConfigNode& item, const char* key) {
    const core::ConfigNode* const node = item.find(key);
    return node == nullptr ? item.mark : node->mark;
}

}  // namespace

const std::vector<std::string>& api_scopes() {
    static const std::vector<std::string> scopes = {"messages:send", "messages:read", "posts:read",
                                                    "tickets:read", "admin"};
    return scopes;
}

const core::Section<ApiKeySettings>& api_key_section() {
    static const auto section =
        core::Section<ApiKeySettings>{}
            .key("name", &ApiKeySettings::name,
                 {.help = "Whose key it is, for the log and for idempotency keys.",
                  .required = true,
                  .check = check_name,
                  .live = true})
            .key("key", &ApiKeySettings::key,
                 {.help = "The key itself, at least 16 characters; from the environment: `${BILLING_KEY:-}`. "
                          "A key that is empty is left out.",
                  .live = true})
            .key("scopes", &ApiKeySettings::scopes,
                 {.help = "What it may do: `messages:send`, `messages:read` (what was handed in, and what "
                          "became of it), `posts:read`, `tickets:read`, `admin` (everything).",
                  .required = true,
                  .check = check_scope,
                  .live = true})
            .key("rate", &ApiKeySettings::rate,
                 {.help = "How many requests it may make.",
                  .check = check_rate,
                  .live = true,
                  .type = "rate"});
    return section;
}

void check_api_keys(std::vector<ApiKeySettings>& keys, const core::ConfigNode& node, core::Diagnostics& out) {
    std::set<std::string> names;
    std::set<std::string> digests;
    std::vector<ApiKeySettings> checked;
    for (std::size_t i = 0; i < keys.size() && i < node.items.size(); ++i) {
        ApiKeySettings& key = keys[i];
        const core::ConfigNode& item = node.items[i];
        if (!names.insert(key.name).second)
            out.error(mark_of(item, "name"), "a second key with this name; expected another name");
        if (key.scopes.empty())
            out.error(mark_of(item, "scopes"),
                      "there is none; expected one of " + core::listed(api_scopes()));
        if (key.key.empty()) {
            out.warning(mark_of(item, "key"), "the key of " + core::quoted(key.name) +
                                                  " is empty: nobody can use it, it is left out");
            continue;
        }
        if (key.key.reveal().size() < shortest_key) {
            out.error(mark_of(item, "key"),
                      "the key is short enough to be guessed; expected at least 16 "
                      "characters, such as what `openssl rand -hex 24` prints");
        }
        key.key = core::Secret(core::sha256(key.key.reveal()));
        if (!digests.insert(key.key.reveal()).second)
            out.error(mark_of(item, "key"), "the same key as that of another name; expected one for each");
        checked.push_back(std::move(key));
    }
    keys = std::move(checked);
}

}  // namespace mostik::bot
