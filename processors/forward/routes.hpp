#pragma once

#include "core/address.hpp"
#include "core/config_section.hpp"
#include "core/template.hpp"
#include "processors/when/conditions.hpp"
#include "storage/chats.hpp"

#include <functional>
#include <string>
#include <vector>

namespace mostik::processors {

/// `routes` as it is written: an item of it.
struct RouteSettings {
    std::string from;
    std::vector<std::string> to;
    bool both_ways = false;
    when::ConditionSettings when;
    std::string author = "**{{author}}:** ";
    bool reactions = false;
    bool marks = false;
};

const core::Section<RouteSettings>& route_section();

/// A way that messages take: from one address to another.
struct Route {
    core::Address from;
    core::Address to;
    when::Conditions conditions;
    core::Template author;
    bool reactions = false;  ///< are carried too
    bool marks = false;      ///< a reaction on the original tells whether it was carried
};

/// Where what is said is carried. Immutable: usable from any thread.
class Routes {
  public:
    /// What is wrong with an address, or empty: an unknown messenger, a target that it does not have.
    using CheckAddress = std::function<std::string(const core::Address&)>;

    /// Reads the list and reports what is wrong with it. A null node: no routes.
    static Routes read(const core::ConfigNode& node, const CheckAddress& check, core::Diagnostics& out);

    /// The ways that begin where the event happened, by its channel's id, name or topic; a chat that has
    /// moved is known by its earlier ids.
    std::vector<const Route*> from(const core::Event& event, storage::Chats& chats) const;

    const std::vector<Route>& all() const { return routes_; }
    bool empty() const { return routes_.empty(); }

    /// As it was written, to tell whether it has changed.
    const core::ConfigNode& written() const { return written_; }

  private:
    void add(Route route, const core::ConfigNode& node, core::Diagnostics& out);

    std::vector<Route> routes_;
    core::ConfigNode written_;
};

}  // namespace mostik::processors
