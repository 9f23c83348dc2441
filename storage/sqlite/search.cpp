#include "storage/sqlite/search.hpp"

#include "storage/sqlite/query.hpp"

#include <algorithm>

namespace mostik::storage::sqlite {

namespace {

constexpr std::int64_t posts_in_a_millisecond = 65'536;

/// The first search_id of a millisecond. A time that no post can have (a far side's nonsense) counts as the
/// nearest one that fits.
std::int64_t first_id_at(core::Time time) {
    constexpr std::int64_t latest = (std::int64_t{1} << 46) - 1;
    return std::clamp<std::int64_t>(core::to_millis(time), 0, latest) * posts_in_a_millisecond;
}

std::string joined(const std::vector<core::SearchTerm>& terms) {
    std::string text;
    for (const core::SearchTerm& term : terms) {
        if (!text.empty()) text += ' ';
        text += term.word;
    }
    return text;
}

/// In FTS5's language: each phrase a string. Words are letters, digits, "+" and "#", so nothing that a person
/// writes is an operator.
std::string match_expression(const core::SearchQuery& query) {
    std::string expression;
    for (const std::vector<std::string>& phrase : query.phrases) {
        if (!expression.empty()) expression += " AND ";
        expression += '"';
        for (const std::string& word : phrase) expression += (expression.back() == '"' ? "" : " ") + word;
        expression += '"';
    }
    return expression;
}

struct Waiting {
    std::int64_t post = 0;
    std::optional<std::int64_t> search_id;
    core::Time created_at{};
    std::string text;
};

}  // namespace

int SqliteSearch::index_some(int limit) {
    std::vector<Waiting> batch;
    {
        Query query(
            connection_,
            "SELECT row_id, search_id, created_at, text FROM search_queue JOIN posts ON row_id = post "
            "ORDER BY post DESC LIMIT ?",
            limit);
        while (query.next()) {
            const bool known = !query.is_null(1);
            batch.push_back({query.integer(0), known ? std::optional(query.integer(1)) : std::nullopt,
                             query.time(2), query.text(3)});
        }
    }
    for (const Waiting& post : batch) {
        const core::SearchTerms terms = core::search_terms(post.text);
        const std::int64_t id = post.search_id ? *post.search_id : search_id_of(post.post, post.created_at);
        Query(connection_, "INSERT OR REPLACE INTO search_index (rowid, words, also) VALUES (?, ?, ?)", id,
              joined(terms.words), joined(terms.also))
            .run();
        Query(connection_, "DELETE FROM search_queue WHERE post = ?", post.post).run();
    }
    return static_cast<int>(batch.size());
}

/// Gives the post its place in the index, behind those of the same millisecond.
std::int64_t SqliteSearch::search_id_of(std::int64_t post, core::Time created_at) {
    std::int64_t id = first_id_at(created_at);
    {
        Query query(connection_, "SELECT max(search_id) FROM posts WHERE search_id >= ? AND search_id < ?",
                    id, id + posts_in_a_millisecond);
        if (query.next() && !query.is_null(0)) id = query.integer(0) + 1;
    }
    Query(connection_, "UPDATE posts SET search_id = ? WHERE row_id = ?", id, post).run();
    return id;
}

std::int64_t SqliteSearch::waiting() {
    Query query(connection_, "SELECT count(*) FROM search_queue");
    query.next();
    return query.integer(0);
}

void SqliteSearch::find(const core::SearchQuery& query, const SearchFilter& filter, const Take& take) {
    if (query.empty()) return;
    // The index is read from its end, and only until enough posts have passed the filter. A post that is to
    // be indexed again may no longer say what it was found by.
    Query found(
        connection_,
        "SELECT messenger, created_at, id, channel_id, channel_name, thread_id, author_id, author_name, "
        "text, edited_at, deleted_at, attachments FROM ("
        " SELECT search_index.rowid AS hit, bm25(search_index) AS rank"
        " FROM search_index CROSS JOIN posts ON posts.search_id = search_index.rowid"
        " WHERE search_index MATCH ?1"
        " AND (?2 = '' OR messenger = ?2)"
        " AND (?3 = '' OR channel_id = ?3 OR channel_name = ?3)"
        " AND (?4 = '' OR author_id = ?4 OR author_name = ?4)"
        " AND (?5 OR deleted_at IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM search_queue WHERE post = posts.row_id)"
        " ORDER BY search_index.rowid DESC LIMIT ?6"
        ") JOIN posts ON search_id = hit ORDER BY rank, hit DESC",
        match_expression(query), filter.messenger, filter.channel, filter.author, filter.deleted,
        most_ranked);
    while (found.next()) {
        const bool go_on = take({.key = {found.text(0), found.time(1), found.text(2)},
                                 .channel_id = found.text(3),
                                 .channel_name = found.text(4),
                                 .thread_id = found.text(5),
                                 .author_id = found.text(6),
                                 .author_name = found.text(7),
                                 .text = found.text(8),
                                 .edited_at = found.time(9),
                                 .deleted_at = found.optional_time(10),
                                 .attachments = found.text(11)});
        if (!go_on) return;
    }
}

}  // namespace mostik::storage::sqlite
