// Compares what a server says with what was recorded, field by field.
//
// Ids and times differ from run to run, so they are compared through a correspondence: the first time a
// recorded id (or millisecond) is met it is bound to what stands in its place, and from then on it must be
// that everywhere, and nothing else may be. So equal fields stay equal, and different ones different.
// Everything else - members, types, texts, numbers, order - must be the same.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::contract {

class RecordingComparer {
  public:
    // Binds a recorded id to the one of this run.
    void bind(const std::string& recorded, const std::string& actual);
    void bind_time(std::int64_t recorded, std::int64_t actual);
    // The recorded text with its known ids (and times) replaced by those of this run.
    std::string translate(const std::string& recorded) const;
    nlohmann::json translate(const nlohmann::json& recorded) const;

    // Members by these names are lists without a promised order.
    std::set<std::string> unordered{"mentions", "teammate_ids", "followers"};
    // Members by these names are compared by type only.
    std::set<std::string> any_value{"server_time", "mini_preview", "invite_id", "TelemetryId", "SiteURL"};
    // Recorded times that are a millisecond or so beside another and mean the same moment.
    std::map<std::int64_t, std::int64_t> same_moment;
    // Milliseconds must correspond one to one; off where a recording has coincidences of its own.
    bool strict_times = true;

    // What differs, one line each; empty: nothing. What was bound stays bound only if nothing differs.
    std::vector<std::string> differences(const nlohmann::json& recorded, const nlohmann::json& actual);

  private:
    struct Bindings {
        std::map<std::string, std::string> ids, ids_back;
        std::map<std::int64_t, std::int64_t> times, times_back;
    };
    using Differences = std::vector<std::string>;

    void compare(const nlohmann::json& recorded, const nlohmann::json& actual, const std::string& path);
    void compare_objects(const nlohmann::json& recorded, const nlohmann::json& actual,
                         const std::string& path);
    void compare_arrays(const nlohmann::json& recorded, const nlohmann::json& actual,
                        const std::string& path);
    void compare_unordered(const nlohmann::json& recorded, const nlohmann::json& actual,
                           const std::string& path);
    void compare_texts(const std::string& recorded, const std::string& actual, const std::string& path);
    bool same_id(const std::string& recorded, const std::string& actual);
    bool same_time(std::int64_t recorded, std::int64_t actual);
    // Tries it; if it differs, nothing is bound.
    bool matches(const nlohmann::json& recorded, const nlohmann::json& actual, const std::string& path);
    void differs(const std::string& path, const std::string& what) {
        differences_.push_back(path + ": " + what);
    }

    Bindings bindings_;
    Differences differences_;
};

}  // namespace mostik::contract
