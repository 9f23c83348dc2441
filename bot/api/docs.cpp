#include "bot/api/docs.hpp"

#include "core/embedded_file.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace asio = boost::asio;

namespace mostik::bot::api {

const std::vector<core::EmbeddedFile>& embedded_files();

namespace {

using core::net::IncomingRequest;
using core::net::Reply;

struct Page {
    std::string_view path;
    std::string_view file;
    std::string_view type;
};

constexpr std::string_view html = "text/html; charset=utf-8";
constexpr std::string_view script = "text/javascript; charset=utf-8";
constexpr std::string_view plain = "text/plain; charset=utf-8";

/// The first row of a path whose file is in this build counts.
constexpr Page pages[] = {
    {"/openapi.yaml", "openapi.yaml", "application/yaml"},
    {"/docs", "index.html", html},
    {"/docs", "without.html", html},
    {"/docs/start.js", "start.js", script},
    {"/docs/swagger-ui.css", "swagger-ui.css", "text/css; charset=utf-8"},
    {"/docs/swagger-ui-bundle.js", "swagger-ui-bundle.js", script},
    // Its licence asks for being handed on with it.
    {"/docs/swagger-ui-bundle.js.LICENSE.txt", "swagger-ui-bundle.js.LICENSE.txt", plain},
    {"/docs/LICENSE", "LICENSE", plain},
    {"/docs/NOTICE", "NOTICE", plain},
};

/// Only what this server itself hands out; the style sheet has pictures in it.
constexpr auto content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Whether If-None-Match has `tag`: a list of tags, weak ones too, or "*".
bool is_known(const IncomingRequest& request, const std::string& tag) {
    const std::string_view known = request.header("if-none-match").value_or("");
    return known == "*" || known.find(tag) != std::string_view::npos;
}

asio::awaitable<Reply> hand_out(const core::EmbeddedFile& file, std::string_view type,
                                const IncomingRequest& request) {
    const std::string tag = '"' + std::string(file.digest.substr(0, 32)) + '"';
    Reply reply;
    reply.headers = {{"Cache-Control", "no-cache"},  // kept, and asked for again each time
                     {"ETag", tag},
                     {"Content-Security-Policy", content_security_policy},
                     {"X-Content-Type-Options", "nosniff"},
                     {"Referrer-Policy", "no-referrer"}};
    if (is_known(request, tag)) {
        reply.status = 304;
        co_return reply;
    }
    reply.headers.emplace_back("Content-Type", type);
    reply.body = file.contents;
    co_return reply;
}

/// The page's own links begin at "/docs", without a slash behind it.
asio::awaitable<Reply> without_slash(const IncomingRequest& /*request*/) {
    Reply reply;
    reply.status = 308;
    reply.headers.emplace_back("Location", "../docs");
    co_return reply;
}

}  // namespace

std::vector<core::net::HttpRoute> docs_routes() {
    std::vector<core::net::HttpRoute> routes;
    const auto& files = embedded_files();
    for (const Page& page : pages) {
        const auto file = std::find_if(files.begin(), files.end(), [&](const core::EmbeddedFile& each) {
            return each.name == page.file;
        });
        const bool has_row = !routes.empty() && routes.back().path == page.path;
        if (file == files.end() || has_row) continue;
        const auto handler = [&content = *file, type = page.type](const IncomingRequest& request) {
            return hand_out(content, type, request);
        };
        routes.push_back({.method = "GET", .path = std::string(page.path), .handler = handler});
    }
    routes.push_back({.method = "GET", .path = "/docs/", .handler = &without_slash});
    return routes;
}

}  // namespace mostik::bot::api
