#include "core/net/http_client.hpp"

#include "core/net/curl_multi.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <unistd.h>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <curl/curl.h>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace mostik::core::net {

namespace {

struct CurlLibrary {
    CurlLibrary() { curl_global_init(CURL_GLOBAL_DEFAULT); }
};

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using FileHandle = std::unique_ptr<std::FILE, FileCloser>;

struct EasyDeleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::string_view trimmed(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// One request under way, with everything that libcurl points into.
struct Transfer {
    explicit Transfer(HttpRequest wanted) : request(std::move(wanted)), easy(curl_easy_init()) {}

    HttpRequest request;
    std::unique_ptr<CURL, EasyDeleter> easy;
    std::unique_ptr<curl_slist, ListDeleter> headers;
    std::size_t piece = 0;  // 0: the body, then the pieces
    std::size_t sent = 0;   // of this piece
    FileHandle reading;
    FileHandle writing;
    std::size_t received = 0;
    HttpResponse response;
    bool unreadable = false;  // a file of the body
    bool unwritable = false;  // the file of the answer
    bool headers_ended = false;
    bool too_large = false;
    char error_text[CURL_ERROR_SIZE] = {};

    static std::size_t on_send(char* buffer, std::size_t size, std::size_t count, void* self) {
        auto* const transfer = static_cast<Transfer*>(self);
        while (transfer->piece <= transfer->request.pieces.size()) {
            const std::size_t part = transfer->read_piece(buffer, size * count);
            if (transfer->unreadable) return CURL_READFUNC_ABORT;
            if (part > 0) return part;
            ++transfer->piece;
            transfer->sent = 0;
            transfer->reading.reset();
        }
        return 0;
    }

    std::size_t read_piece(char* buffer, std::size_t room) {
        const bool is_file = piece > 0 && !request.pieces[piece - 1].file.empty();
        if (!is_file) {
            const std::string& text = piece == 0 ? request.body : request.pieces[piece - 1].text;
            const std::size_t part = text.copy(buffer, room, sent);
            sent += part;
            return part;
        }
        if (!reading) reading.reset(std::fopen(request.pieces[piece - 1].file.c_str(), "rb"));
        const std::size_t part = reading ? std::fread(buffer, 1, room, reading.get()) : 0;
        unreadable = !reading || std::ferror(reading.get()) != 0;
        return part;
    }

    /// Nothing when a file cannot be looked at.
    std::optional<std::uintmax_t> body_size() const {
        std::uintmax_t total = request.body.size();
        for (const BodyPiece& each : request.pieces) {
            std::error_code error;
            total += each.file.empty() ? each.text.size() : std::filesystem::file_size(each.file, error);
            if (error) return std::nullopt;
        }
        return total;
    }

    // libcurl rewinds a body only to send it again on another connection, after the first may have been
    // processed.
    static int on_seek(void* /*self*/, curl_off_t /*offset*/, int /*origin*/) { return CURL_SEEKFUNC_FAIL; }

    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
        auto* const transfer = static_cast<Transfer*>(self);
        transfer->received += size * count;
        if (transfer->received > transfer->request.max_response_bytes) {
            transfer->too_large = true;
            return 0;
        }
        if (transfer->goes_to_file()) return transfer->write(data, size * count);
        transfer->response.body.append(data, size * count);
        return size * count;
    }

    bool goes_to_file() const {
        long status = 0;
        curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
        return !request.response_file.empty() && status >= 200 && status < 300;
    }

    std::size_t write(const char* data, std::size_t size) {
        if (!writing) writing.reset(std::fopen(request.response_file.c_str(), "wb"));
        const std::size_t written = writing ? std::fwrite(data, 1, size, writing.get()) : 0;
        unwritable = written != size;
        return written;
    }

    /// False when not everything could be written.
    bool close_file() {
        if (goes_to_file() && !writing) writing.reset(std::fopen(request.response_file.c_str(), "wb"));
        if (!goes_to_file()) return true;
        std::FILE* const file = writing.release();
        return file != nullptr && std::fclose(file) == 0;
    }

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) {
        auto* const transfer = static_cast<Transfer*>(self);
        const std::string_view line(data, size * count);
        // A status line begins a new answer: what came before was a proxy's or an interim one.
        if (line.rfind("HTTP/", 0) == 0) {
            transfer->response.headers.clear();
            transfer->headers_ended = false;
        }
        if (trimmed(line).empty()) transfer->headers_ended = true;
        const auto colon = line.find(':');
        if (colon != std::string_view::npos) {
            transfer->response.headers.emplace_back(lower(line.substr(0, colon)),
                                                    trimmed(line.substr(colon + 1)));
        }
        return size * count;
    }
};

/// True when nothing of the request can have been processed.
bool nothing_left(CURL* easy, CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_CONNECT:
        case CURLE_PROXY:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
            return true;
        default: {
            curl_off_t pretransfer = 0;
            curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &pretransfer);
            return pretransfer == 0;
        }
    }
}

Error describe(const Transfer& transfer, CURLcode code) {
    std::string what = transfer.error_text[0] != '\0' ? transfer.error_text : curl_easy_strerror(code);
    if (transfer.too_large) {
        what = "the answer is larger than " + std::to_string(transfer.request.max_response_bytes) + " bytes";
    }
    if (transfer.unreadable) return {Errc::invalid, "a file to be sent cannot be read"};
    if (transfer.unwritable) return {Errc::unavailable, "the file cannot be written: is the disk full?"};
    if (transfer.too_large && !transfer.request.response_file.empty()) return {Errc::invalid, what};
    const bool unsent = nothing_left(transfer.easy.get(), code);
    // libcurl says "unsupported protocol" also of an answer that is no HTTP.
    const bool no_url = code == CURLE_URL_MALFORMAT || (code == CURLE_UNSUPPORTED_PROTOCOL && unsent);
    if (no_url) return {Errc::invalid, what};
    return {unsent ? Errc::unavailable : Errc::unknown, what};
}

void connect_as(CURL* easy, const ConnectionOptions& options, const std::string& proxy) {
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    if (!proxy.empty()) curl_easy_setopt(easy, CURLOPT_PROXY, proxy.c_str());
}

void prepare(Transfer& transfer, const ConnectionOptions& options) {
    CURL* const easy = transfer.easy.get();
    const HttpRequest& request = transfer.request;
    connect_as(easy, options, options.proxy);
    if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
    // Mattermost closes idle connections after 60 s; a request sent at that moment would be of unknown
    // outcome.
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, 45L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.error_text);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);

    curl_slist* list = nullptr;
    for (const auto& [name, value] : request.headers) {
        std::string line = name;
        line += ": ";
        line += value;
        list = curl_slist_append(list, line.c_str());
    }
    list = curl_slist_append(list, "Expect:");
    transfer.headers.reset(list);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);

    if (request.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (request.method != "GET") {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(transfer.body_size().value_or(0)));
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, &Transfer::on_send);
        curl_easy_setopt(easy, CURLOPT_READDATA, &transfer);
        curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &Transfer::on_seek);
        curl_easy_setopt(easy, CURLOPT_SEEKDATA, &transfer);
    }
}

/// A connection being made.
struct Dial {
    Dial() = default;
    ~Dial() {
        if (connection >= 0) ::close(connection);
    }
    Dial(const Dial&) = delete;
    Dial& operator=(const Dial&) = delete;

    /// libcurl closes its own descriptor with the handle; the connection lives on in a copy.
    void keep_connection() {
        curl_socket_t connected = CURL_SOCKET_BAD;
        curl_easy_getinfo(easy.get(), CURLINFO_ACTIVESOCKET, &connected);
        if (connected != CURL_SOCKET_BAD) connection = ::dup(connected);
    }

    std::unique_ptr<CURL, EasyDeleter> easy{curl_easy_init()};
    char error_text[CURL_ERROR_SIZE] = {};
    int connection = -1;
};

std::string environment_proxy(bool secure) {
    const auto names = secure
                           ? std::vector<const char*>{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}
                           : std::vector<const char*>{"http_proxy", "all_proxy", "ALL_PROXY"};
    for (const char* name : names) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0') return value;
    }
    return {};
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (key == name) return value;
    }
    return {};
}

/// Turns a transfer's end into the completion of an awaited operation.
class HttpClient::Multi {
  public:
    explicit Multi(const asio::any_io_executor& executor) : executor_(executor), curl_(executor) {}

    /// Runs `easy` (kept alive by `keep`) to its end: completes with curl's code, or nothing when cancelled.
    template <class Keep>
    asio::awaitable<std::optional<CURLcode>> run(CURL* easy, std::shared_ptr<Keep> keep,
                                                 CurlMulti::OnFinished finished = {}) {
        auto initiate = [this, easy, keep, finished = std::move(finished)](auto handler) {
            using Handler = decltype(handler);
            auto state = std::make_shared<std::optional<Handler>>(std::move(handler));
            const auto complete = [state, keep, this](std::optional<CURLcode> code) {
                if (!*state) return;
                auto taken = std::move(**state);
                state->reset();
                const auto executor = asio::get_associated_executor(taken, executor_);
                asio::post(executor, [taken = std::move(taken), code]() mutable { taken(code); });
            };
            auto slot = asio::get_associated_cancellation_slot(**state);
            if (slot.is_connected()) {
                slot.assign([this, easy, complete](asio::cancellation_type) {
                    curl_.remove(easy);
                    complete(std::nullopt);
                });
            }
            curl_.add(
                easy,
                [state, complete, slot](CURLcode code) mutable {
                    if (!*state) return;  // cancelled meanwhile: the slot is gone
                    // A later transfer may get the same handle's address.
                    if (slot.is_connected()) slot.clear();
                    complete(code);
                },
                finished);
        };
        return asio::async_initiate<const asio::use_awaitable_t<>, void(std::optional<CURLcode>)>(
            std::move(initiate), asio::use_awaitable);
    }

  private:
    asio::any_io_executor executor_;
    CurlMulti curl_;
};

HttpClient::HttpClient(const asio::any_io_executor& executor, ConnectionOptions options)
    : options_(std::move(options)) {
    static const CurlLibrary library;
    multi_ = std::make_unique<Multi>(executor);
}

HttpClient::~HttpClient() = default;

asio::awaitable<Result<HttpResponse>> HttpClient::perform(HttpRequest request) {
    const auto transfer = std::make_shared<Transfer>(std::move(request));
    if (!transfer->body_size()) co_return failure(Errc::invalid, "a file to be sent cannot be read");
    prepare(*transfer, options_);
    const std::optional<CURLcode> code = co_await multi_->run(transfer->easy.get(), transfer);
    if (!code) co_return failure(Errc::cancelled, "cancelled");
    if (*code != CURLE_OK) co_return tl::unexpected<Error>(describe(*transfer, *code));
    if (!transfer->close_file()) {
        co_return failure(Errc::unavailable, "the file cannot be written: is the disk full?");
    }
    // libcurl takes an answer that ends within its headers for one without a body.
    if (!transfer->headers_ended) co_return failure(Errc::unknown, "the answer ended within its headers");
    long status = 0;
    curl_easy_getinfo(transfer->easy.get(), CURLINFO_RESPONSE_CODE, &status);
    transfer->response.status = static_cast<int>(status);
    co_return std::move(transfer->response);
}

asio::awaitable<Result<tcp::socket>> HttpClient::dial(const std::string& host, std::uint16_t port,
                                                      bool secure) {
    const auto dial = std::make_shared<Dial>();
    CURL* const easy = dial->easy.get();
    // An "http" URL keeps libcurl from speaking TLS; CONNECT_ONLY, from speaking HTTP to the far end.
    const bool bare_ipv6 = host.find(':') != std::string::npos && host.front() != '[';
    const std::string authority = (bare_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
    const std::string url = "http://" + authority + "/";
    connect_as(easy, options_, options_.proxy.empty() ? environment_proxy(secure) : options_.proxy);
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, dial->error_text);

    auto keep_connection = [dial] { dial->keep_connection(); };
    const std::optional<CURLcode> code = co_await multi_->run(easy, dial, std::move(keep_connection));
    if (!code) co_return failure(Errc::cancelled, "cancelled");
    if (dial->connection < 0) {
        const char* what = dial->error_text[0] != '\0' ? dial->error_text : curl_easy_strerror(*code);
        co_return failure(Errc::unavailable, what);
    }
    sockaddr_storage local{};
    socklen_t size = sizeof(local);
    ::getsockname(dial->connection, reinterpret_cast<sockaddr*>(&local), &size);
    const auto executor = co_await asio::this_coro::executor;
    const tcp protocol = local.ss_family == AF_INET6 ? tcp::v6() : tcp::v4();
    tcp::socket socket(executor, protocol, std::exchange(dial->connection, -1));
    co_return std::move(socket);
}

}  // namespace mostik::core::net
