#include "bot/notifications/files.hpp"

#include <charconv>
#include <fstream>

namespace mostik::bot {

namespace {

template <class Number>
Number number_from(const std::string& text) {
    Number number = -1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

boost::asio::awaitable<core::Result<void>> NotificationFiles::fetch(const core::File& file,
                                                                    const std::filesystem::path& to,
                                                                    std::int64_t max_bytes) {
    const auto id = number_from<storage::NotificationId>(file.post.message_id);
    const auto number = number_from<int>(file.id);
    const auto look = [id, number](storage::UnitOfWork& unit) {
        return unit.notifications().file(id, number);
    };
    auto found = co_await database_.read(look);
    if (!found) co_return core::failure(core::Errc::not_found, "it is not in the database any more");
    if (static_cast<std::int64_t>(found->content.size()) > max_bytes)
        co_return core::failure(core::Errc::invalid, "it is too large");
    std::ofstream out(to, std::ios::binary);
    out.write(found->content.data(), static_cast<std::streamsize>(found->content.size()));
    out.close();
    if (!out) co_return core::failure(core::Errc::unavailable, "it cannot be written to " + to.string());
    co_return core::Result<void>{};
}

}  // namespace mostik::bot
