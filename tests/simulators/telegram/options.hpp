// How a simulator is started, and what it tells of a request.
#pragma once

#include "tests/simulators/telegram/flood_guard.hpp"
#include "tests/simulators/telegram/world.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mostik::simulators::telegram {

struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one

    BotOptions bot;
    std::int64_t first_update_id = 845'210'301;

    bool flood_limits = false;  // pauses on request work anyway
    FloodLimits limits;

    // With the sizes of a self-hosted server: uploads up to 2000 MB, downloads without limit.
    bool self_hosted = false;
    // http:// and loopback addresses and any port are taken; the real server refuses them. Deliveries are
    // made to http:// addresses only.
    bool any_webhook_address = false;
};

struct FileRecord {
    std::string field;
    std::string name;
    std::string content_type;
    std::uint64_t size = 0;
};

struct RequestRecord {
    std::string method;  // "sendMessage", as spelled officially; "file" for downloads; else the path
    std::string verb;    // GET, POST
    std::string path;    // as sent, with the token
    std::map<std::string, std::string> parameters;  // as the server read them, values as text
    std::vector<FileRecord> files;
    Milliseconds at = 0;      // on the simulator's clock, when the whole request had been read
    int status = 0;           // of the answer; 0: none was sent (yet)
    std::string description;  // of a refusal

    // A parameter's value; empty if it was not given.
    std::string parameter(const std::string& name) const {
        const auto found = parameters.find(name);
        return found == parameters.end() ? std::string() : found->second;
    }
};

}  // namespace mostik::simulators::telegram
