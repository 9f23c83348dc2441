#pragma once

#include "core/clock.hpp"
#include "core/net/http_client.hpp"
#include "core/secret.hpp"
#include "messengers/telegram/wire.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <tl/expected.hpp>

namespace mostik::messengers::telegram {

/// Why a call did not succeed. `message` never holds the token.
struct ApiError {
    int status = 0;           ///< error_code, or the HTTP status of an answer that is no API's; 0: no answer
    bool foreign = false;     ///< the answer was not the Bot API's own
    bool unsent = false;      ///< nothing of the request can have arrived
    bool cancelled = false;   ///< this side ended it
    std::string description;  ///< the API's own words, or what went wrong
    std::optional<core::Milliseconds> retry_after;
    std::optional<std::int64_t> moved_to;

    /// Somebody has to change something before a repetition can help.
    bool refused() const { return status == 401 || status == 404; }
};

/// Between two attempts at what was refused.
inline constexpr std::chrono::seconds pause_when_refused{60};

/// For people; with the HTTP status and what to do about it.
std::string in_words(const ApiError& error);

template <class T>
using ApiResult = tl::expected<T, ApiError>;

/// A file that a call sends.
struct Upload {
    std::string field;  ///< the name of its part
    std::string name;
    std::string mime_type;
    std::filesystem::path path;  ///< empty: `contents` is the file
    std::string contents = {};
};

/// Telegram's Bot API as a means of transport: one attempt a call, never repeated behind the caller's back.
/// Source: https://core.telegram.org/bots/api. io thread only.
class BotApi {
  public:
    BotApi(core::net::HttpClient& http, std::string root, core::Secret token);

    template <class T>
    using Answer = boost::asio::awaitable<ApiResult<T>>;

    /// Calls a method with a JSON object; returns the result's JSON text.
    Answer<std::string> call(std::string method, std::string parameters,
                             core::Milliseconds timeout = std::chrono::seconds(60));

    /// The same with files: the members of the object become parts of a form.
    Answer<std::string> upload(std::string method, std::string parameters, std::vector<Upload> files);

    /// Into a file, which is made anew. Errors: status 413 when it has more than `max_bytes`.
    Answer<void> download(std::string file_path, std::filesystem::path to, std::int64_t max_bytes);

    /// `text` without the token.
    std::string censored(std::string text) const;

  private:
    Answer<std::string> perform(core::net::HttpRequest request);

    core::net::HttpClient& http_;
    std::string root_;
    core::Secret token_;
};

}  // namespace mostik::messengers::telegram
