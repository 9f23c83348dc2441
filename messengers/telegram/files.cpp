#include "messengers/telegram/files.hpp"

#include "messengers/telegram/errors.hpp"

#include <nlohmann/json.hpp>

namespace asio = boost::asio;
using mostik::core::Errc;

namespace mostik::messengers::telegram {

namespace {

core::Error to_error(const ApiError& error) {
    Errc code = Errc::unavailable;
    if (error.status == 400) code = Errc::invalid;
    if (error.status == 413) code = Errc::invalid;
    if (error.status == 404) code = Errc::not_found;
    if (error.status == 401 || error.status == 403) code = Errc::unauthorized;
    // "wrong file_id or the file is temporarily unavailable": the server does not say which.
    if (says(error, "temporarily unavailable")) code = Errc::unavailable;
    return {code, in_words(error)};
}

std::string file_id_only(const std::string& id) {
    return nlohmann::json{{"file_id", id}}.dump();
}

}  // namespace

asio::awaitable<core::Result<void>> TelegramFiles::fetch(const core::File& file,
                                                         const std::filesystem::path& to,
                                                         std::int64_t max_bytes) {
    const std::string asked = file_id_only(file.id);
    const auto answer = co_await api_.call("getFile", asked);
    if (!answer) co_return tl::unexpected<core::Error>(to_error(answer.error()));
    const auto path = parse_file_path(*answer);
    if (!path) co_return tl::unexpected<core::Error>(path.error());
    const auto done = co_await api_.download(*path, to, max_bytes);
    if (!done) co_return tl::unexpected<core::Error>(to_error(done.error()));
    co_return core::Result<void>{};
}

}  // namespace mostik::messengers::telegram
