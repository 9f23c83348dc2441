#include "bot/search_indexer.hpp"

#include <spdlog/spdlog.h>

namespace asio = boost::asio;

namespace mostik::bot {

namespace {

constexpr int posts_in_a_step = 64;
// So many at once are the past, or what an earlier version had stored: worth a line of the log.
constexpr std::int64_t worth_telling = 1'000;

}  // namespace

asio::awaitable<bool> SearchIndexer::step() {
    const auto index = [](storage::UnitOfWork& unit) { return unit.search().index_some(posts_in_a_step); };
    const int indexed = co_await database_.transact(index);
    indexed_ += indexed;
    const bool more = indexed == posts_in_a_step;
    if (!more) {
        if (indexed_ >= worth_telling) spdlog::info("search: {} posts were indexed", indexed_);
        indexed_ = 0;
    }
    co_return more;
}

}  // namespace mostik::bot
