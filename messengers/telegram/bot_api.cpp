#include "messengers/telegram/bot_api.hpp"

#include "core/net/multipart.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

namespace asio = boost::asio;
using mostik::core::Errc;
using nlohmann::json;

namespace mostik::messengers::telegram {

namespace {

constexpr std::chrono::minutes upload_timeout{10};
/// When the server does not say how long to wait.
constexpr std::chrono::seconds default_pause{5};

std::optional<core::Milliseconds> retry_after(const core::net::HttpResponse& response,
                                              const WireAnswer* answer) {
    if (answer != nullptr && answer->retry_after) return std::chrono::seconds(*answer->retry_after);
    const std::string_view header = response.header("retry-after");
    std::int64_t seconds = 0;
    const auto parsed = std::from_chars(header.data(), header.data() + header.size(), seconds);
    if (parsed.ec == std::errc{} && seconds > 0) return std::chrono::seconds(seconds);
    if (response.status == 429) return default_pause;
    return std::nullopt;
}

ApiError without_answer(const core::Error& error) {
    ApiError result;
    result.description = error.message;
    result.unsent = error.code == Errc::unavailable || error.code == Errc::invalid;
    result.cancelled = error.code == Errc::cancelled;
    return result;
}

}  // namespace

std::string in_words(const ApiError& error) {
    if (error.status == 0) return error.description;
    std::string words = error.description + " (HTTP " + std::to_string(error.status) + ")";
    if (error.foreign) {
        words += "; this is no answer of the Bot API: check telegram.api_root, and the proxy";
    } else if (error.status == 401) {
        words += "; the token is wrong or revoked: take it from BotFather and put it in telegram.token";
    } else if (error.status == 404) {
        words +=
            "; there is no such bot or method on this server: check telegram.token and telegram.api_root";
    }
    return words;
}

BotApi::BotApi(core::net::HttpClient& http, std::string root, core::Secret token)
    : http_(http), root_(std::move(root)), token_(std::move(token)) {
    root_.erase(root_.find_last_not_of('/') + 1);
}

std::string BotApi::censored(std::string text) const {
    const std::string& token = token_.reveal();
    for (auto at = text.find(token); !token.empty() && at != std::string::npos; at = text.find(token)) {
        text.replace(at, token.size(), "<token>");
    }
    return text;
}

asio::awaitable<ApiResult<std::string>> BotApi::call(std::string method, std::string parameters,
                                                     core::Milliseconds timeout) {
    core::net::HttpRequest request;
    request.method = "POST";
    request.url = root_ + "/bot" + token_.reveal() + "/" + method;
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = std::move(parameters);
    request.timeout = timeout;
    auto result = co_await perform(std::move(request));
    co_return result;
}

asio::awaitable<ApiResult<std::string>> BotApi::upload(std::string method, std::string parameters,
                                                       std::vector<Upload> files) {
    core::net::Multipart form;
    const json members = json::parse(parameters);
    for (const auto& [name, value] : members.items()) {
        form.field(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
    for (const Upload& file : files) {
        if (file.path.empty()) {
            form.text_file(file.field, file.name, file.mime_type, file.contents);
        } else {
            form.file(file.field, file.name, file.mime_type, file.path);
        }
    }
    core::net::HttpRequest request;
    request.method = "POST";
    request.url = root_ + "/bot" + token_.reveal() + "/" + method;
    request.headers.emplace_back("Content-Type", form.content_type());
    request.pieces = std::move(form).finish();
    request.timeout = upload_timeout;
    auto result = co_await perform(std::move(request));
    co_return result;
}

asio::awaitable<ApiResult<void>> BotApi::download(std::string file_path, std::filesystem::path to,
                                                  std::int64_t max_bytes) {
    core::net::HttpRequest request;
    request.url = root_ + "/file/bot" + token_.reveal() + "/" + file_path;
    request.timeout = upload_timeout;
    request.response_file = std::move(to);
    request.max_response_bytes = static_cast<std::size_t>(max_bytes);
    const auto response = co_await http_.perform(std::move(request));
    if (!response) {
        ApiError error = without_answer(response.error());
        if (response.error().code == Errc::invalid) error.status = 413;
        error.description = censored(error.description);
        co_return tl::unexpected<ApiError>(std::move(error));
    }
    if (response->status == 200) co_return ApiResult<void>{};
    co_return tl::unexpected<ApiError>(
        ApiError{.status = response->status, .description = "the file cannot be had"});
}

asio::awaitable<ApiResult<std::string>> BotApi::perform(core::net::HttpRequest request) {
    const auto response = co_await http_.perform(std::move(request));
    if (!response) {
        ApiError error = without_answer(response.error());
        error.description = censored(error.description);
        co_return tl::unexpected<ApiError>(std::move(error));
    }
    auto answer = parse_answer(response->body);
    if (answer && answer->ok) co_return std::move(answer->result);
    ApiError error;
    error.foreign = !answer;
    error.status = answer && answer->error_code != 0 ? answer->error_code : response->status;
    error.description =
        answer ? censored(answer->description) : "the server answered with something that is not understood";
    error.retry_after = retry_after(*response, answer ? &*answer : nullptr);
    if (answer) error.moved_to = answer->moved_to;
    co_return tl::unexpected<ApiError>(std::move(error));
}

}  // namespace mostik::messengers::telegram
