#include "bot/commands.hpp"
#include "bot/open_database.hpp"
#include "bot/post_json.hpp"
#include "bot/read_config.hpp"
#include "core/search_snippet.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>

namespace mostik::bot {

namespace {

constexpr std::size_t longest_snippet = 240;

using Found = FoundPost;

/// Indexes all that is not indexed yet. A running service gets half of the time for its own transactions.
void complete_index(storage::Database& database) {
    constexpr int posts_at_once = 256;
    constexpr std::int64_t worth_telling = 10'000;
    std::int64_t waiting = 0;
    database.transact_blocking([&](storage::UnitOfWork& unit) { waiting = unit.search().waiting(); });
    if (waiting >= worth_telling) std::cerr << "indexing " << waiting << " posts\n";
    for (int indexed = posts_at_once; waiting > 0 && indexed == posts_at_once;) {
        const auto began = std::chrono::steady_clock::now();
        database.transact_blocking(
            [&](storage::UnitOfWork& unit) { indexed = unit.search().index_some(posts_at_once); });
        if (indexed == posts_at_once) std::this_thread::sleep_for(std::chrono::steady_clock::now() - began);
    }
}

std::string link_to(const storage::StoredPost& post, const Config& config) {
    for (const MessengerPlan& plan : config.messengers) {
        if (plan.type->name == post.key.messenger)
            return plan.messenger->post_link(post.channel_id, post.key.id);
    }
    return {};
}

std::vector<Found> find(storage::Database& database, const Config& config, const core::SearchQuery& query,
                        const SearchOptions& options) {
    storage::SearchFilter filter;
    // As in a channel's address, and as a person is called.
    filter.channel = options.channel.substr(options.channel.find('/') + 1);
    filter.author = options.author.substr(options.author.starts_with('@') ? 1 : 0);
    filter.deleted = options.deleted;
    std::vector<Found> found;
    database.transact_blocking([&](storage::UnitOfWork& unit) {
        unit.search().find(query, filter, [&](const storage::StoredPost& post) {
            found.push_back({post, core::plain(core::cut_snippet(post.text, query, longest_snippet)),
                             link_to(post, config)});
            return static_cast<int>(found.size()) < options.limit;
        });
    });
    return found;
}

std::string name_or_id(const std::string& name, const std::string& id) {
    return core::in_one_line(name.empty() ? id : name);
}

void print_text(const Found& found) {
    const storage::StoredPost& post = found.post;
    std::cout << core::to_rfc3339(post.key.created_at) << "  "
              << name_or_id(post.channel_name, post.channel_id) << "  "
              << name_or_id(post.author_name, post.author_id);
    if (post.deleted_at) std::cout << "  (deleted " << core::to_rfc3339(*post.deleted_at) << ')';
    std::cout << "\n  " << found.snippet << '\n';
    if (!found.link.empty()) std::cout << "  " << found.link << '\n';
}

}  // namespace

int run_search(const std::filesystem::path& config_file, const SearchOptions& options) {
    const core::SearchQuery query = core::parse_search_query(options.text);
    if (query.empty()) {
        std::cerr
            << "mostik: there is no word to look for; expected for instance: mostik search deploy failed\n";
        return 2;
    }
    const std::optional<Config> config = read_config(config_file, Need::database_and_links);
    if (!config) return 2;
    const auto database = open_database_beside(*config);
    if (!database) return 1;
    complete_index(*database);
    const std::vector<Found> found = find(*database, *config, query, options);
    for (const Found& each : found) {
        if (options.json) {
            std::cout << post_json(each) << '\n';
        } else {
            print_text(each);
        }
    }
    if (found.empty() && !options.json) std::cout << "nothing found\n";
    return 0;
}

}  // namespace mostik::bot
