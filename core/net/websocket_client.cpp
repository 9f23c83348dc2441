#include "core/net/websocket_client.hpp"

#include <charconv>
#include <optional>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/url.hpp>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace ssl = asio::ssl;

namespace mostik::core::net {

namespace {

struct Target {
    bool secure = false;
    std::string host;
    std::uint16_t port = 0;
    std::string host_header;
    std::string path;
};

Result<Target> parse_target(const std::string& url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed || (parsed->scheme() != "ws" && parsed->scheme() != "wss") || parsed->host().empty()) {
        return failure(Errc::invalid, "not a ws:// or wss:// URL: " + url);
    }
    Target target;
    target.secure = parsed->scheme() == "wss";
    target.host = parsed->host_address();
    target.port = parsed->has_port() ? parsed->port_number() : (target.secure ? 443 : 80);
    target.host_header = std::string(parsed->encoded_host_and_port());
    target.path = std::string(parsed->encoded_target());
    if (target.path.empty()) target.path = "/";
    return target;
}

/// The protocol over either kind of stream.
template <class Stream>
class StreamWebsocket final : public Websocket {
  public:
    explicit StreamWebsocket(Stream stream) : socket_(std::move(stream)) {}

    asio::awaitable<Result<void>> open(const Target& target, const WebsocketOptions& options) {
        auto timeouts = websocket::stream_base::timeout{};
        timeouts.handshake_timeout = options.handshake_timeout;
        timeouts.idle_timeout = options.idle_timeout;
        timeouts.keep_alive_pings = true;
        socket_.set_option(timeouts);
        socket_.read_message_max(options.max_message_bytes);
        if (options.sign_of_life) {
            socket_.control_callback(
                [tell = options.sign_of_life](websocket::frame_type, beast::string_view) { tell(); });
        }
        socket_.set_option(websocket::stream_base::decorator([&options](websocket::request_type& request) {
            for (const auto& [name, value] : options.headers) request.set(name, value);
        }));
        websocket::response_type response;
        boost::system::error_code error;
        co_await socket_.async_handshake(response, target.host_header, target.path,
                                         asio::redirect_error(asio::use_awaitable, error));
        if (error == websocket::error::upgrade_declined) {
            const int status = response.result_int();
            const Errc code = status == 429   ? Errc::rate_limited
                              : status == 401 ? Errc::unauthorized
                                              : Errc::unavailable;
            co_return failure(
                code, "the server answered the websocket request with HTTP status " + std::to_string(status));
        }
        if (error) co_return failure(Errc::unavailable, "websocket handshake: " + error.message());
        co_return Result<void>{};
    }

    asio::awaitable<Result<std::string>> read() override {
        boost::system::error_code error;
        buffer_.consume(buffer_.size());
        co_await socket_.async_read(buffer_, asio::redirect_error(asio::use_awaitable, error));
        if (error) co_return failure(Errc::unavailable, explain(error));
        std::string text = beast::buffers_to_string(buffer_.data());
        // One huge frame should not keep its memory for the life of the connection.
        if (buffer_.capacity() > 1U << 20U) buffer_ = beast::flat_buffer();
        co_return text;
    }

    asio::awaitable<Result<void>> write(std::string text) override {
        boost::system::error_code error;
        socket_.text(true);
        co_await socket_.async_write(asio::buffer(text), asio::redirect_error(asio::use_awaitable, error));
        if (error) co_return failure(Errc::unavailable, explain(error));
        co_return Result<void>{};
    }

    void abort() override {
        boost::system::error_code ignored;
        beast::get_lowest_layer(socket_).socket().close(ignored);
    }

    asio::awaitable<void> close(std::chrono::milliseconds limit) override {
        auto timeouts = websocket::stream_base::timeout{};
        timeouts.handshake_timeout = limit;
        timeouts.idle_timeout = websocket::stream_base::none();
        timeouts.keep_alive_pings = false;
        socket_.set_option(timeouts);
        boost::system::error_code ignored;
        co_await socket_.async_close(websocket::close_code::normal,
                                     asio::redirect_error(asio::use_awaitable, ignored));
        abort();
    }

  private:
    std::string explain(const boost::system::error_code& error) const {
        if (error == beast::error::timeout) return "nothing arrived in time, not even the answer to a ping";
        if (error == websocket::error::closed) {
            const auto code = socket_.reason().code;
            return "the server closed the connection (code " + std::to_string(code) + ")";
        }
        if (error == asio::error::eof || error == ssl::error::stream_truncated) {
            return "the server closed the connection";
        }
        return error.message();
    }

    websocket::stream<Stream> socket_;
    beast::flat_buffer buffer_;
};

Result<std::unique_ptr<ssl::context>> make_tls(const ConnectionOptions& options) {
    auto context = std::make_unique<ssl::context>(ssl::context::tls_client);
    context->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                         ssl::context::no_tlsv1_1);
    context->set_verify_mode(ssl::verify_peer);
    boost::system::error_code error;
    if (options.ca_file.empty()) {
        context->set_default_verify_paths(error);
    } else {
        context->load_verify_file(options.ca_file, error);
    }
    if (error) return failure(Errc::invalid, "certificate authorities: " + error.message());
    return context;
}

/// TLS over a connected socket, with the certificate checked against the host's name.
asio::awaitable<Result<std::unique_ptr<Websocket>>> connect_secure(asio::ip::tcp::socket tcp,
                                                                   const Target& target,
                                                                   const WebsocketOptions& options,
                                                                   const ConnectionOptions& connection) {
    using Stream = beast::ssl_stream<beast::tcp_stream>;
    auto context = make_tls(connection);
    if (!context) co_return tl::unexpected<Error>(context.error());

    /// The stream refers to the context for as long as it lives.
    struct Secure final : Websocket {
        Secure(std::unique_ptr<ssl::context> tls, Stream stream)
            : context(std::move(tls)), inner(std::move(stream)) {}
        asio::awaitable<Result<std::string>> read() override { return inner.read(); }
        asio::awaitable<Result<void>> write(std::string text) override {
            return inner.write(std::move(text));
        }
        void abort() override { inner.abort(); }
        asio::awaitable<void> close(std::chrono::milliseconds limit) override { return inner.close(limit); }
        std::unique_ptr<ssl::context> context;
        StreamWebsocket<Stream> inner;
    };

    beast::tcp_stream lower(std::move(tcp));
    lower.expires_after(options.handshake_timeout);
    Stream stream(std::move(lower), **context);
    stream.set_verify_callback(ssl::host_name_verification(target.host));
    // What the macro SSL_set_tlsext_host_name does, without its C-style cast.
    auto* const name = const_cast<char*>(target.host.c_str());
    if (SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name) !=
        1) {
        co_return failure(Errc::unavailable, "TLS: the host's name cannot be announced");
    }
    boost::system::error_code error;
    co_await stream.async_handshake(ssl::stream_base::client,
                                    asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return failure(Errc::unavailable, "TLS: " + error.message());
    beast::get_lowest_layer(stream).expires_never();

    auto secure = std::make_unique<Secure>(std::move(*context), std::move(stream));
    const auto opened = co_await secure->inner.open(target, options);
    if (!opened) co_return tl::unexpected<Error>(opened.error());
    std::unique_ptr<Websocket> result = std::move(secure);
    co_return result;
}

}  // namespace

asio::awaitable<Result<std::unique_ptr<Websocket>>> connect_websocket(HttpClient& http,
                                                                      WebsocketOptions options) {
    const auto target = parse_target(options.url);
    if (!target) co_return tl::unexpected<Error>(target.error());
    auto tcp = co_await http.dial(target->host, target->port, target->secure);
    if (!tcp) co_return tl::unexpected<Error>(tcp.error());
    if (target->secure) {
        auto secure = co_await connect_secure(std::move(*tcp), *target, options, http.options());
        co_return secure;
    }
    auto plain = std::make_unique<StreamWebsocket<beast::tcp_stream>>(beast::tcp_stream(std::move(*tcp)));
    const auto opened = co_await plain->open(*target, options);
    if (!opened) co_return tl::unexpected<Error>(opened.error());
    std::unique_ptr<Websocket> result = std::move(plain);
    co_return result;
}

}  // namespace mostik::core::net
