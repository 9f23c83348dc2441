#include "bot/api/request_json.hpp"

#include <set>
#include <stdexcept>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::bot::api {

namespace {

using nlohmann::json;

constexpr int deepest = 16;

/// Ends the parser, which knows no other way.
class Refused : public std::runtime_error {
  public:
    using runtime_error::runtime_error;
};

/// Looks at what the parser finds, while it finds it.
class Inspector {
  public:
    bool operator()(int depth, json::parse_event_t event, const json& value) {
        const bool begins =
            event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
        if (begins && depth >= deepest) throw Refused("it is nested deeper than " + std::to_string(deepest));
        if (event == json::parse_event_t::object_start) {
            names_.emplace_back();
        } else if (event == json::parse_event_t::object_end) {
            names_.pop_back();
        } else if (event == json::parse_event_t::key) {
            if (!names_.back().insert(value.get<std::string>()).second)
                throw Refused("the member \"" + value.get<std::string>().substr(0, 100) +
                              "\" stands there twice");
        }
        return true;
    }

  private:
    std::vector<std::set<std::string>> names_;
};

}  // namespace

core::Result<json> read_json(const std::string& body) {
    try {
        Inspector inspector;
        return json::parse(body, [&inspector](int depth, json::parse_event_t event, json& value) {
            return inspector(depth, event, value);
        });
    } catch (const Refused& refused) {
        return core::failure(core::Errc::invalid, refused.what());
    } catch (const json::parse_error& error) {
        return core::failure(core::Errc::invalid,
                             "it is no JSON in UTF-8: the mistake is at byte " + std::to_string(error.byte));
    } catch (const json::exception&) {
        return core::failure(core::Errc::invalid, "it has a number that is too large");
    }
}

}  // namespace mostik::bot::api
