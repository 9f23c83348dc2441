#pragma once

#include "messengers/json_reading.hpp"
#include "messengers/mattermost/wire.hpp"

#include <vector>

/// What the files that read Mattermost's JSON share: an object that stands inside another one, and lists of
/// them. For wire*.cpp only, because of simdjson.
namespace mostik::messengers::mattermost {

core::Result<WirePost> read_post(const simdjson::dom::element& element);
core::Result<WireReaction> read_reaction(const simdjson::dom::element& element);
core::Result<WireUser> read_user(const simdjson::dom::element& element);

/// The items of an array, each by `read`; the first that cannot be read is the error.
template <class Read>
auto parse_array(std::string_view json, Read read)
    -> core::Result<std::vector<typename decltype(read(simdjson::dom::element{}))::value_type>> {
    using Item = typename decltype(read(simdjson::dom::element{}))::value_type;
    const auto read_items = [&](const simdjson::dom::element& root) -> core::Result<std::vector<Item>> {
        simdjson::dom::array array;
        if (root.get(array) != simdjson::SUCCESS)
            return core::failure(core::Errc::invalid, "not a JSON array");
        std::vector<Item> items;
        for (const auto element : array) {
            auto item = read(element);
            if (!item) return tl::unexpected<core::Error>(item.error());
            items.push_back(std::move(*item));
        }
        return items;
    };
    return json_reading::parse(json, read_items);
}

}  // namespace mostik::messengers::mattermost
