// What a call was given, whichever of the four ways it came: every value is a string.
#pragma once

#include "tests/simulators/net/request.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mostik::simulators::telegram {

struct Upload {
    std::string field;
    std::string name;  // of the file
    std::string content_type;
    std::string bytes;
};

class Parameters {
  public:
    // Query before body; of several values with one name the first counts. A body of a type that is not
    // known is not looked at, broken JSON gives what came before the break. Throws Refusal (413) when there
    // is too much.
    static Parameters read(const net::Request& request);

    void add(std::string name, std::string value);

    bool has(std::string_view name) const { return find(name) != nullptr; }
    std::string text(std::string_view name) const;
    bool flag(std::string_view name) const;
    // Its leading digits, 0 if there are none; `otherwise` if it is missing; then clamped.
    std::int64_t integer(std::string_view name, std::int64_t otherwise = 0,
                         std::int64_t low = std::numeric_limits<std::int64_t>::min(),
                         std::int64_t high = std::numeric_limits<std::int64_t>::max()) const;
    const Upload* upload(std::string_view field) const;

    const std::vector<std::pair<std::string, std::string>>& all() const { return values_; }
    const std::vector<Upload>& uploads() const { return uploads_; }

  private:
    const std::string* find(std::string_view name) const;

    std::vector<std::pair<std::string, std::string>> values_;
    std::vector<Upload> uploads_;
};

// The members of a JSON object as texts: strings unquoted, other values as they stand. Ends at the first
// thing that is not JSON.
std::vector<std::pair<std::string, std::string>> loose_members(std::string_view json);

}  // namespace mostik::simulators::telegram
