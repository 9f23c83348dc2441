#pragma once

#include "core/clock.hpp"
#include "core/net/http_exchange.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::bot::api {

/// Reads the parameters behind the "?" of a request for a list, and collects what is wrong with them: also
/// those that nobody asks for, which may be mistyped.
class QueryReader {
  public:
    QueryReader(const core::net::IncomingRequest& request, std::initializer_list<std::string_view> known);

    /// Nothing when it is not there, or empty.
    std::optional<std::string> text(std::string_view name);
    std::optional<core::Time> time(std::string_view name);
    bool truth(std::string_view name);  ///< "true" or "false"; false when it is not there
    /// 1 to `most`; `otherwise` when it is not there.
    int limit(int otherwise, int most);
    /// Where the last page ended: what page() wrote.
    std::optional<std::int64_t> cursor();

    void complain(std::string_view name, std::string detail);

    /// The answer to a request that is wrong; nothing when it is not.
    std::optional<core::net::Reply> refusal() const;

  private:
    const core::net::IncomingRequest& request_;
    std::vector<core::net::RequestFault> faults_;
};

/// One page of a list: {"NAME": [ITEMS], "next_cursor": …}; `items` are JSON already.
core::net::Reply page(std::string_view name, const std::vector<std::string>& items,
                      std::optional<std::int64_t> next_cursor, const std::string& more = {});

/// The number in a path; nothing when it is none.
std::optional<std::int64_t> number_in(std::string_view text);

}  // namespace mostik::bot::api
