#pragma once

#include "core/result.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace mostik::core::net {

/// How connections are made, for HTTP and websockets alike.
struct ConnectionOptions {
    std::string ca_file;  ///< PEM; empty: the system's authorities. Certificates are always verified.
    std::string proxy;    ///< http://, socks5:// or socks5h://; empty: http_proxy, https_proxy, all_proxy of
                          ///< the environment. no_proxy is honoured either way.
    std::chrono::milliseconds connect_timeout{15'000};
};

/// A stretch of a request's body: words, or a file, which is read while it is sent.
struct BodyPiece {
    std::string text;
    std::filesystem::path file;  ///< empty: `text` is the piece
};

struct HttpRequest {
    std::string method = "GET";
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::vector<BodyPiece> pieces;              ///< follow `body`
    std::chrono::milliseconds timeout{30'000};  ///< for everything together
    std::size_t max_response_bytes = 64UL << 20U;
    /// Where the body of a 2xx goes instead of HttpResponse::body; the file is made anew.
    std::filesystem::path response_file;
};

struct HttpResponse {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string body;

    /// The first header of that (lower-case) name, or empty.
    std::string_view header(std::string_view name) const;
};

/// HTTP/1.1 client on libcurl, for one thread: the executor's. Connections are kept and reused, but dropped
/// before a server's usual keep-alive of 60 s ends. Redirects are not followed. Bodies are never sent a
/// second time behind the caller's back (libcurl would, on a reused connection that was closed).
class HttpClient {
  public:
    HttpClient(const boost::asio::any_io_executor& executor, ConnectionOptions options);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Any HTTP status is a response. Files are read and written in blocks of 64 KiB at most, on the
    /// executor's thread. Errors: Errc::invalid when a file of the body cannot be read, or the answer is
    /// larger than it may be; Errc::unavailable when the request cannot have been processed (no connection,
    /// certificate refused), Errc::unknown when bytes may have left and no whole answer came, Errc::invalid
    /// for a URL that is none. Cancelling the coroutine ends the transfer.
    boost::asio::awaitable<Result<HttpResponse>> perform(HttpRequest request);

    /// A TCP connection to host:port, through the proxy if there is one. `secure` chooses which of the
    /// environment's proxies counts, and nothing else: no TLS is spoken. Errors: Errc::unavailable.
    boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> dial(const std::string& host,
                                                                      std::uint16_t port, bool secure);

    const ConnectionOptions& options() const { return options_; }

  private:
    class Multi;
    ConnectionOptions options_;
    std::unique_ptr<Multi> multi_;
};

}  // namespace mostik::core::net
