#include "bot/api/health_check.hpp"

namespace mostik::bot::api {

boost::asio::awaitable<core::net::Reply> health_check(const core::net::IncomingRequest& /*request*/) {
    co_return core::net::json_reply(200, R"({"status":"ok"})").with("Cache-Control", "no-store");
}

}  // namespace mostik::bot::api
