#include "bot/api/request_json.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::bot::api {

namespace {

using nlohmann::json;

constexpr std::size_t deepest = 16;
/// A batch of a thousand messages has twenty thousand. Each takes a multiple of the room that it has in a
/// body.
constexpr std::size_t most_values = 200'000;

/// Looks at what is in a body before anything is made of it. (The library's own parser with a callback takes
/// time that grows with the square of an array's length.)
class Inspector final : public json::json_sax_t {
  public:
    bool null() override { return count(); }
    bool boolean(bool /*value*/) override { return count(); }
    bool number_integer(json::number_integer_t /*value*/) override { return count(); }
    bool number_unsigned(json::number_unsigned_t /*value*/) override { return count(); }
    bool number_float(json::number_float_t /*value*/, const std::string& /*text*/) override {
        return count();
    }
    bool string(std::string& /*value*/) override { return count(); }
    bool binary(json::binary_t& /*value*/) override { return count(); }
    bool start_array(std::size_t /*size*/) override { return begin(); }
    bool end_array() override { return end(); }
    bool end_object() override { return end(); }

    bool start_object(std::size_t /*size*/) override { return begin(); }

    bool key(std::string& name) override {
        if (names_.back().insert(name).second) return true;
        return refuse("the member \"" + name.substr(0, 100) + "\" stands there twice");
    }

    bool parse_error(std::size_t position, const std::string& /*last*/,
                     const json::exception& error) override {
        constexpr int out_of_range = 406;  // https://json.nlohmann.me/home/exceptions/
        return refuse(error.id == out_of_range
                          ? "it has a number that is too large"
                          : "it is no JSON in UTF-8: the mistake is at byte " + std::to_string(position));
    }

    const std::string& problem() const { return problem_; }

  private:
    bool refuse(std::string problem) {
        problem_ = std::move(problem);
        return false;
    }

    bool count() {
        if (++values_ <= most_values) return true;
        return refuse("it has more than " + std::to_string(most_values) + " values");
    }

    bool begin() {
        if (names_.size() >= deepest) return refuse("it is nested deeper than " + std::to_string(deepest));
        names_.emplace_back();
        return count();
    }

    bool end() {
        names_.pop_back();
        return true;
    }

    std::size_t values_ = 0;
    std::vector<std::set<std::string>> names_;  ///< of every list and object that is open
    std::string problem_;
};

}  // namespace

core::Result<json> read_json(const std::string& body) {
    Inspector inspector;
    if (!json::sax_parse(body, &inspector)) return core::failure(core::Errc::invalid, inspector.problem());
    return json::parse(body);
}

}  // namespace mostik::bot::api
